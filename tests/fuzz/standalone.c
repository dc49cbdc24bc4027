/* Replays files through a fuzz target without libFuzzer, so that the corpus
 * is part of the ordinary test run with any compiler:
 *     fuzz_wire-replay tests/fuzz/corpus/wire samples/mail/a.eml
 * Folders are walked one level deep.  TAP on standard output: one line a
 * file; a target that crashes leaves its plan unfulfilled. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <glib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
/* Some targets have one. */
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv);

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool add_folder(GPtrArray *paths, const char *folder)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GDir) dir = g_dir_open(folder, 0, &error);
	if (dir == NULL) {
		fprintf(stderr, "%s\n", error->message);
		return false;
	}
	const char *name;
	while ((name = g_dir_read_name(dir)) != NULL) {
		char *path = g_build_filename(folder, name, NULL);
		if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
			g_ptr_array_add(paths, path);
		else
			g_free(path);
	}
	return true;
}

static bool replay(const char *path, guint number)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *bytes = NULL;
	gsize length;
	if (!g_file_get_contents(path, &bytes, &length, &error)) {
		printf("not ok %u - %s: %s\n", number, path, error->message);
		return false;
	}
	/* A copy of the exact size: a sanitizer then sees a read past it. */
	g_autofree uint8_t *exact = g_memdup2(bytes, length);
	LLVMFuzzerTestOneInput(exact, length);
	printf("ok %u - %s\n", number, path);
	fflush(stdout);
	return true;
}

int main(int argc, char **argv)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	bool good = true;
	if (LLVMFuzzerInitialize != NULL)
		LLVMFuzzerInitialize(&argc, &argv);
	for (int i = 1; i < argc; i++) {
		if (g_file_test(argv[i], G_FILE_TEST_IS_DIR))
			good &= add_folder(paths, argv[i]);
		else
			g_ptr_array_add(paths, g_strdup(argv[i]));
	}
	if (paths->len == 0) {
		fprintf(stderr, "usage: %s FILE|FOLDER...\n", argv[0]);
		return 2;
	}
	g_ptr_array_sort(paths, by_name);
	printf("1..%u\n", paths->len);
	fflush(stdout);
	for (guint i = 0; i < paths->len; i++)
		good &= replay(paths->pdata[i], i + 1);
	return good ? 0 : 1;
}
