/* Archives and letters with files, made for the tests. */
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <glib.h>
#include <string.h>

struct archive_file {
	const char *name;
	const void *data;
	size_t length; /* 0: data is a string */
};

typedef int (*archive_format_func)(struct archive *);

/* options: libarchive's, may be NULL.  Names in the locale's charset. */
static inline GBytes *archive_file_make(archive_format_func set_format,
	const char *options, const struct archive_file *files, size_t count)
{
	static const size_t room = (size_t)4 << 20;
	struct archive *archive = archive_write_new();
	char *buffer = g_malloc(room);
	size_t used = 0;

	set_format(archive);
	if (options) {
		archive_write_set_options(archive, options);
		archive_write_set_passphrase(archive, "secret");
	}
	archive_write_set_bytes_in_last_block(archive, 1);
	archive_write_open_memory(archive, buffer, room, &used);
	for (size_t i = 0; i < count; i++) {
		struct archive_entry *entry = archive_entry_new();
		size_t length = files[i].length ? files[i].length
						: strlen(files[i].data);

		archive_entry_set_pathname(entry, files[i].name);
		archive_entry_set_filetype(entry, AE_IFREG);
		archive_entry_set_perm(entry, 0644);
		archive_entry_set_size(entry, (la_int64_t)length);
		archive_write_header(archive, entry);
		archive_write_data(archive, files[i].data, length);
		archive_entry_free(entry);
	}
	archive_write_close(archive);
	archive_write_free(archive);
	return g_bytes_new_take(buffer, used);
}

/* A letter with that one file. */
static inline char *archive_file_letter(
	const char *type, const char *name, GBytes *bytes)
{
	g_autofree char *coded = g_base64_encode(
		g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));

	return g_strdup_printf(
		"From: a@b.example\nContent-Type: multipart/mixed; "
		"boundary=b\n\n--b\n\nsee the file\n--b\nContent-Type: %s\n"
		"Content-Disposition: attachment; filename=\"%s\"\n"
		"Content-Transfer-Encoding: base64\n\n%s\n--b--\n",
		type, name, coded);
}
