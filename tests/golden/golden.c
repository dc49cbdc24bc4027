/* Golden samples: what `plaint read` and `plaint classify` say of a file
 * beside what its <name>.expected.json wants.
 *
 *     golden PLAINT FOLDER...        prints TAP
 *
 * The expected file is an object {"read": {…}, "classify": {…}}; each part is
 * compared with that command's --json answer:
 *   "key": value       equal; in an object only the keys named are looked at,
 *                      in a list every element must have its match
 *   "@key": anything   the key is there, whatever its value
 *   "!key": anything   the key is absent, null, or empty
 *   "X_contains":      each of these stands in "X" (white space folded)
 *   "pages_count": n   "pages" has n elements */

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <glib.h>
#include <jansson.h>

static const char suffix[] = ".expected.json";

static char *folded(const char *text)
{
	g_auto(GStrv) words = g_strsplit_set(text, " \t\r\n", -1);
	GString *out = g_string_new(NULL);
	for (size_t i = 0; words[i] != NULL; i++) {
		if (words[i][0] == '\0')
			continue;
		if (out->len > 0)
			g_string_append_c(out, ' ');
		g_string_append(out, words[i]);
	}
	return g_string_free(out, FALSE);
}

static bool is_nothing(const json_t *value)
{
	return value == NULL || json_is_null(value) ||
	       (json_is_string(value) && json_string_length(value) == 0) ||
	       (json_is_array(value) && json_array_size(value) == 0) ||
	       (json_is_object(value) && json_object_size(value) == 0);
}

static bool compare(const json_t *wanted, const json_t *found, const char *path,
	GString *why);

static bool fail(GString *why, const char *path, const char *what,
	const json_t *wanted, const json_t *found)
{
	char *a = json_dumps(wanted, JSON_COMPACT | JSON_ENCODE_ANY);
	char *b = found == NULL
			  ? NULL
			  : json_dumps(found, JSON_COMPACT | JSON_ENCODE_ANY);
	g_string_append_printf(why, "#   %s %s: wanted %s, found %.400s\n",
		path, what, a, b != NULL ? b : "nothing");
	free(a);
	free(b);
	return false;
}

static bool compare_contains(const json_t *wanted, const json_t *found,
	const char *path, GString *why)
{
	g_autofree char *text =
		folded(found != NULL ? json_string_value(found) : "");
	bool fine = true;
	for (size_t i = 0; i < json_array_size(wanted); i++) {
		const json_t *each = json_array_get(wanted, i);
		g_autofree char *part = folded(json_string_value(each));
		if (strstr(text, part) == NULL)
			fine = fail(why, path, "lacks", each, found);
	}
	return fine;
}

static bool compare_key(const char *key, const json_t *wanted,
	const json_t *object, const char *path, GString *why)
{
	g_autofree char *below = g_strconcat(path, ".", key, NULL);
	if (key[0] == '!')
		return is_nothing(json_object_get(object, key + 1)) ||
		       fail(why, below, "is there", wanted,
			       json_object_get(object, key + 1));
	if (key[0] == '@')
		return !is_nothing(json_object_get(object, key + 1)) ||
		       fail(why, below, "is not there", wanted, NULL);
	if (g_str_has_suffix(key, "_contains")) {
		g_autofree char *field =
			g_strndup(key, strlen(key) - strlen("_contains"));
		return compare_contains(
			wanted, json_object_get(object, field), below, why);
	}
	if (strcmp(key, "pages_count") == 0) {
		const json_t *pages = json_object_get(object, "pages");
		return (json_int_t)json_array_size(pages) ==
			       json_integer_value(wanted) ||
		       fail(why, below, "differs", wanted, NULL);
	}
	return compare(wanted, json_object_get(object, key), below, why);
}

static bool compare_list(const json_t *wanted, const json_t *found,
	const char *path, GString *why)
{
	bool fine = true;
	for (size_t i = 0; i < json_array_size(wanted); i++) {
		const json_t *each = json_array_get(wanted, i);
		bool is_there = false;
		for (size_t j = 0; j < json_array_size(found); j++) {
			g_autoptr(GString) unused = g_string_new(NULL);
			is_there = is_there ||
				   compare(each, json_array_get(found, j), path,
					   unused);
		}
		if (!is_there)
			fine = fail(why, path, "lacks", each, found);
	}
	return fine;
}

static bool compare(const json_t *wanted, const json_t *found, const char *path,
	GString *why)
{
	if (json_is_array(wanted) && json_is_array(found))
		return compare_list(wanted, found, path, why);
	if (!json_is_object(wanted) || !json_is_object(found))
		return (found != NULL && json_equal(wanted, found)) ||
		       fail(why, path, "differs", wanted, found);
	bool fine = true;
	const char *key;
	json_t *value;
	json_object_foreach((json_t *)wanted, key, value) fine =
		compare_key(key, value, found, path, why) && fine;
	return fine;
}

static json_t *run(
	const char *plaint, const char *command, const char *file, GString *why)
{
	const char *argv[] = { plaint, command, file, "--json", NULL };
	g_autofree char *out = NULL, *err = NULL;
	int status = -1;
	g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL,
		&out, &err, &status, NULL);
	json_error_t problem;
	json_t *answer = out != NULL ? json_loads(out, 0, &problem) : NULL;
	if (status == 0 && answer != NULL)
		return answer;
	g_string_append_printf(why, "#   plaint %s: status %d: %s\n", command,
		status, err != NULL ? err : "");
	json_decref(answer);
	return NULL;
}

static bool check(const char *plaint, const char *sample,
	const json_t *expected, GString *why)
{
	static const char *const commands[] = { "read", "classify" };
	bool fine = true;
	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
		const json_t *wanted = json_object_get(expected, commands[i]);
		if (wanted == NULL)
			continue;
		json_t *found = run(plaint, commands[i], sample, why);
		fine = found != NULL &&
		       compare(wanted, found, commands[i], why) && fine;
		json_decref(found);
	}
	return fine;
}

/* The file of the same name with another ending. */
static char *sample_of(const char *folder, const char *expected_name)
{
	g_autofree char *stem = g_strndup(
		expected_name, strlen(expected_name) - strlen(suffix) + 1);
	stem[strlen(stem) - 1] = '.';
	DIR *dir = opendir(folder);
	char *found = NULL;
	struct dirent *entry;
	while (dir != NULL && found == NULL && (entry = readdir(dir)) != NULL) {
		if (g_str_has_prefix(entry->d_name, stem) &&
			!g_str_has_suffix(entry->d_name, suffix))
			found = g_build_filename(folder, entry->d_name, NULL);
	}
	if (dir != NULL)
		closedir(dir);
	return found;
}

static void check_file(
	const char *plaint, const char *folder, const char *name, int number)
{
	g_autoptr(GString) why = g_string_new(NULL);
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *sample = sample_of(folder, name);
	json_error_t problem;
	json_t *expected = json_load_file(path, 0, &problem);
	if (expected == NULL)
		g_string_append_printf(why, "#   %s:%d: %s\n", path,
			problem.line, problem.text);
	else if (sample == NULL)
		g_string_append(why, "#   no sample beside it\n");
	bool fine = why->len == 0 && check(plaint, sample, expected, why);
	printf("%s %d - %s\n%s", fine ? "ok" : "not ok", number,
		sample != NULL ? sample : path, why->str);
	fflush(stdout);
	json_decref(expected);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int main(int argc, char **argv)
{
	int number = 0;
	for (int i = 2; i < argc; i++) {
		g_autoptr(GPtrArray) names =
			g_ptr_array_new_with_free_func(g_free);
		DIR *dir = opendir(argv[i]);
		struct dirent *entry;
		while (dir != NULL && (entry = readdir(dir)) != NULL) {
			if (g_str_has_suffix(entry->d_name, suffix))
				g_ptr_array_add(names, g_strdup(entry->d_name));
		}
		if (dir != NULL)
			closedir(dir);
		g_ptr_array_sort(names, by_name);
		for (guint j = 0; j < names->len; j++)
			check_file(argv[1], argv[i], names->pdata[j], ++number);
	}
	printf("1..%d\n", number);
	return number > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
