/* Tables separated by commas, a byte at a time, with one row in memory. */

#include "plaint/base/csv.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "plaint/base/fd.h"
#include "plaint/base/utf8.h"

enum {
	CHUNK_BYTES = 64 << 10,
	END = -1,
	BROKEN = -2, /* the file could not be read on */
};

enum charset {
	CHARSET_OPEN, /* only ASCII so far */
	CHARSET_UTF8,
	CHARSET_WINDOWS_1251,
};

struct csv {
	char *name;
	int fd;	       /* -1: all of it is in chunk */
	GBytes *bytes; /* csv_open_bytes */
	char *buffer;
	const char *chunk;
	size_t chunk_length;
	size_t chunk_at;
	uint64_t read_bytes;
	uint64_t line;
	bool is_over;
	int saved_errno;
	char separator;
	enum charset charset;
	GPtrArray *header; /* of char * */
	GPtrArray *folded; /* of char *, for csv_column */
	GString *field;
	struct csv_row row;
};

/* --- bytes ------------------------------------------------------------ */

static bool load_chunk(struct csv *csv)
{
	if (csv->fd < 0)
		return false;
	ssize_t got;
	do {
		got = read(csv->fd, csv->buffer, CHUNK_BYTES);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		csv->saved_errno = errno;
	csv->chunk_length = got > 0 ? (size_t)got : 0;
	csv->chunk_at = 0;
	return got > 0;
}

static int peek(struct csv *csv)
{
	if (csv->chunk_at == csv->chunk_length && !load_chunk(csv))
		return csv->saved_errno != 0 ? BROKEN : END;
	return (unsigned char)csv->chunk[csv->chunk_at];
}

static int take(struct csv *csv)
{
	int byte = peek(csv);
	if (byte < 0)
		return byte;
	csv->chunk_at++;
	csv->read_bytes++;
	if (byte == '\n')
		csv->line++;
	return byte;
}

/* "\r\n", "\n" and a lone "\r" end a line; the first byte was taken. */
static bool is_line_end(struct csv *csv, int byte)
{
	if (byte == '\r' && peek(csv) == '\n')
		take(csv);
	else if (byte == '\r')
		csv->line++;
	return byte == '\n' || byte == '\r';
}

static bool fail(const struct csv *csv, GError **error, uint64_t line,
	enum base_error code, const char *what)
{
	g_set_error(error, BASE_ERROR, code, "%s:%" G_GUINT64_FORMAT ": %s",
		csv->name, line, what);
	return false;
}

/* --- a row ------------------------------------------------------------ */

/* What is wrong with the row at hand; NULL: nothing. */
struct reading {
	uint64_t line; /* where the row began */
	const char *problem;
	size_t bytes;
	bool is_too_big;
};

static void blame(struct reading *reading, const char *what)
{
	if (reading->problem == NULL)
		reading->problem = what;
}

static void keep(struct csv *csv, struct reading *reading, int byte)
{
	reading->bytes++;
	if (byte == '\0')
		blame(reading, "a NUL byte: this is not a text file");
	if (csv->field->len < CSV_FIELD_MOST_BYTES &&
		reading->bytes <= CSV_ROW_MOST_BYTES)
		g_string_append_c(csv->field, (char)byte);
	else
		reading->is_too_big = true;
}

/* Behind the opening quote, up to the closing one; false: there is none. */
static bool take_quoted(struct csv *csv, struct reading *reading)
{
	for (;;) {
		int byte = take(csv);
		if (byte < 0 || reading->is_too_big)
			return false;
		if (byte == '"' && peek(csv) != '"')
			return true;
		if (byte == '"')
			take(csv);
		keep(csv, reading, byte);
	}
}

static void end_field(struct csv *csv, struct reading *reading)
{
	if (csv->row.fields->len >= CSV_MOST_COLUMNS)
		blame(reading, "more columns than this program reads");
	else
		g_ptr_array_add(csv->row.fields,
			g_strndup(csv->field->str, csv->field->len));
	g_string_truncate(csv->field, 0);
}

static void take_row(struct csv *csv, struct reading *reading)
{
	bool is_start = true;
	for (;;) {
		int byte = take(csv);
		if (byte == '"' && is_start) {
			if (!take_quoted(csv, reading))
				blame(reading, "a quote is not closed");
			byte = take(csv);
			if (byte >= 0 && byte != csv->separator &&
				byte != '\n' && byte != '\r')
				blame(reading, "text behind a closing quote");
		}
		is_start = byte == csv->separator;
		bool is_end = byte < 0 || is_line_end(csv, byte) ||
			      reading->is_too_big;
		if (is_start || is_end)
			end_field(csv, reading);
		else
			keep(csv, reading, byte);
		if (is_end)
			return;
	}
}

static bool is_blank_row(const struct csv *csv)
{
	return csv->row.fields->len == 1 &&
	       ((const char *)csv->row.fields->pdata[0])[0] == '\0';
}

/* --- charset ---------------------------------------------------------- */

static bool is_ascii(const char *text)
{
	while (*text != '\0' && (unsigned char)*text < 0x80)
		text++;
	return *text == '\0';
}

static bool fields_are_utf8(const GPtrArray *fields, bool *ascii_out)
{
	*ascii_out = true;
	for (guint i = 0; i < fields->len; i++) {
		const char *field = fields->pdata[i];
		if (is_ascii(field))
			continue;
		*ascii_out = false;
		if (!utf8_is_valid(field, strlen(field)))
			return false;
	}
	return true;
}

static const char *decode(GPtrArray *fields)
{
	for (guint i = 0; i < fields->len; i++) {
		char *field = fields->pdata[i];
		char *text = g_convert(
			field, -1, "UTF-8", "WINDOWS-1251", NULL, NULL, NULL);
		if (text == NULL)
			return "neither UTF-8 nor Windows-1251";
		g_free(field);
		fields->pdata[i] = text;
	}
	return NULL;
}

static const char *settle_charset(struct csv *csv)
{
	bool ascii;
	bool valid = fields_are_utf8(csv->row.fields, &ascii);
	if (ascii)
		return NULL;
	if (csv->charset == CHARSET_OPEN)
		csv->charset = valid ? CHARSET_UTF8 : CHARSET_WINDOWS_1251;
	if (csv->charset == CHARSET_WINDOWS_1251)
		return decode(csv->row.fields);
	return valid ? NULL : "not UTF-8, although the file began so";
}

/* --- rows ------------------------------------------------------------- */

/* false and no error: the end. */
static bool next_fields(struct csv *csv, GError **error)
{
	struct reading reading = { 0 };
	do {
		g_ptr_array_set_size(csv->row.fields, 0);
		g_string_truncate(csv->field, 0);
		if (csv->is_over || peek(csv) == END)
			return false;
		reading.line = csv->line;
		take_row(csv, &reading);
	} while (reading.problem == NULL && csv->saved_errno == 0 &&
		 is_blank_row(csv));
	csv->row.line = reading.line;
	if (csv->saved_errno != 0 || reading.is_too_big)
		csv->is_over = true;
	if (csv->saved_errno != 0)
		return fail(csv, error, reading.line, BASE_ERROR_IO,
			g_strerror(csv->saved_errno));
	if (reading.is_too_big)
		return fail(csv, error, reading.line, BASE_ERROR_TOO_BIG,
			"a row longer than this program reads"
			" (is a quote open?)");
	if (reading.problem != NULL)
		return fail(csv, error, reading.line, BASE_ERROR_INVALID,
			reading.problem);
	const char *problem = settle_charset(csv);
	return problem == NULL ||
	       fail(csv, error, reading.line, BASE_ERROR_INVALID, problem);
}

bool csv_next(struct csv *csv, const struct csv_row **row_out, GError **error)
{
	GError *cause = NULL;
	*row_out = NULL;
	if (!next_fields(csv, &cause)) {
		if (cause == NULL)
			return true;
		g_propagate_error(error, cause);
		return false;
	}
	if (csv->row.fields->len != csv->header->len) {
		g_autofree char *what = g_strdup_printf(
			"%u fields, but the header has %u columns",
			csv->row.fields->len, csv->header->len);
		return fail(
			csv, error, csv->row.line, BASE_ERROR_INVALID, what);
	}
	*row_out = &csv->row;
	return true;
}

const char *csv_field(const struct csv_row *row, int column)
{
	return column < 0 || (guint)column >= row->fields->len
		       ? ""
		       : row->fields->pdata[column];
}

uint64_t csv_read_bytes(const struct csv *csv)
{
	return csv->read_bytes;
}

/* --- opening ---------------------------------------------------------- */

/* Of the first line that is in memory. */
static char guess_separator(const struct csv *csv)
{
	static const char candidates[] = ",;\t";
	size_t counts[sizeof(candidates) - 1] = { 0 };
	bool quoted = false;
	for (size_t i = csv->chunk_at; i < csv->chunk_length; i++) {
		char byte = csv->chunk[i];
		if (byte == '"')
			quoted = !quoted;
		if (quoted)
			continue;
		if (byte == '\n' || byte == '\r')
			break;
		const char *found =
			byte != '\0' ? strchr(candidates, byte) : NULL;
		if (found != NULL)
			counts[found - candidates]++;
	}
	size_t best = 0;
	for (size_t i = 1; i < G_N_ELEMENTS(counts); i++)
		if (counts[i] > counts[best])
			best = i;
	return candidates[best];
}

static void skip_mark(struct csv *csv)
{
	static const char mark[] = "\xEF\xBB\xBF";
	if (peek(csv) >= 0 && csv->chunk_length >= 3 &&
		memcmp(csv->chunk, mark, 3) == 0) {
		csv->chunk_at = 3;
		csv->read_bytes = 3;
		csv->charset = CHARSET_UTF8;
	}
}

static bool take_header(struct csv *csv, GError **error)
{
	GError *cause = NULL;
	skip_mark(csv);
	while (peek(csv) == '\n' || peek(csv) == '\r')
		take(csv);
	csv->separator = guess_separator(csv);
	if (!next_fields(csv, &cause)) {
		if (cause == NULL)
			return fail(csv, error, 1, BASE_ERROR_INVALID,
				"empty: the first row must name the columns");
		g_propagate_error(error, cause);
		return false;
	}
	for (guint i = 0; i < csv->row.fields->len; i++) {
		char *name = g_strstrip(g_strdup(csv->row.fields->pdata[i]));
		g_autofree char *what =
			g_strdup_printf("two columns are headed \"%s\"", name);
		if (name[0] != '\0' && csv_column(csv, name) >= 0) {
			g_free(name);
			return fail(csv, error, csv->row.line,
				BASE_ERROR_INVALID, what);
		}
		g_ptr_array_add(csv->header, name);
		g_ptr_array_add(csv->folded, utf8_fold(name));
	}
	return true;
}

static struct csv *open_with(
	int fd, GBytes *bytes, const char *name, GError **error)
{
	struct csv *csv = g_new0(struct csv, 1);
	csv->name = g_strdup(name);
	csv->fd = fd;
	csv->line = 1;
	csv->header = g_ptr_array_new_with_free_func(g_free);
	csv->folded = g_ptr_array_new_with_free_func(g_free);
	csv->row.fields = g_ptr_array_new_with_free_func(g_free);
	csv->field = g_string_new(NULL);
	if (bytes != NULL) {
		csv->bytes = g_bytes_ref(bytes);
		csv->chunk = g_bytes_get_data(bytes, &csv->chunk_length);
	} else {
		csv->buffer = g_malloc(CHUNK_BYTES);
		csv->chunk = csv->buffer;
	}
	if (!take_header(csv, error))
		g_clear_pointer(&csv, csv_free);
	return csv;
}

struct csv *csv_open(const char *path, GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		base_error_set_errno(error, "%s", path);
		return NULL;
	}
	return open_with(fd, NULL, path, error);
}

struct csv *csv_open_bytes(GBytes *bytes, const char *name, GError **error)
{
	return open_with(-1, bytes, name, error);
}

void csv_free(struct csv *csv)
{
	if (csv == NULL)
		return;
	if (csv->fd >= 0)
		close(csv->fd);
	g_clear_pointer(&csv->bytes, g_bytes_unref);
	g_free(csv->buffer);
	g_free(csv->name);
	g_ptr_array_unref(csv->header);
	g_ptr_array_unref(csv->folded);
	g_ptr_array_unref(csv->row.fields);
	g_string_free(csv->field, TRUE);
	g_free(csv);
}

const GPtrArray *csv_header(const struct csv *csv)
{
	return csv->header;
}

int csv_column(const struct csv *csv, const char *name)
{
	g_autofree char *trimmed = g_strstrip(g_strdup(name));
	g_autofree char *folded = utf8_fold(trimmed);
	for (guint i = 0; i < csv->folded->len; i++)
		if (strcmp(csv->folded->pdata[i], folded) == 0)
			return (int)i;
	return -1;
}
