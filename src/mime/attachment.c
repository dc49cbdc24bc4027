/* Attachments: their bytes to the descriptor, their text where they have
 * one.  Names are data and stay as the sender wrote them. */
#include <string.h>
#include <unistd.h>
#include "archive.h"
#include "calendar_text.h"
#include "html.h"
#include "image_size.h"
#include "lift.h"
#include "office.h"
#include "ole.h"
#include "pgp.h"
#include "plaint/base/fd.h"
#include "plaint/base/hash.h"
#include "reader.h"
#include "rtf.h"
#include "signed_file.h"
#include "smime.h"

enum {
	DER_SEQUENCE = 0x30, /* ITU-T X.690, 8.9 */
};

static const char zip_magic[] = "PK\3\4"; /* APPNOTE 4.3.7 */

enum text_way {
	TEXT_NONE,
	TEXT_PLAIN,
	TEXT_HTML,
	TEXT_MESSAGE,
	TEXT_CALENDAR,
	TEXT_RTF,
	TEXT_WORD, /* from here on, containers */
	TEXT_SHEETS,
	TEXT_OPEN_DOCUMENT,
	TEXT_OLE,
	TEXT_ARCHIVE,
	TEXT_GZIP,
	TEXT_SIGNED,
	TEXT_PGP,
};

struct way_row {
	const char *pattern;
	enum text_way way;
};

/* Asked before the type: programs send everything as
 * application/octet-stream, and office documents as application/zip. */
static const struct way_row ways_by_name[] = {
	{ "*.txt", TEXT_PLAIN },
	{ "*.csv", TEXT_PLAIN },
	{ "*.log", TEXT_PLAIN },
	{ "*.md", TEXT_PLAIN },
	{ "*.ics", TEXT_CALENDAR },
	{ "*.vcf", TEXT_CALENDAR },
	{ "*.htm", TEXT_HTML },
	{ "*.html", TEXT_HTML },
	{ "*.eml", TEXT_MESSAGE },
	{ "*.rtf", TEXT_RTF },
	{ "*.docx", TEXT_WORD },
	{ "*.docm", TEXT_WORD },
	{ "*.xlsx", TEXT_SHEETS },
	{ "*.xlsm", TEXT_SHEETS },
	{ "*.odt", TEXT_OPEN_DOCUMENT },
	{ "*.ods", TEXT_OPEN_DOCUMENT },
	{ "*.zip", TEXT_ARCHIVE },
	{ "*.7z", TEXT_ARCHIVE },
	{ "*.rar", TEXT_ARCHIVE },
	{ "*.tar", TEXT_ARCHIVE },
	{ "*.tgz", TEXT_ARCHIVE },
	{ "*.tar.gz", TEXT_ARCHIVE },
	{ "*.gz", TEXT_GZIP },
	{ "*.p7s", TEXT_SIGNED },
	{ "*.p7m", TEXT_SIGNED },
	{ "*.sig", TEXT_SIGNED },
	{ "*.asc", TEXT_PGP },
	{ "*.gpg", TEXT_PGP },
	{ "*.pgp", TEXT_PGP },
};

static const struct way_row ways_by_type[] = {
	{ "text/html", TEXT_HTML },
	{ "application/xhtml+xml", TEXT_HTML },
	{ "text/calendar", TEXT_CALENDAR },
	{ "text/*vcard", TEXT_CALENDAR },
	{ "text/directory", TEXT_CALENDAR },
	{ "text/rtf", TEXT_RTF },
	{ "text/*", TEXT_PLAIN },
	{ "message/rfc822", TEXT_MESSAGE },
	{ "message/global", TEXT_MESSAGE },
	{ "message/news", TEXT_MESSAGE },
	{ "message/*", TEXT_PLAIN },
	{ "application/json", TEXT_PLAIN },
	{ "application/xml", TEXT_PLAIN },
	{ "application/ics", TEXT_CALENDAR },
	{ "application/rtf", TEXT_RTF },
	{ "application/vnd.openxmlformats-*.wordprocessingml.document",
		TEXT_WORD },
	{ "application/vnd.openxmlformats-*.spreadsheetml.sheet", TEXT_SHEETS },
	{ "application/vnd.oasis.opendocument.text", TEXT_OPEN_DOCUMENT },
	{ "application/vnd.oasis.opendocument.spreadsheet",
		TEXT_OPEN_DOCUMENT },
	{ "application/zip", TEXT_ARCHIVE },
	{ "application/x-zip*", TEXT_ARCHIVE },
	{ "application/x-7z-compressed", TEXT_ARCHIVE },
	{ "application/vnd.rar", TEXT_ARCHIVE },
	{ "application/x-rar*", TEXT_ARCHIVE },
	{ "application/gzip", TEXT_GZIP },
	{ "application/x-gzip", TEXT_GZIP },
};

static enum text_way way_match(
	const struct way_row *rows, size_t length, const char *text)
{
	for (size_t i = 0; i < length; i++) {
		if (g_pattern_match_simple(rows[i].pattern, text))
			return rows[i].way;
	}
	return TEXT_NONE;
}

static bool begins_with(const char *data, size_t length, const char *magic)
{
	size_t wanted = strlen(magic);

	return length >= wanted && memcmp(data, magic, wanted) == 0;
}

/* What is no text, whatever its type says.  A text may speak of "%PDF-". */
static bool is_known_file(const char *data, size_t length)
{
	const char *type = image_size_find(data, length).type;

	return ole_is(data, length) || begins_with(data, length, zip_magic) ||
	       begins_with(data, length, "%PDF-") ||
	       (type && g_str_has_prefix(type, "image/"));
}

/* Office documents by what their archive holds, whose names it does not
 * pack. */
static enum text_way way_by_entries(const char *data, size_t length)
{
	static const struct {
		const char *entry;
		enum text_way way;
	} entries[] = {
		{ "word/document", TEXT_WORD },
		{ "xl/worksheets/", TEXT_SHEETS },
		{ "mimetypeapplication/vnd.oasis.opendocument.text",
			TEXT_OPEN_DOCUMENT },
		{ "mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
			TEXT_OPEN_DOCUMENT },
	};

	if (!begins_with(data, length, zip_magic))
		return TEXT_NONE;
	for (size_t i = 0; i < G_N_ELEMENTS(entries); i++) {
		if (memmem(data, length, entries[i].entry,
			    strlen(entries[i].entry)))
			return entries[i].way;
	}
	return TEXT_NONE;
}

/* Types that say what a file is made of, other than as a document. */
static bool is_told(const char *type, const char *data, size_t length)
{
	static const char *const families[] = { "message/", "multipart/",
		"image/", "audio/", "video/", "font/", "model/" };

	if (g_str_has_prefix(type, "text/"))
		return !is_known_file(data, length);
	for (size_t i = 0; i < G_N_ELEMENTS(families); i++) {
		if (g_str_has_prefix(type, families[i]))
			return true;
	}
	return false;
}

static enum text_way way_find(
	const char *name, const char *type, const char *data, size_t length)
{
	g_autofree char *small = g_utf8_strdown(name, -1);
	enum text_way way = TEXT_NONE;

	if (is_told(type, data, length))
		return way_match(
			ways_by_type, G_N_ELEMENTS(ways_by_type), type);
	/* Word saves it under any name. */
	if (begins_with(data, length, "{\\rtf"))
		return TEXT_RTF;
	if (ole_is(data, length))
		return TEXT_OLE;
	way = way_match(ways_by_name, G_N_ELEMENTS(ways_by_name), small);
	if (way == TEXT_NONE && !g_str_has_prefix(type, "text/"))
		way = way_match(ways_by_type, G_N_ELEMENTS(ways_by_type), type);
	return way != TEXT_NONE ? way : way_by_entries(data, length);
}

static char *html_text(struct reader_state *state, const char *data,
	size_t length, const char *charset)
{
	g_autofree char *text = text_decode(state, data, length, charset);
	struct html_notes notes = { 0 };
	g_autoptr(lines) lines = html_read(text, strlen(text),
		(size_t)state->limits->max_html_bytes, &notes);

	return g_strdup(lines->text->str);
}

/* CRLF and lone CR as LF, in place. */
static char *lines_unix(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++) {
		if (from[0] == '\r' && from[1] == '\n')
			continue;
		*to++ = *from == '\r' ? '\n' : *from;
	}
	*to = '\0';
	return text;
}

static char *plain_text(
	struct reader_state *state, const char *charset, GBytes *bytes)
{
	size_t length;
	const char *data = g_bytes_get_data(bytes, &length);

	return lines_unix(text_decode(state, data, length, charset));
}

/* Lines are made whole before they are decoded; not in UTF-16, whose bytes
 * they are not. */
static char *calendar_lines(
	struct reader_state *state, const char *charset, GBytes *bytes)
{
	size_t length;
	const char *data = g_bytes_get_data(bytes, &length);
	bool is_wide = memchr(data, '\0', length);
	g_autofree char *whole = is_wide ? NULL : calendar_unfold(data, length);
	char *text = lines_unix(text_decode(state, whole ? whole : data,
		whole ? strlen(whole) : length, charset));
	char *shown = calendar_text(text);

	if (!shown)
		return text;
	g_free(text);
	return shown;
}

static void warn_pgp(struct reader_state *state, const char *name,
	const char *data, size_t length)
{
	if (pgp_is_encrypted(data, length) &&
		!document_has_warning(state->document, "encrypted"))
		document_warn(state->document, "encrypted", "\"%s\"", name);
}

static char *text_by_way(struct reader_state *state, enum text_way way,
	const struct attachment_file *file)
{
	const char *charset = file->charset;
	GBytes *bytes = file->bytes;
	size_t length;
	const char *data = g_bytes_get_data(bytes, &length);

	switch (way) {
	case TEXT_HTML:
		return html_text(state, data, length, charset);
	case TEXT_MESSAGE:
		return message_inside(state, bytes);
	case TEXT_PLAIN:
		return plain_text(state, charset, bytes);
	case TEXT_CALENDAR:
		return calendar_lines(state, charset, bytes);
	case TEXT_RTF:
		return rtf_text(
			data, length, (size_t)state->limits->max_text_bytes);
	case TEXT_WORD:
		return office_text(state, OFFICE_WORD, bytes);
	case TEXT_SHEETS:
		return office_text(state, OFFICE_SHEETS, bytes);
	case TEXT_OPEN_DOCUMENT:
		return office_text(state, OFFICE_OPEN_DOCUMENT, bytes);
	case TEXT_OLE:
		return ole_text(state, file->name, bytes);
	case TEXT_ARCHIVE:
		return archive_text(state, bytes);
	case TEXT_GZIP:
		return archive_gzip_text(state, file->name, bytes);
	case TEXT_SIGNED:
		return signed_file_text(state, file->name, bytes);
	case TEXT_PGP:
		warn_pgp(state, file->name, data, length);
		break;
	case TEXT_NONE:
		break;
	}
	return g_strdup("");
}

/* The text of many files in one archive may be more than that of one. */
static char *text_limit(struct reader_state *state, char *text)
{
	size_t most = (size_t)state->limits->max_text_bytes;
	size_t length = strlen(text);

	if (length <= most)
		return text;
	while (most > 0 && ((unsigned char)text[most] & 0xc0) == 0x80)
		most--;
	text[most] = '\0';
	if (!document_has_warning(state->document, "text_cut"))
		document_warn(state->document, "text_cut",
			"%zu of %zu bytes of an attachment's text kept", most,
			length);
	return text;
}

char *attachment_text(
	struct reader_state *state, const struct attachment_file *file)
{
	size_t length;
	const char *data = g_bytes_get_data(file->bytes, &length);
	enum text_way way = way_find(file->name, file->type, data, length);
	const char *before;
	char *text;

	if (length == 0 || way == TEXT_NONE)
		return g_strdup("");
	/* Containers count what they hold. */
	if (state->archive_depth > 0 && way < TEXT_WORD &&
		!archive_text_fits(state, file->name, length))
		return g_strdup("");
	before = lift_enter(state, *file->name ? file->name : file->type);
	text = text_limit(state, text_by_way(state, way, file));
	lift_leave(state, before);
	return text;
}

static bool write_bytes(struct reader_state *state,
	struct attachment *attachment, GBytes *bytes, GError **error)
{
	size_t length;
	const void *data = g_bytes_get_data(bytes, &length);

	if (state->fd_attachments < 0)
		return true;
	if (!fd_write_all(state->fd_attachments, data, length, error))
		return false;
	attachment->offset = state->attachment_end;
	state->attachment_end += (int64_t)length;
	return true;
}

/* Programs send scans as anything: a type that says nothing, or says another
 * image than it is, gives way to what the bytes say. */
static const char *type_find(const char *type, const struct image_size *image,
	const char *data, size_t length)
{
	static const char *const patterns[] = { "", "application/octet-stream",
		"binary/octet-stream", "application/binary",
		"application/x-download", "application/force-download",
		"application/unknown", "application/x-pdf", "image/*" };

	for (size_t i = 0; image->type && i < G_N_ELEMENTS(patterns); i++) {
		if (g_pattern_match_simple(patterns[i], type))
			return image->type;
	}
	return image->type && g_str_has_prefix(type, "text/") &&
			       is_known_file(data, length)
		       ? image->type
		       : type;
}

bool attachment_add(struct reader_state *state, const char *name,
	const char *type, GBytes *bytes, GError **error)
{
	struct attachment *attachment =
		document_add_attachment(state->document);
	size_t length;
	const void *data = g_bytes_get_data(bytes, &length);
	struct hash hash = hash_bytes(data, length);
	struct image_size image = image_size_find(data, length);
	g_autofree char *inner = smime_file_name(name);

	/* A PDF is found behind a little else too, such as the beginning of its
	 * wrapping. */
	if (*inner && length > 0 && *(const char *)data == DER_SEQUENCE)
		image = (struct image_size){ 0 };
	document_set(&attachment->name, name);
	document_set(&attachment->type, type_find(type, &image, data, length));
	attachment->width = image.width;
	attachment->height = image.height;
	attachment->bytes = (int64_t)length;
	g_strlcpy(attachment->sha256, hash.hex, sizeof(attachment->sha256));
	if (state->outer)
		lift_page(state, name, attachment->type, bytes);
	state->attachment_bytes += (int64_t)length;
	if (state->attachment_bytes > state->limits->max_attachment_bytes) {
		document_warn(state->document, "attachments_cut",
			"\"%s\" is listed only: over %" G_GINT64_FORMAT
			" bytes in all",
			name, state->limits->max_attachment_bytes);
		return true;
	}
	return write_bytes(state, attachment, bytes, error);
}

bool attachment_add_read(struct reader_state *state,
	const struct attachment_file *file, GError **error)
{
	struct attachment_file typed = *file;
	guint index = state->document->attachments->len;
	struct attachment *attachment;

	if (!*typed.type)
		typed.type = "application/octet-stream";
	if (!attachment_add(state, typed.name, typed.type, typed.bytes, error))
		return false;
	attachment = g_ptr_array_index(state->document->attachments, index);
	attachment->is_inline = file->is_inline;
	attachment->is_shown = file->showing.is_shown;
	attachment->shown_width = file->showing.width;
	document_take(&attachment->text, attachment_text(state, &typed));
	return !lift_failed(state, error);
}
