/* Elements by name; what is not here stands within its line. */
#include "html_shapes.h"

#include <stddef.h>
#include <glib.h>
#include "html_attribute.h"

static const struct {
	const char *name;
	enum element_shape shape;
} elements[] = {
	{ "a", ELEMENT_LINK },
	{ "address", ELEMENT_LINE },
	{ "article", ELEMENT_PARAGRAPH },
	{ "blockquote", ELEMENT_PARAGRAPH },
	{ "aside", ELEMENT_LINE },
	{ "br", ELEMENT_BREAK },
	{ "caption", ELEMENT_LINE },
	{ "center", ELEMENT_LINE },
	{ "dd", ELEMENT_LINE },
	{ "details", ELEMENT_LINE },
	{ "div", ELEMENT_LINE },
	{ "dl", ELEMENT_PARAGRAPH },
	{ "dt", ELEMENT_LINE },
	{ "fieldset", ELEMENT_LINE },
	{ "figcaption", ELEMENT_LINE },
	{ "figure", ELEMENT_LINE },
	{ "footer", ELEMENT_LINE },
	{ "form", ELEMENT_LINE },
	{ "h1", ELEMENT_PARAGRAPH },
	{ "h2", ELEMENT_PARAGRAPH },
	{ "h3", ELEMENT_PARAGRAPH },
	{ "h4", ELEMENT_PARAGRAPH },
	{ "h5", ELEMENT_PARAGRAPH },
	{ "h6", ELEMENT_PARAGRAPH },
	{ "header", ELEMENT_LINE },
	{ "hr", ELEMENT_RULE },
	{ "img", ELEMENT_IMAGE },
	{ "legend", ELEMENT_LINE },
	{ "li", ELEMENT_ITEM },
	{ "main", ELEMENT_LINE },
	{ "nav", ELEMENT_LINE },
	{ "ol", ELEMENT_LIST },
	{ "p", ELEMENT_PARAGRAPH },
	{ "pre", ELEMENT_PRE },
	{ "section", ELEMENT_LINE },
	{ "summary", ELEMENT_LINE },
	{ "table", ELEMENT_ROW },
	{ "tbody", ELEMENT_ROW },
	{ "td", ELEMENT_CELL },
	{ "th", ELEMENT_CELL },
	{ "tr", ELEMENT_ROW },
	{ "ul", ELEMENT_LIST },
};

enum element_shape html_shape_find(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(elements); i++) {
		if (html_name_is(name, elements[i].name))
			return elements[i].shape;
	}
	return ELEMENT_INLINE;
}
