/* Pieces of schema that several rule files have in common, and the list of
 * mistakes. */
#include "rules.h"
#include <stdarg.h>
#include <string.h>
#include "plaint/base/nearest.h"

#define NAME_FIELDS(wanted)                                                    \
	{ "uk", YAML_TEXT, offsetof(struct names, in[TONGUE_UK]),              \
		.required = wanted },                                          \
		{ "ru", YAML_TEXT, offsetof(struct names, in[TONGUE_RU]),      \
			.required = wanted },                                  \
		{ "be", YAML_TEXT, offsetof(struct names, in[TONGUE_BE]),      \
			.required = wanted },                                  \
		{ "en", YAML_TEXT, offsetof(struct names, in[TONGUE_EN]),      \
			.required = wanted },                                  \
	{                                                                      \
		NULL                                                           \
	}

static const struct yaml_field name_fields[] = { NAME_FIELDS(true) };
static const struct yaml_field name_optional_fields[] = { NAME_FIELDS(false) };

static bool names_all_or_none(const void *record, char **why_out)
{
	const struct names *names = record;
	int given = 0;
	for (int i = 0; i < TONGUES; i++)
		given += names->in[i] != NULL;
	if (given == 0 || given == TONGUES)
		return true;
	*why_out = g_strdup("needs all of uk, ru, be, en");
	return false;
}

const struct yaml_record names_record = { sizeof(struct names), name_fields };
const struct yaml_record names_optional_record = { sizeof(struct names),
	name_optional_fields, .check = names_all_or_none };

const char *const rule_kinds[] = { "complaint", "claim", "request",
	"suggestion", "thanks", "inquiry", NULL };

/* In the order of enum term_unit. */
static const char *const units[] = { "calendar_day", "working_day", "week",
	"month", NULL };

enum {
	AMOUNT_MOST = DEADLINE_TERM_MOST
};

static const struct yaml_field term_fields[] = {
	{ "amount", YAML_INTEGER, offsetof(struct term, amount),
		.required = true, .least = 1, .most = AMOUNT_MOST },
	{ "unit", YAML_CHOICE, offsetof(struct term, unit), .required = true,
		.choices = units },
	{ NULL }
};
static const struct yaml_field term_optional_fields[] = {
	{ "amount", YAML_INTEGER, offsetof(struct term, amount),
		.fallback = "0", .least = 0, .most = AMOUNT_MOST },
	{ "unit", YAML_CHOICE, offsetof(struct term, unit),
		.fallback = "calendar_day", .choices = units },
	{ NULL }
};

const struct yaml_record term_record = { sizeof(struct term), term_fields };
const struct yaml_record term_optional_record = { sizeof(struct term),
	term_optional_fields };

bool rule_day_read(const char *text, void *field, const char **why_out)
{
	struct rule_day *out = field;
	*why_out = "is not a day (YYYY-MM-DD)";
	out->given = day_parse(text, &out->day);
	return out->given;
}

void problem_at(struct problems *problems, const char *path,
	const struct yaml_where *where, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_ptr_array_add(
		problems->lines, g_strdup_printf("%s:%d:%d: %s", path,
					 where->line, where->column, what));
}

void problem_take(struct problems *problems, GError *error)
{
	if (!g_error_matches(error, YAML_ERROR, YAML_ERROR_INVALID))
		problems->io = true;
	g_ptr_array_add(problems->lines, g_strdup(error->message));
	g_error_free(error);
}

static gint path_order(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *rule_files(
	const char *dir, const char *name, struct problems *problems)
{
	GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *folder = g_build_filename(dir, name, NULL);
	GError *error = NULL;
	g_autoptr(GDir) listing = g_dir_open(folder, 0, &error);
	if (!listing) {
		problem_take(problems, error);
		return paths;
	}
	const char *entry;
	while ((entry = g_dir_read_name(listing)) != NULL)
		if (g_str_has_suffix(entry, ".yaml") && entry[0] != '.')
			g_ptr_array_add(
				paths, g_build_filename(folder, entry, NULL));
	g_ptr_array_sort(paths, path_order);
	return paths;
}

GPtrArray *rule_files_if_any(const char *dir, const char *name, GError **error)
{
	g_autofree char *folder = g_build_filename(dir, name, NULL);
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	struct problems problems = { .lines = lines };
	if (!g_file_test(folder, G_FILE_TEST_EXISTS))
		return g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) paths = rule_files(dir, name, &problems);
	if (lines->len == 0)
		return g_steal_pointer(&paths);
	g_set_error_literal(error, YAML_ERROR, YAML_ERROR_IO, lines->pdata[0]);
	return NULL;
}

/* Reads one file behind the others. */
static bool list_add_file(GPtrArray *entries, const struct rule_list *list,
	const char *path, const struct topic_rules *rules, GError **error)
{
	const struct yaml_field fields[] = {
		{ "", YAML_RECORDS, 0, .record = list->entry }, { NULL }
	};
	const struct yaml_record file = { sizeof(GPtrArray *), fields };
	g_autoptr(GPtrArray) own = NULL;
	if (!yaml_read_file(path, &file, &own, error))
		return false;
	g_ptr_array_set_free_func(own, list->free);
	for (guint i = 0; i < own->len; i++)
		if (!list->check(own->pdata[i], rules, error))
			return false;
	g_ptr_array_extend_and_steal(entries, g_steal_pointer(&own));
	if (entries->len <= RULE_ENTRIES_MOST)
		return true;
	const char *first_too_many = entries->pdata[RULE_ENTRIES_MOST];
	return yaml_fail(error,
		(const struct yaml_where *)(first_too_many +
					    list->entry->where - 1),
		"more than %d entries", RULE_ENTRIES_MOST);
}

GPtrArray *rule_list_load(const struct rule_list *list, const char *dir,
	const char *name, const struct topic_rules *rules, GError **error)
{
	g_autoptr(GPtrArray) paths = rule_files_if_any(dir, name, error);
	g_autoptr(GPtrArray) entries =
		g_ptr_array_new_with_free_func(list->free);
	if (paths == NULL)
		return NULL;
	for (guint i = 0; i < paths->len; i++)
		if (!list_add_file(
			    entries, list, paths->pdata[i], rules, error))
			return NULL;
	return g_steal_pointer(&entries);
}

bool rule_text_is_good(const char *text, size_t most_bytes, char **why_out)
{
	size_t length = strlen(text);
	if (length > most_bytes)
		*why_out =
			g_strdup_printf("has more than %zu bytes", most_bytes);
	else if (strspn(text, " \t\n") == length)
		*why_out = g_strdup("is empty");
	return *why_out == NULL;
}

const char *nearest_in(const GHashTable *table, const char *word)
{
	g_autofree gpointer *keys =
		g_hash_table_get_keys_as_array((GHashTable *)table, NULL);
	return nearest_word(word, (const char *const *)keys);
}

bool rule_fail_unknown(const struct yaml_where *where, const char *what,
	const char *word, GPtrArray *known, GError **error)
{
	g_ptr_array_add(known, NULL);
	const char *near =
		nearest_word(word, (const char *const *)known->pdata);
	return yaml_fail(error, where, "%s %s%s%s", what, word,
		near != NULL ? "; did you mean " : "",
		near != NULL ? near : "");
}
