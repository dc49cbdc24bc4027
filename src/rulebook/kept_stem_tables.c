/* uk.stems: a line, filled up with blanks, that says of which dictionary the
 * table behind it is and what its hash is. */
#include "kept_stem_tables.h"

#include <string.h>
#include <sys/stat.h>

#include "plaint/base/fd.h"
#include "plaint/base/hash.h"

enum {
	HEAD_BYTES = 512,
	FILE_MOST_BYTES = 64 << 20,
	FILE_MODE = 0644,
	FOLDER_MODE = 0755,
	VERSION = 2, /* of the file, and of how stem_table_make.c makes it */
};

static char *path_of(const char *dir, const char *language)
{
	g_autofree char *name = g_strconcat(language, ".stems", NULL);
	return g_build_filename(dir, "stems", name, NULL);
}

static void put_head(char out[static HEAD_BYTES], const char *mark,
	const void *table, size_t length)
{
	struct hash hash = hash_bytes(table, length);
	g_autofree char *text = g_strdup_printf(
		"plaint stems %d %s %s", VERSION, mark, hash.hex);
	memset(out, ' ', HEAD_BYTES);
	memcpy(out, text, MIN(strlen(text), HEAD_BYTES - 1));
	out[HEAD_BYTES - 1] = '\n';
}

GBytes *kept_table_read(const char *dir, const char *language, const char *mark)
{
	char head[HEAD_BYTES];
	g_autofree char *path = dir != NULL ? path_of(dir, language) : NULL;
	g_autoptr(GBytes) file =
		path != NULL ? file_read(path, FILE_MOST_BYTES, NULL) : NULL;
	gsize length = file != NULL ? g_bytes_get_size(file) : 0;
	if (length <= HEAD_BYTES)
		return NULL;
	const char *from = g_bytes_get_data(file, NULL);
	put_head(head, mark, from + HEAD_BYTES, length - HEAD_BYTES);
	return memcmp(head, from, HEAD_BYTES) == 0
		       ? g_bytes_new_from_bytes(
				 file, HEAD_BYTES, length - HEAD_BYTES)
		       : NULL;
}

static bool folder_make(const char *dir, GError **error)
{
	g_autofree char *path = g_build_filename(dir, "stems", NULL);
	return g_file_test(path, G_FILE_TEST_IS_DIR) ||
	       mkdir(path, FOLDER_MODE) == 0 ||
	       base_error_set_errno(error, "%s", path);
}

bool kept_table_write(const char *dir, const char *language, const char *mark,
	GBytes *table, GError **error)
{
	gsize length;
	const void *bytes = g_bytes_get_data(table, &length);
	g_autofree char *path = path_of(dir, language);
	g_autofree char *file = g_malloc(HEAD_BYTES + length);
	put_head(file, mark, bytes, length);
	memcpy(file + HEAD_BYTES, bytes, length);
	return folder_make(dir, error) &&
	       file_replace(path, file, HEAD_BYTES + length, FILE_MODE, error);
}
