/* Marks by element and attribute, as a table: each row is one program. */
#include "html_marks.h"

#include <string.h>
#include <glib.h>
#include "html_attribute.h"
#include "html_style.h"
#include "plaint/text/quote.h"

static const struct {
	const char *element; /* NULL: any */
	const char *attribute;
	const char *token; /* a word of the value; a trailing * matches more */
	unsigned char mark;
	bool is_to_the_end;
} rows[] = {
	/* Gmail */
	{ NULL, "class", "gmail_quote", QUOTE_MARK_QUOTED, false },
	{ NULL, "class", "gmail_quote_container", QUOTE_MARK_QUOTED, false },
	{ NULL, "class", "gmail_extra_quote", QUOTE_MARK_QUOTED, false },
	{ NULL, "class", "gmail_signature", QUOTE_MARK_SIGNATURE, false },
	{ NULL, "data-smartmail", "gmail_signature", QUOTE_MARK_SIGNATURE,
		false },
	/* Thunderbird, Apple Mail, Evolution, Roundcube and many others */
	{ "blockquote", "type", "cite", QUOTE_MARK_QUOTED, false },
	{ NULL, "class", "moz-cite-prefix", QUOTE_MARK_QUOTED, false },
	{ NULL, "class", "moz-forward-container", QUOTE_MARK_QUOTED, false },
	{ NULL, "class", "moz-signature", QUOTE_MARK_SIGNATURE, false },
	{ NULL, "class", "moz-txt-sig", QUOTE_MARK_SIGNATURE, false },
	{ NULL, "id", "AppleMailSignature", QUOTE_MARK_SIGNATURE, false },
	{ NULL, "class", "Apple-signature", QUOTE_MARK_SIGNATURE, false },
	{ NULL, "id", "replybody*", QUOTE_MARK_QUOTED, false },
	/* Outlook on the web, on the desktop, on phones */
	{ NULL, "id", "divRplyFwdMsg", QUOTE_MARK_QUOTED, true },
	{ NULL, "id", "x_divRplyFwdMsg", QUOTE_MARK_QUOTED, true },
	{ NULL, "id", "appendonsend", QUOTE_MARK_QUOTED, true },
	{ NULL, "id", "stopSpelling", QUOTE_MARK_QUOTED, true },
	{ NULL, "id", "OLK_SRC_BODY_SECTION", QUOTE_MARK_QUOTED, false },
	{ NULL, "id", "mail-editor-reference-message-container",
		QUOTE_MARK_QUOTED, true },
	{ NULL, "id", "Signature", QUOTE_MARK_SIGNATURE, false },
	{ NULL, "id", "ms-outlook-mobile-signature", QUOTE_MARK_SIGNATURE,
		false },
	/* Yahoo */
	{ NULL, "class", "yahoo_quoted", QUOTE_MARK_QUOTED, false },
	{ NULL, "id", "yahoo_quoted_*", QUOTE_MARK_QUOTED, false },
	{ NULL, "id", "ymail_android_signature", QUOTE_MARK_SIGNATURE, false },
	{ NULL, "class", "ydp*signature", QUOTE_MARK_SIGNATURE, false },
	/* mail.ru */
	{ NULL, "id", "mail-app-auto-quote", QUOTE_MARK_QUOTED, false },
	{ NULL, "class", "mail-quote-collapse", QUOTE_MARK_QUOTED, false },
	{ NULL, "data-mail-quote", "*", QUOTE_MARK_QUOTED, false },
	{ NULL, "data-signature-widget", "container", QUOTE_MARK_SIGNATURE,
		false },
	{ NULL, "id", "mail-app-auto-default-signature", QUOTE_MARK_SIGNATURE,
		false },
	{ NULL, "class", "js-helper_signature", QUOTE_MARK_SIGNATURE, false },
	/* Yandex */
	{ NULL, "class", "wmi-quote", QUOTE_MARK_QUOTED, false },
	{ NULL, "class", "ya-quote", QUOTE_MARK_QUOTED, false },
	{ NULL, "class", "wmi-sign", QUOTE_MARK_SIGNATURE, false },
	/* ukr.net */
	{ NULL, "class", "xfm_quote", QUOTE_MARK_QUOTED, false },
	{ "blockquote", "class", "xfm*", QUOTE_MARK_QUOTED, false },
	{ NULL, "class", "xfm_sign", QUOTE_MARK_SIGNATURE, false },
	/* Proton, Tutanota, Zoho, GMX and web.de, Zimbra, Fastmail, Lotus */
	{ NULL, "class", "protonmail_quote", QUOTE_MARK_QUOTED, false },
	{ NULL, "class", "protonmail_signature_block", QUOTE_MARK_SIGNATURE,
		false },
	{ NULL, "class", "tutanota_quote", QUOTE_MARK_QUOTED, false },
	{ NULL, "class", "zmail_extra", QUOTE_MARK_QUOTED, false },
	{ NULL, "id", "Zm-_Id_-Sgn", QUOTE_MARK_SIGNATURE, false },
	{ NULL, "name", "quote", QUOTE_MARK_QUOTED, false },
	{ NULL, "data-marker", "__QUOTED_TEXT__", QUOTE_MARK_QUOTED, false },
	{ NULL, "data-marker", "__SIG_*", QUOTE_MARK_SIGNATURE, false },
	{ NULL, "id", "qt", QUOTE_MARK_QUOTED, false },
	{ NULL, "class", "domino-section-head", QUOTE_MARK_QUOTED, true },
	{ NULL, "class", "OutlookMessageHeader", QUOTE_MARK_QUOTED, true },
};

static bool token_matches(const char *word, size_t length, const char *token)
{
	const char *star = strchr(token, '*');
	size_t head = star ? (size_t)(star - token) : strlen(token);
	size_t tail = star ? strlen(star + 1) : 0;

	if (!star)
		return length == head &&
		       g_ascii_strncasecmp(word, token, head) == 0;
	return length >= head + tail &&
	       g_ascii_strncasecmp(word, token, head) == 0 &&
	       g_ascii_strncasecmp(word + length - tail, star + 1, tail) == 0;
}

/* Classes come with "x_" before them from Outlook on the web. */
static bool value_has(const char *value, const char *token)
{
	while (*value) {
		size_t length;

		value += strspn(value, " \t\r\n");
		length = strcspn(value, " \t\r\n");
		while (length > 2 && value[0] == 'x' && value[1] == '_') {
			value += 2;
			length -= 2;
		}
		if (length > 0 && token_matches(value, length, token))
			return true;
		value += length;
	}
	return false;
}

/* Outlook's rule above "From: Sent: To:". */
static bool is_outlook_rule(const char *element, const char *const *attributes)
{
	struct html_style style;

	if (!html_name_is(element, "div"))
		return false;
	html_style_read(html_attribute(attributes, "style"), &style);
	return strcmp(html_style_value(&style, "border"), "none") == 0 &&
	       g_str_has_prefix(
		       html_style_value(&style, "border-top"), "solid#");
}

/* Gmail and those that do as it does put a <div class="…_quote"> around a
 * <blockquote> and the line above it. */
static bool holds_answers(const char *element, const char *token)
{
	return !html_name_is(element, "blockquote") &&
	       (g_str_has_suffix(token, "_quote") ||
		       g_str_has_suffix(token, "_quote_container"));
}

/* Programs and people set in what they quote, and people what they list. */
static bool is_set_in(const char *element, struct html_mark *out)
{
	if (!html_name_is(element, "blockquote"))
		return false;
	*out = (struct html_mark){ .mark = QUOTE_MARK_INDENTED };
	return true;
}

/* Is it worth asking the rows? */
static bool is_marked_by(const char *attribute)
{
	return html_name_is(attribute, "class") ||
	       html_name_is(attribute, "id") ||
	       html_name_is(attribute, "name") ||
	       html_name_is(attribute, "type") ||
	       g_ascii_strncasecmp(attribute, "data-", 5) == 0;
}

static bool may_be_marked(const char *const *attributes)
{
	for (; attributes[0]; attributes += 2) {
		if (is_marked_by(attributes[0]))
			return true;
	}
	return false;
}

bool html_mark_find(const char *element, const char *const *attributes,
	struct html_mark *out)
{
	if (!attributes || !attributes[0])
		return is_set_in(element, out);
	size_t count = may_be_marked(attributes) ? G_N_ELEMENTS(rows) : 0;

	for (size_t i = 0; i < count; i++) {
		if (rows[i].element && !html_name_is(element, rows[i].element))
			continue;
		if (!value_has(html_attribute(attributes, rows[i].attribute),
			    rows[i].token))
			continue;
		*out = (struct html_mark){ rows[i].mark, rows[i].is_to_the_end,
			holds_answers(element, rows[i].token) };
		return out->mark != QUOTE_MARK_NONE;
	}
	if (is_outlook_rule(element, attributes)) {
		*out = (struct html_mark){ .mark = QUOTE_MARK_QUOTED,
			.is_to_the_end = true };
		return true;
	}
	return is_set_in(element, out);
}
