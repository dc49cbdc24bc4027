/* A block ends where the page goes back up (a new column) or where the gap to
 * the next line is larger than lines usually are apart. */
#include "layout.h"

#include <string.h>

#include "plaint/base/utf8.h"

static struct layout_box box_of(const struct word *word)
{
	return (struct layout_box){ word->x, word->y, word->x + word->width,
		word->y + word->height };
}

static void box_join(struct layout_box *box, const struct layout_box *with)
{
	box->left = MIN(box->left, with->left);
	box->top = MIN(box->top, with->top);
	box->right = MAX(box->right, with->right);
	box->bottom = MAX(box->bottom, with->bottom);
}

static void find_lines(struct layout *layout, const struct page *page)
{
	int number = -1;
	for (guint i = 0; i < page->words->len; i++) {
		const struct word *word = page->words->pdata[i];
		struct layout_box box = box_of(word);
		if (i == 0 || word->line != number) {
			struct layout_line line = { i, i, box };
			g_array_append_val(layout->lines, line);
			number = word->line;
			continue;
		}
		struct layout_line *line =
			layout_line(layout, layout->lines->len - 1);
		line->last = i;
		box_join(&line->box, &box);
	}
}

static int middle_of(const struct layout_box *box)
{
	return (box->top + box->bottom) / 2;
}

static int compare_int(const void *a, const void *b)
{
	const int *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* From line to line, the median of those that go down; 0: none. */
static int usual_pitch(const struct layout *layout)
{
	g_autoptr(GArray) pitches = g_array_new(FALSE, FALSE, sizeof(int));
	for (guint i = 1; i < layout->lines->len; i++) {
		int pitch = middle_of(&layout_line(layout, i)->box) -
			    middle_of(&layout_line(layout, i - 1)->box);
		if (pitch > 0)
			g_array_append_val(pitches, pitch);
	}
	if (pitches->len == 0)
		return 0;
	g_array_sort(pitches, compare_int);
	return g_array_index(pitches, int, (pitches->len - 1) / 2);
}

static void find_blocks(struct layout *layout)
{
	int pitch = usual_pitch(layout);
	for (guint i = 0; i < layout->lines->len; i++) {
		const struct layout_box *box = &layout_line(layout, i)->box;
		int gap = i == 0 ? 0
				 : middle_of(box) -
					   middle_of(&layout_line(layout, i - 1)
							      ->box);
		if (i == 0 || gap < 0 || gap * 4 > pitch * 5) {
			struct layout_block block = { i, i, *box };
			g_array_append_val(layout->blocks, block);
			continue;
		}
		struct layout_block *block =
			layout_block(layout, layout->blocks->len - 1);
		block->last = i;
		box_join(&block->box, box);
	}
}

void layout_init(struct layout *layout, const struct page *page)
{
	layout->lines = g_array_new(FALSE, FALSE, sizeof(struct layout_line));
	layout->blocks = g_array_new(FALSE, FALSE, sizeof(struct layout_block));
	find_lines(layout, page);
	find_blocks(layout);
}

void layout_clear(struct layout *layout)
{
	g_clear_pointer(&layout->lines, g_array_unref);
	g_clear_pointer(&layout->blocks, g_array_unref);
}

/* XML 1.0, section 2.2: Char. */
static bool is_xml(gunichar c)
{
	return c == '\t' || c == '\n' || c == '\r' ||
	       (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
	       c >= 0x10000;
}

static const char *entity_of(gunichar c)
{
	static const struct {
		gunichar c;
		const char *entity;
	} entities[] = { { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" },
		{ '"', "&quot;" }, { '\'', "&#39;" }, { '\t', "&#9;" },
		{ '\n', "&#10;" }, { '\r', "&#13;" } };
	for (size_t i = 0; i < G_N_ELEMENTS(entities); i++) {
		if (entities[i].c == c)
			return entities[i].entity;
	}
	return NULL;
}

void layout_append_xml(GString *out, const char *text)
{
	g_autofree char *valid = utf8_make_valid(text, strlen(text), NULL);
	for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		const char *entity = entity_of(c);
		if (entity != NULL)
			g_string_append(out, entity);
		else
			g_string_append_unichar(out, is_xml(c) ? c : 0xFFFD);
	}
}
