/* No more of CSS than names and values. */
#include "html_style.h"

#include <stdbool.h>
#include <string.h>
#include <glib.h>

void html_style_read(const char *declarations, struct html_style *out)
{
	size_t used = 0;
	bool is_ignored = false; /* from a '!' to the next declaration */

	for (const char *at = declarations; *at && used + 2 < sizeof(out->text);
		at++) {
		is_ignored = (is_ignored && *at != ';') || *at == '!';
		if (g_ascii_isspace(*at) || is_ignored)
			continue;
		if (*at != ';')
			out->text[used++] = g_ascii_tolower(*at);
		else if (used > 0 && out->text[used - 1] != '\0')
			out->text[used++] = '\0';
	}
	out->text[used] = '\0';
	out->text[used + 1] = '\0';
}

const char *html_style_value(const struct html_style *style, const char *name)
{
	const char *value = "";
	size_t length = strlen(name);

	for (const char *at = style->text; *at; at += strlen(at) + 1) {
		if (strncmp(at, name, length) == 0 && at[length] == ':')
			value = at + length + 1;
	}
	return value;
}

/* "0", "0px", "0.0em", but not "0.9em". */
static bool is_zero(const char *value)
{
	char *end = NULL;

	return g_ascii_strtod(value, &end) == 0 && end != value;
}

static bool is_far_out(const char *value)
{
	return g_ascii_strtod(value, NULL) <= -999;
}

static bool is_none(const char *value)
{
	return strcmp(value, "none") == 0;
}

static bool is_all(const char *value)
{
	return strcmp(value, "all") == 0;
}

static bool is_no_rectangle(const char *value)
{
	return g_str_has_prefix(value, "rect(0");
}

/* What has no effect alone stands beside what gives it one. */
static const struct {
	const char *property;
	bool (*hides)(const char *value);
	const char *beside, *value; /* NULL: enough alone */
} closing[] = {
	{ "display", is_none, NULL, NULL },
	{ "mso-hide", is_all, NULL, NULL },
	{ "opacity", is_zero, NULL, NULL },
	{ "text-indent", is_far_out, NULL, NULL },
	{ "left", is_far_out, "position", "absolute" },
	{ "top", is_far_out, "position", "absolute" },
	{ "clip", is_no_rectangle, "position", "absolute" },
	{ "max-height", is_zero, "overflow", "hidden" },
	{ "max-width", is_zero, "overflow", "hidden" },
	{ "height", is_zero, "overflow", "hidden" },
	{ "width", is_zero, "overflow", "hidden" },
};

bool html_style_closes(const struct html_style *style)
{
	if (*style->text == '\0')
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(closing); i++) {
		if (closing[i].hides(
			    html_style_value(style, closing[i].property)) &&
			(!closing[i].beside ||
				strcmp(html_style_value(
					       style, closing[i].beside),
					closing[i].value) == 0))
			return true;
	}
	return false;
}

/* The least of each unit that somebody can read; words are readable. */
static const struct {
	const char *unit;
	double least;
} sizes[] = {
	{ "px", 1.5 },
	{ "pt", 1.5 },
	{ "%", 10 },
	{ "em", 0.1 },
	{ "rem", 0.1 },
	{ "", 1.5 },
};

enum html_size html_style_size(const struct html_style *style)
{
	const char *value = html_style_value(style, "font-size");
	char *unit = NULL;
	double size;

	if (*value == '\0' || strcmp(value, "inherit") == 0)
		return HTML_SIZE_INHERITED;
	size = g_ascii_strtod(value, &unit);
	if (unit == value)
		return HTML_SIZE_READABLE;
	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
		if (strcmp(unit, sizes[i].unit) == 0)
			return size < sizes[i].least ? HTML_SIZE_TINY
						     : HTML_SIZE_READABLE;
	}
	return size == 0 ? HTML_SIZE_TINY : HTML_SIZE_READABLE;
}
