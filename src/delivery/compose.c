/* An e-mail from a reply's fields.  Written out by hand rather than through a
 * MIME library: the shape is fixed, and every byte that reaches a header is
 * checked or encoded in this one file. */
#include "plaint/delivery/compose.h"

#include <gnutls/gnutls.h>
#include <string.h>

#include "plaint/base/utf8.h"

enum {
	LOCAL_MOST_BYTES = 64, /* RFC 5321 4.5.3.1.1 */
	DOMAIN_MOST_BYTES = 255,
	ID_MOST_BYTES = 900, /* a header line holds 998 */
	NAME_MOST_CHARACTERS = 200,
	SUBJECT_MOST_CHARACTERS = 500,
	TEXT_MOST_BYTES = 4 << 20,
	REFERENCES_MOST = 20,
	ENCODED_LINE_MOST = 76, /* RFC 2047 section 2 */
	ENCODED_FRAME = 12,	/* =?UTF-8?B? and ?= */
	BASE64_LINE = 76,
	PLAIN_LINE_MOST = 78,
	OFFSET_MOST_MINUTES = 14 * 60,
};

GQuark delivery_error_quark(void)
{
	return g_quark_from_static_string("plaint-delivery-error");
}

static bool fail_invalid(GError **error, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

static bool fail_invalid(GError **error, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *why = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_INVALID, why);
	return false;
}

static bool is_set(const char *text)
{
	return text != NULL && text[0] != '\0';
}

/* RFC 5322 3.2.3: atom characters joined by single dots. */
static bool is_dot_atom(const char *text, size_t length)
{
	char before = '.';
	for (size_t i = 0; i < length; i++) {
		char c = text[i];
		if (c == '.' && before == '.')
			return false;
		if (c != '.' && !g_ascii_isalnum(c) &&
			(c == '\0' || strchr("!#$%&'*+-/=?^_`{|}~", c) == NULL))
			return false;
		before = c;
	}
	return before != '.';
}

static bool is_host_name(const char *name)
{
	size_t length = strlen(name), label = 0;
	if (length == 0 || length > DOMAIN_MOST_BYTES)
		return false;
	for (size_t i = 0; i <= length; i++) {
		char c = name[i];
		if (c == '.' || c == '\0') {
			if (label == 0 || label > 63 || name[i - 1] == '-')
				return false;
			label = 0;
			continue;
		}
		if (!g_ascii_isalnum(c) && (c != '-' || label == 0))
			return false;
		label++;
	}
	return true;
}

/* The mapping drops some characters in silence, so what is plain ASCII must
 * be right before it. */
static bool has_odd_ascii(const char *domain)
{
	for (const char *c = domain; *c != '\0'; c++)
		if ((unsigned char)*c < 0x80 && !g_ascii_isalnum(*c) &&
			*c != '-' && *c != '.')
			return true;
	return false;
}

/* GnuTLS carries libidn2 for certificate names; the same mapping serves. */
static char *domain_to_ascii(const char *domain)
{
	gnutls_datum_t mapped = { NULL, 0 };
	if (has_odd_ascii(domain) || !g_utf8_validate(domain, -1, NULL) ||
		gnutls_idna_map(
			domain, (unsigned int)strlen(domain), &mapped, 0) < 0)
		return NULL;
	char *copy = g_ascii_strdown((const char *)mapped.data, mapped.size);
	gnutls_free(mapped.data);
	return copy;
}

char *compose_address(const char *address, GError **error)
{
	const char *at = address == NULL ? NULL : strrchr(address, '@');
	size_t local = at == NULL ? 0 : (size_t)(at - address);
	if (local == 0 || local > LOCAL_MOST_BYTES ||
		strlen(at) > DOMAIN_MOST_BYTES) {
		fail_invalid(error, "address is not local@domain");
		return NULL;
	}
	if (!is_dot_atom(address, local)) {
		fail_invalid(error, "address: characters before the @ that "
				    "mail servers do not take");
		return NULL;
	}
	g_autofree char *domain = domain_to_ascii(at + 1);
	if (domain == NULL || !is_host_name(domain)) {
		fail_invalid(error, "address: no domain after the @");
		return NULL;
	}
	return g_strdup_printf("%.*s@%s", (int)local, address, domain);
}

/* What stands between < and > of a message id.  Foreign ones (In-Reply-To)
 * come in all shapes, so only what could break the header is refused. */
static bool is_message_id(const char *id)
{
	size_t length = strlen(id);
	if (length == 0 || length > ID_MOST_BYTES)
		return false;
	for (const char *c = id; *c != '\0'; c++)
		if (!g_ascii_isgraph(*c) || *c == '<' || *c == '>')
			return false;
	return true;
}

static bool is_plain_header_text(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if (*c < 0x20 || *c > 0x7e)
			return false;
	return strstr(text, "=?") == NULL;
}

/* As many whole characters as fit into `room` bytes, three by three if that is
 * possible: base64 then needs no padding, and padding inside a run of words
 * makes some mail programs lose the rest. */
static const char *word_end(const char *start, size_t room)
{
	const char *end = start;
	const char *even = NULL;
	while (*end != '\0' &&
		(size_t)(g_utf8_next_char(end) - start) <= room) {
		end = g_utf8_next_char(end);
		if ((end - start) % 3 == 0)
			even = end;
	}
	return *end == '\0' || even == NULL ? end : even;
}

/* RFC 2047 words folded one to a line; the first stands behind `column`
 * characters. */
static void append_encoded_words(GString *out, const char *text, size_t column)
{
	const char *start = text;
	while (*start != '\0') {
		size_t room =
			(ENCODED_LINE_MOST - ENCODED_FRAME - column) / 4 * 3;
		const char *end = word_end(start, room);
		g_autofree char *base64 = g_base64_encode(
			(const guchar *)start, (gsize)(end - start));
		g_string_append_printf(out,
			"%s=?UTF-8?B?%s?=", start == text ? "" : "\r\n ",
			base64);
		start = end;
		column = 1;
	}
}

/* Plain words folded at spaces, so that no line passes 78 characters. */
static void append_folded(GString *out, const char *text, size_t column)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	for (guint i = 0; words[i] != NULL; i++) {
		size_t length = strlen(words[i]);
		bool breaks = i > 0 && length > 0 &&
			      column + 1 + length > PLAIN_LINE_MOST;
		if (breaks)
			column = 0;
		g_string_append(out, breaks ? "\r\n " : i > 0 ? " " : "");
		g_string_append(out, words[i]);
		column += length + 1;
	}
}

static void append_text_header(GString *out, const char *name, const char *text,
	size_t most_characters)
{
	g_autofree char *valid = utf8_make_valid(text, strlen(text), NULL);
	g_autofree char *line = utf8_one_line(valid);
	g_autofree char *value = utf8_cut(line, most_characters);
	g_string_append_printf(out, "%s: ", name);
	/* A word longer than a line cannot be folded, only encoded. */
	bool is_plain = is_plain_header_text(value);
	g_auto(GStrv) words = g_strsplit(value, " ", -1);
	for (guint i = 0; words[i] != NULL; i++)
		is_plain = is_plain && strlen(words[i]) < PLAIN_LINE_MOST / 2;
	if (is_plain)
		append_folded(out, value, strlen(name) + 2);
	else
		append_encoded_words(out, value, strlen(name) + 2);
	g_string_append(out, "\r\n");
}

static void append_display_name(GString *out, const char *name, size_t column)
{
	g_autofree char *valid = utf8_make_valid(name, strlen(name), NULL);
	g_autofree char *line = utf8_one_line(valid);
	g_autofree char *value = utf8_cut(line, NAME_MOST_CHARACTERS);
	if (!is_plain_header_text(value) ||
		strlen(value) > PLAIN_LINE_MOST / 2) {
		append_encoded_words(out, value, column);
		return;
	}
	g_string_append_c(out, '"');
	for (const char *c = value; *c != '\0'; c++) {
		if (*c == '"' || *c == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *c);
	}
	g_string_append_c(out, '"');
}

static bool append_address(GString *out, const char *header, const char *name,
	const char *address, GError **error)
{
	g_autofree char *checked = compose_address(address, error);
	if (checked == NULL) {
		g_prefix_error(error, "%s: ", header);
		return false;
	}
	g_string_append_printf(out, "%s: ", header);
	if (!is_set(name)) {
		g_string_append_printf(out, "%s\r\n", checked);
		return true;
	}
	append_display_name(out, name, strlen(header) + 2);
	g_string_append_printf(out, "\r\n <%s>\r\n", checked);
	return true;
}

/* RFC 5322 3.3, in English whatever the locale. */
static bool append_date(
	GString *out, const struct compose *compose, GError **error)
{
	static const char *const weekdays[] = { "Mon", "Tue", "Wed", "Thu",
		"Fri", "Sat", "Sun" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	int offset = compose->utc_offset_minutes;
	int64_t seconds = compose->date_utc_us / G_USEC_PER_SEC;
	seconds += (int64_t)offset * 60;
	g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(seconds);
	if (date == NULL || ABS(offset) > OFFSET_MOST_MINUTES)
		return fail_invalid(error, "Date is out of range");
	g_string_append_printf(out,
		"Date: %s, %02d %s %04d %02d:%02d:%02d %c%02d%02d\r\n",
		weekdays[g_date_time_get_day_of_week(date) - 1],
		g_date_time_get_day_of_month(date),
		months[g_date_time_get_month(date) - 1],
		g_date_time_get_year(date), g_date_time_get_hour(date),
		g_date_time_get_minute(date), g_date_time_get_second(date),
		offset < 0 ? '-' : '+', ABS(offset) / 60, ABS(offset) % 60);
	return true;
}

/* The newest references and the first one, which names the thread (RFC 5322
 * 3.6.4 lets the middle go).  Unfit foreign ids are left out: they only help
 * threading. */
static void append_references(GString *out, const struct compose *compose)
{
	guint n = compose->references == NULL
			  ? 0
			  : g_strv_length((char **)compose->references);
	GString *list = g_string_new("");
	for (guint i = 0; i < n; i++) {
		const char *id = compose->references[i];
		bool is_kept = i == 0 || i + REFERENCES_MOST > n;
		if (is_kept && is_message_id(id))
			g_string_append_printf(list, "%s<%s>",
				list->len == 0 ? "" : "\r\n ", id);
	}
	if (is_set(compose->in_reply_to) &&
		is_message_id(compose->in_reply_to)) {
		g_string_append_printf(
			out, "In-Reply-To: <%s>\r\n", compose->in_reply_to);
		g_autofree char *last =
			g_strdup_printf("<%s>", compose->in_reply_to);
		if (!g_str_has_suffix(list->str, last))
			g_string_append_printf(list, "%s%s",
				list->len == 0 ? "" : "\r\n ", last);
	}
	if (list->len > 0)
		g_string_append_printf(out, "References: %s\r\n", list->str);
	g_string_free(list, TRUE);
}

static bool is_language_tag(const char *tag)
{
	for (const char *c = tag; *c != '\0'; c++)
		if (!g_ascii_isalnum(*c) && *c != '-')
			return false;
	return strlen(tag) <= 35;
}

static bool append_headers(
	GString *out, const struct compose *compose, GError **error)
{
	if (!append_date(out, compose, error) ||
		!append_address(out, "From", compose->from_name,
			compose->from_address, error) ||
		!append_address(out, "To", compose->to_name,
			compose->to_address, error))
		return false;
	if (is_set(compose->reply_to) && !append_address(out, "Reply-To", NULL,
						 compose->reply_to, error))
		return false;
	append_text_header(
		out, "Subject", compose->subject, SUBJECT_MOST_CHARACTERS);
	g_string_append_printf(
		out, "Message-ID: <%s>\r\n", compose->message_id);
	append_references(out, compose);
	if (compose->is_automatic || compose->is_generated)
		g_string_append_printf(out,
			"Auto-Submitted: %s\r\n"
			"X-Auto-Response-Suppress: OOF, AutoReply\r\n"
			"Precedence: bulk\r\n",
			compose->is_generated ? "auto-generated"
					      : "auto-replied");
	if (is_set(compose->language) && is_language_tag(compose->language))
		g_string_append_printf(
			out, "Content-Language: %s\r\n", compose->language);
	g_string_append(out, "MIME-Version: 1.0\r\n");
	return true;
}

/* CR LF line ends, and one at the end. */
static GString *text_normalise(const char *text)
{
	g_autofree char *valid = utf8_make_valid(text, strlen(text), NULL);
	GString *out = g_string_sized_new(strlen(valid) + 64);
	for (const char *c = valid; *c != '\0'; c++) {
		if (*c == '\r' && c[1] == '\n')
			continue;
		if (*c == '\n' || *c == '\r')
			g_string_append(out, "\r\n");
		else
			g_string_append_c(out, *c);
	}
	if (!g_str_has_suffix(out->str, "\r\n"))
		g_string_append(out, "\r\n");
	return out;
}

static bool is_seven_bit(const char *text)
{
	size_t column = 0;
	for (const char *c = text; *c != '\0'; c++) {
		bool is_end = *c == '\n' || *c == '\r';
		column = is_end ? 0 : column + 1;
		if (column > PLAIN_LINE_MOST)
			return false;
		if (!is_end && *c != '\t' && (*c < 0x20 || *c > 0x7e))
			return false;
	}
	/* Some servers change a line that begins with "From ". */
	return !g_str_has_prefix(text, "From ") &&
	       strstr(text, "\nFrom ") == NULL;
}

static void append_body(GString *out, const char *text)
{
	GString *body = text_normalise(text);
	bool is_plain = is_seven_bit(body->str);
	g_string_append_printf(out,
		"Content-Type: text/plain; charset=%s\r\n"
		"Content-Transfer-Encoding: %s\r\n\r\n",
		is_plain ? "us-ascii" : "utf-8", is_plain ? "7bit" : "base64");
	if (is_plain) {
		g_string_append(out, body->str);
	} else {
		g_autofree char *base64 =
			g_base64_encode((const guchar *)body->str, body->len);
		for (const char *line = base64; *line != '\0';) {
			size_t n = strnlen(line, BASE64_LINE);
			g_string_append_len(out, line, (gssize)n);
			g_string_append(out, "\r\n");
			line += n;
		}
	}
	g_string_free(body, TRUE);
}

static bool compose_check(const struct compose *compose, GError **error)
{
	if (!is_set(compose->message_id) || !is_message_id(compose->message_id))
		return fail_invalid(error, "Message-ID is missing or unfit");
	if (compose->subject == NULL || compose->text == NULL)
		return fail_invalid(error, "subject or text is missing");
	if (strlen(compose->text) > TEXT_MOST_BYTES)
		return fail_invalid(
			error, "the text is over %d bytes", TEXT_MOST_BYTES);
	return true;
}

GBytes *compose_message(const struct compose *compose, GError **error)
{
	if (!compose_check(compose, error))
		return NULL;
	GString *out = g_string_sized_new(4096);
	if (!append_headers(out, compose, error)) {
		g_string_free(out, TRUE);
		return NULL;
	}
	append_body(out, compose->text);
	return g_string_free_to_bytes(out);
}
