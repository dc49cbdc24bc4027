/* Columns, tables and what stands around them, drawn as blocks of ink: which
 * boxes come out, and in what order. */
#include "../../../src/ocr/layout.h"
#include <string.h>
#include <glib.h>
#include "check_main.h"

enum {
	X_HEIGHT = 10,
	PITCH = 26, /* from line to line */
	LINES_MOST = 20,
	WIDE = 100, /* characters */
};

/* A letter is ink of the block that it names, in reading order from 'a'; '|'
 * and '-' are rules, '-' between lines. */
static const struct {
	const char *name, *blocks;
	const char *lines[LINES_MOST];
} pages[] = {
	{ "a letter", "a",
		{ "aaaaaa aaa aaaaaaaaa aaaa aaaaaa aaaaaaaa aaaaaaa",
			"aaa aaaaaaa aaaaa aaaaaa aaaaaaa aaaaa aaaaaaaa",
			"aaaaaaaaa aaa aaaaaa aaaa aaaaaa aaaaaaaaa aaaaa",
			"aaaaaa aaaaaaaaa aaa aaaa aaaaaaaa aaaaaa aaaaaa",
			"aaaa aaa aaaaaaaaa aaaaaa aaaaaa aaa aaaa aaaaaaa",
			"aaaaaa aaa",
			"aaaaaaaa aaaaaaaaa aaaa aaaaaa aaaaaaaa aaaaaa" } },
	{ "columns, one shorter", "ab",
		{ "aaaaaa aaa aaaaaaaaa aa    bbbbbb bbb bbbbbb bbbbb",
			"aaa aaaaaaa aaaaa aaaa     bbb bbbbbbb bbbbb bbbbb",
			"aaaaaaaaa aaa aaaaaaaa     bbbbbbbbb bbb bbbbbbbb",
			"aaaaaa aaaaaaaaa aaaaa     bbbbbb bbbbbbbbb bbbbbb",
			"aaaa aaa aaaaaaaaa aaa     bbbb bbb bbbbbbbbb bbbb",
			"aaaaaa aaaaaaaa aaaa       bbbbbb bbb bbbbbbb",
			"aaaaaaaa aaaaaaaaa aaaa", "aaaaa aaa aaaaa aaaaaaa",
			"aaaaaaa aaaa aaaaa aaa" } },
	{ "head, columns, foot", "abcd",
		{ "           aaaaaaaaaa aaaaaaaaaaa aaaaaaaaaa", "", "",
			"bbbbbb bbb bbbbbbbbb bb    cccccc ccc cccccc ccccc",
			"bbb bbbbbbb bbbbb bbbb     ccc ccccccc ccccc ccccc",
			"bbbbbbbbb bbb bbbbbbbb     ccccccccc ccc cccccccc",
			"bbbbbb bbbbbbbbb bbbbb     cccccc ccccccccc cccccc",
			"bbbb bbb bbbbbbbbb bbb     cccc ccc ccccccccc cccc",
			"bbbbbb bbbbbbb bbbb        cccccc ccc ccccccc",
			"                           ccccc ccccccc cccccccc", "",
			"",
			"dddddddddd ddddddd ddddddddddd ddddddd dddddddd" } },
	{ "three columns", "abc",
		{ "aaaaa aaa aaaaaa     bbbbb bbb bbbbbb     ccccc ccc cccccc",
			"aaa aaaaaaa aaaa     bbb bbbbbbb bbbb     ccc ccccc "
			"cccc",
			"aaaaaaaaa aaa aa     bbbbbbbbb bbb bb     ccccccccc "
			"cccc",
			"aaaaa aaaaaaaaa      bbbbb bbbbbbbbb      ccccc "
			"cccccccc",
			"aaa aaa aaaaaaaa     bbb bbb bbbbbbbb     ccc ccc "
			"ccccccc",
			"aaaa aaaaaa aaaa     bbbb bbbbbb bbbb     cccc ccccc "
			"cccc" } },
	{ "a list with sums", "a",
		{ "aaaaaaaaa aaaaaaaa         aaa aa",
			"aaaaaa a aaaaaa            aa aa",
			"aaaaaaaaa aaaaaaaaa a      aaaa aa",
			"aaaaa aaaa                 aaa aa",
			"aaaaaaaa aaaaaaaaaaaa      aaa aa",
			"aaaaa aa aaaa              aaaa aa" } },
	{ "a table without rules", "a",
		{ "aaaaaaaaaaaaaaaaaaaa aaaaaaaaa     aaaaaaaa     "
		  "aaaaaaaaaaaaaaaa aaaaaaaaaaaaaa",
			"aaaaaaaaaa aaaaaaaaaaaaaa                      "
			"  aaaaaaaaaaaaaaaa aaaaaaaaaaa",
			"aaaaaaaaaaaaaaaaaaaaaaa aaaaa     aaaaaa       "
			"aaaaaaaaaaaaaaaaaaaaa aaaaaaaaa",
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaa      aaaaaaa      "
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
			"aaaaaaaaaaaaaaaaaaaaaaaa                      "
			"   aaaaaaaaaaaaaaaaaaaaaaaaaaa",
			"aaaaaaaaaaaaaaaaaaaaaaa aaaaa     aaaaaaaa     "
			"aaaaaaaaaaaaaaa aaaaaaaaaaaaaaa" } },
	{ "a table of single lines", "a",
		{ "--------------------------------------",
			"| aaaaaaaaaaaaaa   | aaaaaaaaaaaaaaa |",
			"--------------------------------------",
			"| aaaaa aaaaaaa    | aaaaaaaa        |",
			"--------------------------------------",
			"| aaaaaaaaaa       | aaaaaaaaaaaa    |",
			"--------------------------------------" } },
	{ "a table with a cell of two lines", "abcde",
		{ "aaaaaa aaa aaaaaaaaa aaaaaaaaaaaaa aa",
			"--------------------------------------",
			"| aaaaaaaaaaaaaa   | aaaaaaaaaaaaaaa |",
			"--------------------------------------",
			"| bbbbb bbbbbbb    | cccccccc        |",
			"| bbbbbbb bbb      |                 |",
			"--------------------------------------",
			"| dddd dddddddd    | eeeeeee eeeeeee |",
			"|                  | eeeeeee eeeeeee |",
			"--------------------------------------" } },
};

static void draw_line(const char *line, int y, PIX *letters, PIX *rules)
{
	for (int i = 0; line[i]; i++) {
		int x = (i + 2) * X_HEIGHT;
		if (line[i] == '-')
			pixRasterop(rules, x, y + PITCH / 2, X_HEIGHT, 3,
				PIX_SET, NULL, 0, 0);
		else if (line[i] == '|')
			pixRasterop(rules, x, y - PITCH / 2, 3, 2 * PITCH,
				PIX_SET, NULL, 0, 0);
		else if (line[i] != ' ')
			pixRasterop(letters, x, y, X_HEIGHT, X_HEIGHT + 3,
				PIX_SET, NULL, 0, 0);
	}
}

/* Names of the blocks whose ink lies in a box, each once. */
static void find_names(const char *const *lines, BOX *box, GString *names)
{
	for (int row = 0; row < LINES_MOST && lines[row]; row++)
		for (int i = 0; lines[row][i]; i++) {
			l_int32 inside = 0;
			boxContainsPt(box, (i + 2.5) * X_HEIGHT,
				row * PITCH + X_HEIGHT / 2.0 + PITCH, &inside);
			if (inside && g_ascii_isalpha(lines[row][i]) &&
				!strchr(names->str, lines[row][i]))
				g_string_append_c(names, lines[row][i]);
		}
}

START_TEST(finds_blocks)
{
	PIX *letters = pixCreate(WIDE * X_HEIGHT, LINES_MOST * PITCH, 1);
	PIX *rules = pixCreateTemplate(letters);
	for (int row = 0; row < LINES_MOST && pages[_i].lines[row]; row++)
		draw_line(pages[_i].lines[row], (row + 1) * PITCH, letters,
			rules);
	BOXA *blocks = layout_blocks(letters, rules, X_HEIGHT);
	GString *names = g_string_new(NULL);
	for (int i = 0; i < boxaGetCount(blocks); i++) {
		g_autoptr(GString) mine = g_string_new(NULL);
		BOX *box = boxaGetBox(blocks, i, L_CLONE);
		find_names(pages[_i].lines, box, mine);
		ck_assert_msg(mine->len == 1, "%s: box %d holds \"%s\"",
			pages[_i].name, i, mine->str);
		g_string_append(names, mine->str);
		boxDestroy(&box);
	}
	ck_assert_msg(strcmp(names->str, pages[_i].blocks) == 0, "%s: \"%s\"",
		pages[_i].name, names->str);
	g_string_free(names, TRUE);
	boxaDestroy(&blocks);
	pixDestroy(&rules);
	pixDestroy(&letters);
}
END_TEST

/* Nothing to read is one block too. */
START_TEST(blank_is_a_block)
{
	PIX *blank = pixCreate(300, 400, 1);
	BOXA *blocks = layout_blocks(blank, blank, X_HEIGHT);
	ck_assert_int_eq(boxaGetCount(blocks), 1);
	boxaDestroy(&blocks);
	pixDestroy(&blank);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ocr layout");
	TCase *tests = tcase_create("layout");
	tcase_add_loop_test(tests, finds_blocks, 0, G_N_ELEMENTS(pages));
	tcase_add_test(tests, blank_is_a_block);
	suite_add_tcase(suite, tests);
	return check_main(suite);
}
