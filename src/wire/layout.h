/* Words of a page gathered into lines and blocks, for the formats that want
 * them so. */
#pragma once

#include <glib.h>
#include "plaint/domain/document.h"

struct layout_box {
	int left, top, right, bottom; /* pixels; right and bottom are outside */
};

/* Words first to last of the page. */
struct layout_line {
	guint first, last;
	struct layout_box box;
};

/* Lines first to last: a paragraph, an address, a column. */
struct layout_block {
	guint first, last;
	struct layout_box box;
};

struct layout {
	GArray *lines;	/* of struct layout_line */
	GArray *blocks; /* of struct layout_block */
};
void layout_init(struct layout *layout, const struct page *page);
void layout_clear(struct layout *layout);

static inline struct layout_line *layout_line(
	const struct layout *layout, guint i)
{
	return &g_array_index(layout->lines, struct layout_line, i);
}
static inline struct layout_block *layout_block(
	const struct layout *layout, guint i)
{
	return &g_array_index(layout->blocks, struct layout_block, i);
}

/* Text for XML, attribute or content: markup is escaped, and what no XML 1.0
 * document may hold, escaped or not, becomes U+FFFD. */
void layout_append_xml(GString *out, const char *text);
