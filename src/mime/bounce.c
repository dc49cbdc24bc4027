/* Status, reason, recipient and which message came back: out of the report's
 * fields when there is one, else out of the text above the returned copy. */
#include "bounce.h"

#include <string.h>
#include "plaint/base/utf8.h"
#include "words.h"

enum {
	TEXT_BYTES_MOST = 32768,
	LINE_BYTES_MOST = 998, /* RFC 5322, 2.1.1 */
	REASON_CHARACTERS_MOST = 300,
	REFERENCES_MOST = 100,
};

/* What stands above the copy of the returned mail. */
static const char *const copy_marks[] = {
	"\nReceived: ",
	"\nReturn-Path: ",
	"\nReturn-path: ",
	"this is a copy of the message",
	"is a copy of the message",
	"a copy of the message",
	"Below this line",
	"----- Original message",
	"-----Original Message",
	"Original message headers",
	"----- Unsent message",
	"----- Message header follows",
	"--- The header of the original",
	"Message header follows",
	"Message contents follow",
	"The following is the original",
	"Returned message follows",
};

struct report {
	char *status;
	char *diagnostic;
	char *recipient;
	char *action;
};

/* First group of the pattern in the text, NULL when it does not match. */
static char *find_group(const char *pattern, const char *text)
{
	g_autofree char *limited =
		g_strconcat("(*LIMIT_MATCH=20000)", pattern, NULL);
	g_autoptr(GRegex) regex = g_regex_new(
		limited, G_REGEX_CASELESS | G_REGEX_MULTILINE, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;

	if (!regex || !g_regex_match(regex, text, 0, &match))
		return NULL;
	return g_match_info_fetch(match, 1);
}

/* An enhanced status code that a reply code or a bracket announces; with
 * is_any also one that stands alone. */
static char *find_status(const char *text, bool is_any)
{
	static const char *const announced[] = {
		"\\b[245]\\d\\d[ "
		"-]\\s*['\"(]?#?([245]\\.\\d{1,3}\\.\\d{1,3})(?!\\.?\\d)",
		"#\\s?([245]\\.\\d{1,3}\\.\\d{1,3})(?!\\.?\\d)",
	};
	static const char alone[] =
		"(?<![\\d.=/-])([245]\\.\\d{1,2}\\.\\d{1,3})(?![\\d/-]|\\.\\d)";

	for (size_t i = 0; i < G_N_ELEMENTS(announced); i++) {
		char *found = find_group(announced[i], text);

		if (found)
			return found;
	}
	return is_any ? find_group(alone, text) : NULL;
}

static bool is_general(const char *status)
{
	return !*status || g_str_has_suffix(status, ".0.0");
}

/* Folded fields of a delivery status, one block per recipient; the first
 * block that failed counts, else the first. */
static void report_read_block(const char *block, struct report *report)
{
	g_autofree char *status =
		find_group("^status:\\s*([245]\\.\\d{1,3}\\.\\d{1,3})", block);
	g_autofree char *diagnostic =
		find_group("^diagnostic-code:\\s*(.*(?:\\n[ \\t]+.*)*)", block);
	g_autofree char *recipient = find_group(
		"^(?:final|original)-recipient:\\s*(?:[\\w-]+;)?\\s*(\\S.*)$",
		block);
	g_autofree char *action = find_group("^action:\\s*(\\w+)", block);
	bool is_better =
		!report->action ||
		(action && g_ascii_strcasecmp(action, "failed") == 0 &&
			g_ascii_strcasecmp(report->action, "failed") != 0);

	if (!is_better || (!status && !diagnostic && !recipient))
		return;
	g_free(report->status);
	g_free(report->diagnostic);
	g_free(report->recipient);
	g_free(report->action);
	report->status = g_steal_pointer(&status);
	report->diagnostic = g_steal_pointer(&diagnostic);
	report->recipient = g_steal_pointer(&recipient);
	report->action = action ? g_steal_pointer(&action) : g_strdup("");
}

/* Lines longer than any mail may have are broken, so that no pattern runs
 * over more than that. */
static char *lines_bounded(const char *text)
{
	GString *out = g_string_sized_new(strlen(text));

	while (*text) {
		size_t length = strcspn(text, "\n");

		if (length > LINE_BYTES_MOST) {
			const char *cut = g_utf8_find_prev_char(
				text, text + LINE_BYTES_MOST);

			length = cut ? (size_t)(cut - text) : LINE_BYTES_MOST;
		}
		g_string_append_len(out, text, (gssize)length);
		text += length;
		if (*text || length)
			g_string_append_c(out, '\n');
		text += *text == '\n';
	}
	return g_string_free(out, FALSE);
}

static void report_read(const char *text, struct report *report)
{
	g_autofree char *start = utf8_cut(text, TEXT_BYTES_MOST);
	g_autofree char *flat = lines_bounded(start);
	g_auto(GStrv) blocks = NULL;
	GString *lines = g_string_new(flat);

	g_string_replace(lines, "\r\n", "\n", 0);
	blocks = g_strsplit(lines->str, "\n\n", 64);
	for (size_t i = 0; blocks[i]; i++)
		report_read_block(blocks[i], report);
	g_string_free(lines, TRUE);
}

static void report_clear(struct report *report)
{
	g_free(report->status);
	g_free(report->diagnostic);
	g_free(report->recipient);
	g_free(report->action);
}

static void find_report(
	const struct structure *structure, struct report *report)
{
	for (guint i = 0; i < structure->parts->len; i++) {
		const struct part *part = structure_part(structure, (int)i);
		g_autoptr(GBytes) bytes = NULL;
		g_autofree char *text = NULL;
		size_t length;
		const char *data;

		if (!g_str_has_suffix(part->type, "delivery-status") ||
			part->kind == PART_MULTIPART)
			continue;
		bytes = structure_decode(structure, part);
		data = g_bytes_get_data(bytes, &length);
		text = utf8_make_valid(data ? data : "",
			MIN(length, (size_t)TEXT_BYTES_MOST), NULL);
		report_read(text, report);
	}
}

/* The mail system's own words, without the copy of what it returns. */
static char *own_text(const struct document *document)
{
	g_autofree char *text = utf8_cut(document->body_text, TEXT_BYTES_MOST);
	size_t end = strlen(text);

	for (size_t i = 0; i < G_N_ELEMENTS(copy_marks); i++) {
		const char *at = strstr(text, copy_marks[i]);

		if (at && (size_t)(at - text) < end && at > text + 40)
			end = (size_t)(at - text);
	}
	text[end] = '\0';
	return lines_bounded(text);
}

static bool is_address_byte(char c)
{
	return c && !g_ascii_isspace(c) && !strchr("<>()[]\",;:@", c);
}

/* The first thing that looks like an address, "" when nothing does. */
static char *clean_address(const char *raw)
{
	const char *at = raw;

	while ((at = strchr(at, '@'))) {
		const char *begin = at, *end = at + 1;

		while (begin > raw && is_address_byte(begin[-1]))
			begin--;
		while (is_address_byte(*end))
			end++;
		while (end > at + 1 && (end[-1] == '.' || end[-1] == '\''))
			end--;
		if (begin < at && end > at + 1)
			return g_strndup(begin, (gsize)(end - begin));
		at++;
	}
	return g_strdup("");
}

/* Lines that say why: with a reply code, or in the words all use. */
static char *find_reason(const char *text)
{
	static const char *const patterns[] = {
		"^(.*\\b[45]\\d\\d[ -]#?\\(?[45]\\.\\d{1,3}\\.\\d{1,3}.*)$",
		"^(.*(?:said|responded|reply|error|host)\\b.*\\b[45]\\d\\d\\b.*"
		")$",
		"^\\W*([45]\\d\\d[ -].*)$",
		"^(.*#[45]\\.\\d{1,3}\\.\\d{1,3}.*)$",
		"^(.*(?:user unknown|unknown user|no such user|does not exist"
		"|mailbox (?:is )?full|over quota|quota exceeded|host unknown"
		"|unrouteable|timed out|not found|rejected|retry time(?:out)?"
		"|не существует|не найден|переполнен|не знайден|не існує).*)$",
		"^(.*(?:full|expired|delayed|too long|network error|gave up"
		"|may not exist|not accept|not listed|permission).*)$",
		/* What is said of the address, not of the mail as a whole. */
		"^\\s*(?:because|reason|по причине|причина)\\s*:\\s*(\\S.*)$",
		"^[ \\t]*<?[^\\s<>@]+@[^\\s<>@]+>?:?[ \\t]*\\n[ \\t]*"
		"(?![^\\s@]+@\\S+\\s*$)(\\pL.*)$",
		"^([ \\t]*<?[^\\s<>@]+@[^\\s<>@:]+>?:[ \\t]+\\S.*)$",
		"^(.*(?:could not|couldn't|unable to|wasn't able|not able to"
		"|failed|failure|error|не удалось|не вдалося|не может|не може"
		").*)$",
		"^\\s*(\\S.*)$",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(patterns); i++) {
		char *found = find_group(patterns[i], text);

		if (found)
			return found;
	}
	return NULL;
}

/* A complaint that a provider passes on: what kind (RFC 5965). */
static char *find_feedback(const struct structure *structure)
{
	for (guint i = 0; i < structure->parts->len; i++) {
		const struct part *part = structure_part(structure, (int)i);
		g_autoptr(GBytes) bytes = NULL;
		g_autofree char *text = NULL;
		g_autofree char *kind = NULL;

		if (!g_str_equal(part->type, "message/feedback-report"))
			continue;
		bytes = structure_decode(structure, part);
		text = utf8_make_valid(g_bytes_get_data(bytes, NULL),
			MIN(g_bytes_get_size(bytes), (size_t)TEXT_BYTES_MOST),
			NULL);
		kind = find_group("^feedback-type:\\s*([\\w-]+)", text);
		return g_strconcat("feedback: ", kind ? kind : "other", NULL);
	}
	return NULL;
}

/* --- which message came back -------------------------------------------- */

static void add_reference(struct document *document, const char *id)
{
	for (guint i = 0; i < document->references->len; i++) {
		if (g_str_equal(document->references->pdata[i], id))
			return;
	}
	if (document->references->len < REFERENCES_MOST)
		g_ptr_array_add(document->references, g_strdup(id));
}

static void add_message_id(struct document *document, const char *text)
{
	g_autofree char *id = find_group(
		"^[>|\\s]*(?:x-)?(?:original-)?message-id:\\s*<([^<>\\s]+@"
		"[^<>\\s]+)>",
		text);

	if (id)
		add_reference(document, id);
}

/* Our Message-ID stands in the copy of what is returned, whole or headers
 * alone (RFC 3462), or in the text of those who write no reports. */
static void find_returned(
	struct document *document, const struct structure *structure)
{
	for (guint i = 0; i < structure->parts->len; i++) {
		const struct part *part = structure_part(structure, (int)i);
		g_autoptr(GBytes) bytes = NULL;
		g_autofree char *text = NULL;

		if (part->kind != PART_MESSAGE &&
			!g_str_has_suffix(part->type, "rfc822-headers"))
			continue;
		bytes = structure_decode(structure, part);
		text = utf8_make_valid(g_bytes_get_data(bytes, NULL),
			MIN(g_bytes_get_size(bytes), (size_t)TEXT_BYTES_MOST),
			NULL);
		add_message_id(document, text);
	}
	add_message_id(document, document->body_text);
}

/* Those who write no report say in words that they will try again; our own
 * letter may stand below, so that few words prove nothing. */
static bool is_tried_again(const struct document *document, const char *text)
{
	static const char again[] =
		"(\\((?:delay|still being retried)\\)$|not been delivered yet"
		"|not yet been delivered to one or more"
		"|this is a warning (?:only|message)|warning message only"
		"|will keep trying until|will be retried (?:until|for)"
		"|delivery attempts will continue|has been delayed:"
		"|намагатиметься (?:\\w+ ){0,2}доставити"
		"|спроби доставки (?:буд|трива)"
		"|(?:будет|продолжит) (?:пытаться|попытки) (?:\\w+ )?доставить"
		"|попытки доставки (?:буд|продолж))";
	static const char over[] =
		"(permanent (?:fatal )?error|given up|giving up|gave up)";
	g_autofree char *both =
		g_strconcat(document->subject, "\n", text, NULL);
	g_autofree char *found = find_group(again, both);
	g_autofree char *end = find_group(over, text);

	return found != NULL && end == NULL;
}

static const char *action_of(const struct document *document,
	const struct report *report, const char *text)
{
	if (report->action && *report->action)
		return report->action;
	return is_tried_again(document, text) ? "delayed" : "";
}

/* Not every report is of a failure (RFC 3464, 2.3.3). */
static void warn_action(
	struct document *document, const char *action, const char *recipient)
{
	static const struct {
		const char *action, *code;
	} kinds[] = {
		{ "delayed", "delivery_delayed" },
		{ "delivered", "delivery_done" },
		{ "relayed", "delivery_done" },
		{ "expanded", "delivery_done" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (g_ascii_strcasecmp(action, kinds[i].action) == 0)
			document_warn(document, kinds[i].code, "%s", recipient);
	}
}

static void set_reason(struct document *document, const char *raw)
{
	const char *text = raw ? raw : "";
	g_autofree char *line = NULL;
	const char *semicolon = strchr(text, ';');

	/* "smtp; 550 ..." */
	if (semicolon && semicolon - text < 12 && !strchr(text, ' '))
		text = semicolon + 1;
	else if (g_ascii_strncasecmp(text, "smtp;", 5) == 0)
		text += 5;
	line = utf8_one_line(text);
	document_take(&document->bounce.reason,
		utf8_cut(line, REASON_CHARACTERS_MOST));
}

/* The most telling status: the remote server's own words before the field
 * that the reporting server filled in, a general code last. */
static char *choose_status(const struct report *report, const char *text)
{
	g_autofree char *said = report->diagnostic
					? find_status(report->diagnostic, true)
					: NULL;
	g_autofree char *written = NULL;
	g_autofree char *code = NULL;

	if (said && (!is_general(said) || !report->status))
		return g_steal_pointer(&said);
	if (report->status && !is_general(report->status))
		return g_strdup(report->status);
	written = find_status(text, !report->status);
	if (written && !is_general(written))
		return g_steal_pointer(&written);
	if (report->status)
		return g_strdup(report->status);
	if (written)
		return g_steal_pointer(&written);
	code = find_group("\\b([45])\\d\\d[ -](?!\\d)", text);
	return code ? g_strconcat(code, ".0.0", NULL) : g_strdup("");
}

void bounce_read(struct document *document, const struct structure *structure)
{
	struct report report = { 0 };
	g_autofree char *text = own_text(document);
	g_autofree char *found = NULL;
	const char *failed =
		headers_find(structure->headers, "X-Failed-Recipients");

	find_report(structure, &report);
	/* Some write the report's fields into the text. */
	if (!report.action)
		report_read(text, &report);
	document_take(&document->bounce.status, choose_status(&report, text));
	/* A bounce of a bounce: the copy below says why. */
	if (!*document->bounce.status) {
		report_read(document->body_text, &report);
		document_take(
			&document->bounce.status, choose_status(&report, text));
	}
	if (report.diagnostic && *g_strstrip(report.diagnostic)) {
		set_reason(document, report.diagnostic);
	} else {
		found = find_feedback(structure);
		if (!found)
			found = find_reason(text);
		set_reason(document, found);
	}
	document_take(&document->bounce.recipient,
		clean_address(report.recipient ? report.recipient
			      : failed	       ? failed
					       : text));
	warn_action(document, action_of(document, &report, text),
		document->bounce.recipient);
	find_returned(document, structure);
	report_clear(&report);
}
