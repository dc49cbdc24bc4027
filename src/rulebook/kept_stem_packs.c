/* uk.aff and uk.dic, as hunspell reads them; the first has a remark before all
 * else, which says of which dictionary they are and what their hashes are. */
#include "kept_stem_packs.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plaint/base/fd.h"
#include "plaint/base/hash.h"

enum {
	HEAD_MOST_BYTES = 1024,
	FILE_MOST_BYTES = 64 << 20,
	FILE_MODE = 0644,
	FOLDER_MODE = 0755,
	VERSION = 1, /* of the files, and of how stem_pack.c makes them */
};

static char *path_of(const char *dir, const char *language, const char *kind)
{
	g_autofree char *name = g_strconcat(language, kind, NULL);
	return g_build_filename(dir, "stems", name, NULL);
}

static char *head_of(
	const char *mark, const struct hash *affixes, const struct hash *words)
{
	return g_strdup_printf("# pack %d %s %s %s\n", VERSION, mark,
		affixes->hex, words->hex);
}

static bool open_file(const char *dir, const char *language, const char *kind,
	int *fd_out, char path_out[static STEM_PACK_PATH_BYTES])
{
	g_autofree char *path = path_of(dir, language, kind);
	*fd_out = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	stem_pack_path(*fd_out, path_out);
	return *fd_out >= 0;
}

/* Are they what the remark says, of this dictionary? */
static bool is_whole(const struct stem_pack *pack, const char *mark)
{
	struct hash affixes, words;
	char head[HEAD_MOST_BYTES + 1] = "";
	ssize_t got = pread(pack->affixes_fd, head, HEAD_MOST_BYTES, 0);
	const char *end = got > 0 ? strchr(head, '\n') : NULL;
	if (end == NULL ||
		!hash_fd(
			pack->affixes_fd, end + 1 - head, -1, &affixes, NULL) ||
		!hash_fd(pack->words_fd, 0, -1, &words, NULL))
		return false;
	g_autofree char *right = head_of(mark, &affixes, &words);
	return strncmp(head, right, strlen(right)) == 0;
}

bool kept_pack_open(const char *dir, const char *language, const char *mark,
	struct stem_pack *out)
{
	*out = (struct stem_pack){ .affixes_fd = -1, .words_fd = -1 };
	if (dir != NULL &&
		open_file(dir, language, ".aff", &out->affixes_fd,
			out->affixes_path) &&
		open_file(dir, language, ".dic", &out->words_fd,
			out->words_path) &&
		is_whole(out, mark))
		return true;
	stem_pack_clear(out);
	return false;
}

static bool folder_make(const char *dir, GError **error)
{
	g_autofree char *path = g_build_filename(dir, "stems", NULL);
	return g_file_test(path, G_FILE_TEST_IS_DIR) ||
	       mkdir(path, FOLDER_MODE) == 0 ||
	       base_error_set_errno(error, "%s", path);
}

bool kept_pack_write(const char *dir, const char *language, const char *mark,
	const struct stem_pack *pack, GError **error)
{
	g_autofree char *affixes_path = path_of(dir, language, ".aff");
	g_autofree char *words_path = path_of(dir, language, ".dic");
	g_autoptr(GBytes) affixes =
		fd_read_whole(pack->affixes_fd, FILE_MOST_BYTES, error);
	g_autoptr(GBytes) words =
		affixes != NULL
			? fd_read_whole(pack->words_fd, FILE_MOST_BYTES, error)
			: NULL;
	if (words == NULL || !folder_make(dir, error))
		return false;
	gsize affixes_length, words_length;
	const char *affixes_text = g_bytes_get_data(affixes, &affixes_length);
	const char *words_text = g_bytes_get_data(words, &words_length);
	struct hash affixes_hash = hash_bytes(affixes_text, affixes_length);
	struct hash words_hash = hash_bytes(words_text, words_length);
	g_autofree char *head = head_of(mark, &affixes_hash, &words_hash);
	g_autofree char *text = g_strconcat(head, affixes_text, NULL);
	return file_replace(words_path, words_text, words_length, FILE_MODE,
		       error) &&
	       file_replace(affixes_path, text, strlen(text), FILE_MODE, error);
}
