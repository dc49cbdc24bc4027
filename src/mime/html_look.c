/* In doubt a text is seen: what a style sheet may have painted is not known. */
#include "html_look.h"

#include <string.h>
#include <glib.h>
#include "html_attribute.h"
#include "html_colour.h"
#include "html_shapes.h"
#include "html_style.h"

static const char *const machinery[] = {
	"script",
	"style",
	"head",
	"title",
	"template",
	"noembed",
	"noframes",
	"object",
	"svg",
	"select",
	"textarea",
	"audio",
	"video",
	"iframe",
};

/* These are painted by the program that shows them. */
static const char *const painted_elements[] = {
	"mark",
	"button",
	"input",
};

static bool is_one_of(
	const char *const *names, size_t count, const char *element)
{
	for (size_t i = 0; i < count; i++) {
		if (html_name_is(element, names[i]))
			return true;
	}
	return false;
}

bool html_is_machinery(const char *element)
{
	return is_one_of(machinery, G_N_ELEMENTS(machinery), element);
}

bool html_is_closed(const struct html_sheet *sheet, const char *element,
	const char *const *attributes)
{
	struct html_style style;

	if (!attributes)
		return false;
	for (const char *const *at = attributes; at[0]; at += 2) {
		if (html_name_is(at[0], "hidden"))
			return true;
	}
	html_style_read(html_attribute(attributes, "style"), &style);
	return html_style_closes(&style) ||
	       (html_sheet_find(sheet, element, attributes) &
		       HTML_SHEET_CLOSED);
}

struct html_look html_look_begin(void)
{
	return (struct html_look){ .colour = HTML_COLOUR_BLACK,
		.background = HTML_COLOUR_WHITE };
}

static bool is_named(const char *const *attributes)
{
	return *html_attribute(attributes, "class") ||
	       *html_attribute(attributes, "id");
}

/* The colour of a declaration or an attribute; inherited where there is none
 * or it says so. */
static uint32_t colour_of(const struct html_style *style, const char *property,
	const char *attribute, uint32_t inherited)
{
	const char *declared = html_style_value(style, property);
	struct html_style plain; /* the attribute without blanks */

	if (strcmp(declared, "inherit") == 0)
		return inherited;
	if (*declared)
		return html_colour_find(declared);
	html_style_read(attribute, &plain);
	return *plain.text ? html_colour_find(plain.text) : inherited;
}

static bool is_image(const char *value)
{
	return strstr(value, "url(") || strstr(value, "gradient(");
}

static uint32_t background_of(const struct html_style *style,
	const char *const *attributes, uint32_t inherited)
{
	uint32_t colour = colour_of(style, "background-color",
		html_attribute(attributes, "bgcolor"), HTML_COLOUR_CLEAR);
	const char *shorthand = html_style_value(style, "background");

	if (*html_attribute(attributes, "background"))
		return HTML_COLOUR_UNKNOWN;
	if (is_image(shorthand) ||
		is_image(html_style_value(style, "background-image")))
		return HTML_COLOUR_UNKNOWN;
	if (*shorthand && colour == HTML_COLOUR_CLEAR)
		colour = html_colour_find(shorthand);
	return colour == HTML_COLOUR_CLEAR ? inherited : colour;
}

/* A link has a colour of its own, and what a style sheet paints is unknown. */
static uint32_t inherited_colour(const struct html_look *around,
	const struct html_sheet *sheet, const char *element,
	const char *const *attributes)
{
	bool is_plain = html_shape_find(element) == ELEMENT_INLINE &&
			!is_named(attributes);

	if (html_name_is(element, "a"))
		return HTML_COLOUR_UNKNOWN;
	return html_sheet_colours(sheet) && !is_plain ? HTML_COLOUR_UNKNOWN
						      : around->colour;
}

static uint32_t inherited_background(const struct html_look *around,
	const struct html_sheet *sheet, const char *element)
{
	if (is_one_of(
		    painted_elements, G_N_ELEMENTS(painted_elements), element))
		return HTML_COLOUR_UNKNOWN;
	return html_sheet_paints(sheet) ? HTML_COLOUR_UNKNOWN
					: around->background;
}

static bool is_tiny(const struct html_style *style, unsigned in_sheet,
	const char *size_attribute, bool inherited)
{
	enum html_size size = html_style_size(style);

	if (size == HTML_SIZE_READABLE)
		return false;
	if (size == HTML_SIZE_TINY)
		return true;
	if (*size_attribute || (in_sheet & HTML_SHEET_READABLE))
		return false;
	return inherited || (in_sheet & HTML_SHEET_TINY);
}

static bool is_preformatted(
	const struct html_style *style, const char *element, bool inherited)
{
	const char *space = html_style_value(style, "white-space");

	if (*space && strcmp(space, "inherit") != 0)
		return g_str_has_prefix(space, "pre") ||
		       strcmp(space, "break-spaces") == 0;
	return inherited || html_shape_find(element) == ELEMENT_PRE;
}

struct html_look html_look_inside(const struct html_look *around,
	const struct html_sheet *sheet, const char *element,
	const char *const *attributes)
{
	struct html_look look = *around;
	struct html_style style;
	const char *visibility;
	const char *text_attribute =
		html_name_is(element, "body") ? "text" : "color";

	html_style_read(html_attribute(attributes, "style"), &style);
	look.colour = colour_of(&style, "color",
		html_attribute(attributes, text_attribute),
		inherited_colour(around, sheet, element, attributes));
	look.background = background_of(&style, attributes,
		inherited_background(around, sheet, element));
	look.is_tiny =
		is_tiny(&style, html_sheet_find(sheet, element, attributes),
			html_attribute(attributes, "size"), around->is_tiny);
	look.is_preformatted =
		is_preformatted(&style, element, around->is_preformatted);
	visibility = html_style_value(&style, "visibility");
	if (*visibility)
		look.is_invisible = strcmp(visibility, "visible") != 0;
	return look;
}

bool html_look_is_unseen(const struct html_look *look)
{
	return look->is_tiny || look->is_invisible ||
	       look->colour == HTML_COLOUR_CLEAR ||
	       html_colour_is_same(look->colour, look->background);
}
