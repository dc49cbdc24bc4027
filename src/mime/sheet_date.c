/* Formats are code like `dd\.mm\.yyyy;@`, or numbers for which every program
 * has the code. */
#include "sheet_date.h"

#include <string.h>
#include "html_guard.h"
#include "plaint/domain/day.h"
#include "xml_parser.h"

enum {
	FORMATS_MOST = 65536,
	DAY_OF_1970 = 25569, /* counted from 1900 */
	DAYS_1900_TO_1904 = 1462,
	FIRST_SURE_DAY = 61, /* before it programs have a day too many */
	LAST_DAY = 109572,   /* 31.12.2199 */
	DAY_SECONDS = 24 * 60 * 60,
	HOURS_MOST = 100000,
};

static const struct {
	int from, to;
	enum sheet_format format;
} known[] = {
	{ 14, 17, SHEET_DAY },
	{ 18, 21, SHEET_TIME },
	{ 22, 22, SHEET_DAY_AND_TIME },
	{ 27, 31, SHEET_DAY },
	{ 32, 33, SHEET_TIME },
	{ 34, 36, SHEET_DAY },
	{ 45, 47, SHEET_TIME },
	{ 50, 58, SHEET_DAY },
};

struct styles {
	GHashTable *own; /* number of a format to its enum sheet_format */
	GByteArray *formats;
	bool in_cell_formats;
};

/* Behind what only decorates: "text", \c, _c, *c, [colour]; hours that passed
 * are in brackets too. */
static const char *skip_decoration(const char *at)
{
	const char *end = NULL;

	if (*at == '"')
		end = strchr(at + 1, '"');
	else if (*at == '[' && !strchr("hmsHMS", at[1]))
		end = strchr(at, ']');
	else if (strchr("\\_*", *at) && at[1])
		end = at + 1;
	return end ? end + 1 : at;
}

/* Of the first of its sections, which is for numbers above zero. */
static enum sheet_format code_format(const char *code)
{
	bool has_day = false, has_time = false, has_month = false;

	while (*code && *code != ';') {
		const char *next = skip_decoration(code);

		if (next != code) {
			code = next;
			continue;
		}
		has_day |= strchr("ydYD", *code) != NULL;
		has_time |= strchr("hsHS", *code) != NULL;
		has_month |= *code == 'm' || *code == 'M';
		code++;
	}
	/* "m" is minutes where hours or seconds are. */
	has_day |= has_month && !has_time;
	return (has_day ? SHEET_DAY : 0) | (has_time ? SHEET_TIME : 0);
}

static guint8 format_find(const struct styles *styles, int number)
{
	gpointer own;

	if (g_hash_table_lookup_extended(
		    styles->own, GINT_TO_POINTER(number), NULL, &own))
		return (guint8)GPOINTER_TO_INT(own);
	for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
		if (number >= known[i].from && number <= known[i].to)
			return (guint8)known[i].format;
	}
	return SHEET_NUMBER;
}

static void on_start(void *data, const xmlChar *name, const xmlChar *prefix,
	const xmlChar *uri, int namespaces_count, const xmlChar **namespaces,
	int count, int defaulted, const xmlChar **attributes)
{
	struct styles *styles = data;
	const char *element = (const char *)name;
	g_autofree char *id = xml_attribute(attributes, count, "numFmtId");
	int number = (int)CLAMP(
		g_ascii_strtoll(id, NULL, 10), 0, (gint64)FORMATS_MOST);

	(void)prefix;
	(void)uri;
	(void)namespaces_count;
	(void)namespaces;
	(void)defaulted;
	if (g_str_equal(element, "cellXfs"))
		styles->in_cell_formats = true;
	if (g_str_equal(element, "numFmt")) {
		g_autofree char *code =
			xml_attribute(attributes, count, "formatCode");

		g_hash_table_insert(styles->own, GINT_TO_POINTER(number),
			GINT_TO_POINTER((int)code_format(code)));
	}
	if (g_str_equal(element, "xf") && styles->in_cell_formats &&
		styles->formats->len < FORMATS_MOST) {
		guint8 format = format_find(styles, number);

		g_byte_array_append(styles->formats, &format, 1);
	}
}

static void on_end(void *data, const xmlChar *name, const xmlChar *prefix,
	const xmlChar *uri)
{
	struct styles *styles = data;

	(void)prefix;
	(void)uri;
	if (g_str_equal((const char *)name, "cellXfs"))
		styles->in_cell_formats = false;
}

GByteArray *sheet_formats_read(const char *text)
{
	struct styles styles = { g_hash_table_new(NULL, NULL),
		g_byte_array_new(), false };
	xmlSAXHandler sax = { .initialized = XML_SAX2_MAGIC,
		.startElementNs = on_start,
		.endElementNs = on_end };
	const char *begin = strchr(text, '<');
	bool is_cut = false;
	GString *safe = html_guard(
		begin ? begin : "", begin ? strlen(begin) : 0, &is_cut);
	xmlParserCtxt *parser = xml_parser_new(&sax, &styles);

	xmlParseChunk(parser, safe->str, (int)safe->len, 0);
	xml_parser_end(parser);
	g_string_free(safe, TRUE);
	g_hash_table_unref(styles.own);
	return styles.formats;
}

static void append_time(GString *out, gint64 seconds)
{
	g_string_append_printf(out, "%02d:%02d", (int)(seconds / 3600),
		(int)(seconds / 60 % 60));
	if (seconds % 60 != 0)
		g_string_append_printf(out, ":%02d", (int)(seconds % 60));
}

char *sheet_number_text(
	const char *number, enum sheet_format format, bool is_from_1904)
{
	GString *out = g_string_new(NULL);
	char *end;
	double value = g_ascii_strtod(number, &end);
	int year, month, day;
	gint64 seconds;

	if (is_from_1904 && (format & SHEET_DAY))
		value += DAYS_1900_TO_1904;
	if (format == SHEET_NUMBER || end == number || *end ||
		!(value >= 0 && value <= LAST_DAY) ||
		((format & SHEET_DAY) && value < FIRST_SURE_DAY) ||
		(format == SHEET_TIME && value * 24 > HOURS_MOST)) {
		g_string_append(out, number);
		return g_string_free(out, FALSE);
	}
	seconds = (gint64)(value * DAY_SECONDS + 0.5);
	if (format & SHEET_DAY) {
		day_to_ymd((struct day){ (int32_t)(seconds / DAY_SECONDS) -
					 DAY_OF_1970 },
			&year, &month, &day);
		g_string_append_printf(out, "%02d.%02d.%d", day, month, year);
		seconds %= DAY_SECONDS;
	}
	if (format == SHEET_DAY_AND_TIME)
		g_string_append_c(out, ' ');
	if (format & SHEET_TIME)
		append_time(out, seconds);
	return g_string_free(out, FALSE);
}
