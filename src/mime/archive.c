/* Reads archives in memory.  Every entry is inflated, wanted or not: skipping
 * one inflates it all the same in a solid archive, but out of our sight, and
 * so past any limit. */
#include "archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>
#include "charset.h"
#include "lift.h"
#include "plaint/base/utf8.h"
#include "rar5.h"

enum {
	ENTRY_BYTES_MOST = 16 * 1024 * 1024, /* kept in memory at once */
	NAME_CHARACTERS_MOST = 300,
	SAMPLE_BYTES_MOST = 4096,
	END_RECORD_BYTES = 22, /* of a zip, without its comment */
	/* Reading XML and HTML is slow beside inflating it: of what archives
	 * hold, so many times max_text_bytes are read for their text. */
	INNER_TEXTS_MOST = 4,
};

typedef struct archive archive;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(archive, archive_read_free)

/* With a name for it, anything packed by gzip is one file. */
static struct archive *archive_open(
	const void *bytes, size_t length, const char *only)
{
	g_autoptr(archive) archive = archive_read_new();

	if (!archive)
		return NULL;
	archive_read_support_filter_gzip(archive);
	archive_read_support_format_zip_seekable(archive);
	archive_read_support_format_7zip(archive);
	archive_read_support_format_rar(archive);
	archive_read_support_format_rar5(archive);
	archive_read_support_format_tar(archive);
	if (only)
		archive_read_support_format_raw(archive);
	if (archive_read_open_memory(archive, bytes, length) != ARCHIVE_OK)
		return NULL;
	return g_steal_pointer(&archive);
}

/* Zip programs of the region write names in the DOS charset and say nothing;
 * the bytes decide. */
static char *entry_name(struct archive_entry *entry)
{
	const char *raw = archive_entry_pathname(entry);
	struct charset_text text = { 0 };
	g_autofree char *line = NULL;

	if (!raw)
		raw = archive_entry_pathname_utf8(entry);
	if (!raw)
		return g_strdup("?");
	charset_decode(raw, strlen(raw), "ibm866", &text);
	line = utf8_one_line(text.text);
	g_free(text.text);
	return utf8_cut(line, NAME_CHARACTERS_MOST);
}

static void warn_once(struct reader_state *state, const char *code,
	const char *what, const char *name)
{
	if (!document_has_warning(state->document, code))
		document_warn(state->document, code, "%s \"%s\"", what, name);
}

/* The entry's bytes; NULL when it is too big to keep.  *is_over: the letter's
 * budget is spent, or the archive is broken, and nothing more can be read. */
static GBytes *entry_read(struct reader_state *state, struct archive *archive,
	const char *name, bool *is_over)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	bool is_big = false;
	const void *block;
	size_t length;
	la_int64_t offset;
	int result;

	while ((result = archive_read_data_block(
			archive, &block, &length, &offset)) == ARCHIVE_OK) {
		state->inflated_bytes += (int64_t)length;
		*is_over = state->inflated_bytes >
			   state->limits->max_attachment_bytes;
		is_big = is_big || length > ENTRY_BYTES_MOST - out->len;
		if (*is_over)
			break;
		if (!is_big)
			g_byte_array_append(out, block, (guint)length);
	}
	if (*is_over || is_big)
		warn_once(state, "archive_cut", "too big inside:", name);
	else if (result != ARCHIVE_EOF)
		warn_once(state, "archive_broken", "at", name);
	*is_over = *is_over || result == ARCHIVE_FATAL;
	return *is_over || is_big
		       ? NULL
		       : g_byte_array_free_to_bytes(g_steal_pointer(&out));
}

/* False when there is no next one. */
static bool entry_next(struct reader_state *state, struct archive *archive,
	struct archive_entry **entry)
{
	int result = archive_read_next_header(archive, entry);

	if (result == ARCHIVE_EOF)
		return false;
	if (result < ARCHIVE_WARN) {
		bool is_locked =
			archive_read_has_encrypted_entries(archive) > 0;

		warn_once(state,
			is_locked ? "archive_locked" : "archive_broken",
			is_locked ? "a password hides" : "cannot read",
			is_locked ? "all names" : "the next entry");
		return false;
	}
	if (state->archive_entries < state->limits->max_archive_entries)
		return true;
	warn_once(state, "archive_cut", "more entries than are read,", "...");
	return false;
}

/* A zip of no entries is its end record alone, which libarchive refuses. */
static bool is_empty_zip(GBytes *bytes)
{
	static const char end[] = "PK\5\6"; /* APPNOTE 4.3.16 */
	size_t length;
	const char *data = g_bytes_get_data(bytes, &length);

	return length >= END_RECORD_BYTES &&
	       memcmp(data, end, sizeof(end) - 1) == 0;
}

/* Whom an archive's entries are for. */
struct walker {
	archive_entry_func func;
	void *data;
	const char *only; /* name of what gzip packed; NULL: an archive */
};

static void walk(struct reader_state *state, struct archive *archive,
	bool is_locked, const struct walker *walker)
{
	struct archive_entry *entry;
	bool is_over = false;

	while (!is_over && entry_next(state, archive, &entry)) {
		bool is_raw = archive_format(archive) == ARCHIVE_FORMAT_RAW;
		g_autofree char *name =
			is_raw ? g_strdup(walker->only) : entry_name(entry);
		g_autoptr(GBytes) bytes = NULL;

		state->archive_entries++;
		if (is_locked || archive_entry_is_encrypted(entry)) {
			warn_once(state, "archive_locked",
				"a password is needed for", name);
			walker->func(walker->data, name, NULL);
			continue;
		}
		bytes = entry_read(state, archive, name, &is_over);
		if (archive_entry_filetype(entry) == AE_IFREG)
			walker->func(walker->data, name, bytes);
	}
}

static void walk_bytes(
	struct reader_state *state, GBytes *bytes, const struct walker *walker)
{
	g_autoptr(archive) archive = NULL;
	enum rar5_lock lock = rar5_lock_find(
		g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));

	if (lock == RAR5_NAMES) {
		warn_once(state, "archive_locked", "a password hides",
			"all names");
		return;
	}
	if (state->archive_depth >= state->limits->max_archive_depth) {
		warn_once(state, "archive_cut", "nested too deep", "");
		return;
	}
	archive = archive_open(g_bytes_get_data(bytes, NULL),
		g_bytes_get_size(bytes), walker->only);
	state->archive_depth++;
	if (archive)
		walk(state, archive, lock == RAR5_FILES, walker);
	else if (!is_empty_zip(bytes))
		warn_once(state, "archive_broken", "cannot open", "it");
	state->archive_depth--;
}

void archive_walk(struct reader_state *state, GBytes *bytes,
	archive_entry_func func, void *data)
{
	walk_bytes(state, bytes, &(struct walker){ func, data, NULL });
}

bool archive_text_fits(
	struct reader_state *state, const char *name, size_t length)
{
	if (state->inner_text_bytes <
		state->limits->max_text_bytes * INNER_TEXTS_MOST) {
		state->inner_text_bytes += (int64_t)length;
		return true;
	}
	warn_once(state, "archive_cut", "text not read:", name);
	return false;
}

struct listing {
	struct reader_state *state;
	GString *text;
};

static void list_entry(void *data, const char *name, GBytes *bytes)
{
	static const char file_type[] = "application/octet-stream";
	struct listing *listing = data;
	g_autofree char *text = NULL;

	g_string_append_printf(listing->text, "%s[%s]\n",
		listing->text->len > 0 ? "\n" : "", name);
	if (bytes) {
		lift_page(listing->state, name, file_type, bytes);
		text = attachment_text(
			listing->state, &(struct attachment_file){
						name, file_type, "", bytes });
	}
	if (!text || !*text)
		return;
	g_string_append(listing->text, text);
	if (!g_str_has_suffix(text, "\n"))
		g_string_append_c(listing->text, '\n');
}

char *archive_text(struct reader_state *state, GBytes *bytes)
{
	struct listing listing = { state, g_string_new(NULL) };

	archive_walk(state, bytes, list_entry, &listing);
	return g_string_free(listing.text, FALSE);
}

char *archive_gzip_text(
	struct reader_state *state, const char *name, GBytes *bytes)
{
	static const char magic[] = { '\x1f', '\x8b' }; /* RFC 1952 2.3.1 */
	struct listing listing = { state, g_string_new(NULL) };
	g_autofree char *only = g_strdup(name);
	size_t length;
	const char *data = g_bytes_get_data(bytes, &length);

	if (g_str_has_suffix(only, ".gz") || g_str_has_suffix(only, ".GZ"))
		only[strlen(only) - strlen(".gz")] = '\0';
	if (length > sizeof(magic) && memcmp(data, magic, sizeof(magic)) == 0)
		walk_bytes(state, bytes,
			&(struct walker){ list_entry, &listing, only });
	else
		warn_once(state, "archive_broken", "cannot open", name);
	return g_string_free(listing.text, FALSE);
}

/* An archive of one file, so that warming up reads a real one. */
static size_t sample_write(
	int (*set_format)(struct archive *), char *buffer, size_t size)
{
	struct archive *archive = archive_write_new();
	struct archive_entry *entry = archive_entry_new();
	size_t used = 0;

	set_format(archive);
	archive_write_add_filter_none(archive);
	archive_write_set_bytes_in_last_block(archive, 1);
	if (archive_write_open_memory(archive, buffer, size, &used) ==
		ARCHIVE_OK) {
		archive_entry_set_pathname(entry, "\xd0\xb0");
		archive_entry_set_filetype(entry, AE_IFREG);
		archive_entry_set_size(entry, 1);
		archive_write_header(archive, entry);
		archive_write_data(archive, "a", 1);
		archive_write_close(archive);
	}
	archive_entry_free(entry);
	archive_write_free(archive);
	return used;
}

static void ignore_entry(void *data, const char *name, GBytes *bytes)
{
	(void)data;
	(void)name;
	(void)bytes;
}

void archive_warm_up(void)
{
	static int (*const formats[])(struct archive *) = {
		archive_write_set_format_zip,
		archive_write_set_format_7zip,
		archive_write_set_format_ustar,
	};
	struct reader_state state = { .limits = &mime_limits_default };

	state.document = document_new(DOCUMENT_EMAIL);
	for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
		char buffer[SAMPLE_BYTES_MOST];
		g_autoptr(GBytes) bytes = NULL;
		size_t length;

		length = sample_write(formats[i], buffer, sizeof(buffer));
		bytes = g_bytes_new(buffer, length);
		archive_walk(&state, bytes, ignore_entry, NULL);
	}
	document_free(state.document);
}
