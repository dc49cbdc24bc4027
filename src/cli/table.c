/* Width counts characters: wide ones (East Asian) as two, combining marks as
 * none. */

#include "table.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "plaint/base/utf8.h"

enum {
	GAP = 2
};

static const char ellipsis[] = "…";

struct table {
	const struct table_column *columns;
	size_t count;
	GPtrArray *cells; /* of char *, row by row */
};

struct table *table_new(const struct table_column *columns, size_t count)
{
	struct table *table = g_new0(struct table, 1);
	table->columns = columns;
	table->count = count;
	table->cells = g_ptr_array_new_with_free_func(g_free);
	return table;
}

void table_free(struct table *table)
{
	if (table == NULL)
		return;
	g_ptr_array_unref(table->cells);
	g_free(table);
}

static int character_width(gunichar character)
{
	if (g_unichar_iszerowidth(character))
		return 0;
	return g_unichar_iswide(character) ? 2 : 1;
}

int table_width(const char *text)
{
	int width = 0;
	for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at))
		width += character_width(g_utf8_get_char(at));
	return width;
}

static char *cell_cut(char *text, int most)
{
	if (most == 0 || table_width(text) <= most)
		return text;
	int width = 0;
	const char *at = text;
	while (width + character_width(g_utf8_get_char(at)) < most) {
		width += character_width(g_utf8_get_char(at));
		at = g_utf8_next_char(at);
	}
	char *cut = g_strdup_printf("%.*s%s", (int)(at - text), text, ellipsis);
	g_free(text);
	return cut;
}

void table_add(struct table *table, ...)
{
	va_list cells;
	va_start(cells, table);
	for (size_t i = 0; i < table->count; i++) {
		const char *cell = va_arg(cells, const char *);
		g_autofree char *valid =
			g_utf8_make_valid(cell != NULL ? cell : "", -1);
		g_autofree char *line = utf8_one_line(valid);
		g_ptr_array_add(table->cells,
			cell_cut(print_safe(line), table->columns[i].most));
	}
	va_end(cells);
}

static void row_print(
	const struct table *table, const int *widths, const char *const *cells)
{
	size_t last = table->count;
	while (last > 0 && cells[last - 1][0] == '\0')
		last--;
	for (size_t i = 0; i < last; i++) {
		int pad = i + 1 < last ? widths[i] + GAP - table_width(cells[i])
				       : 0;
		printf("%s%*s", cells[i], pad, "");
	}
	putchar('\n');
}

void table_print(const struct table *table)
{
	if (table->cells->len == 0)
		return;
	g_autofree int *widths = g_new0(int, table->count);
	g_autofree const char **titles = g_new0(const char *, table->count);
	for (size_t i = 0; i < table->count; i++) {
		titles[i] = table->columns[i].title;
		widths[i] = table_width(titles[i]);
	}
	for (guint i = 0; i < table->cells->len; i++) {
		int *width = &widths[i % table->count];
		*width = MAX(*width, table_width(table->cells->pdata[i]));
	}
	row_print(table, widths, titles);
	for (guint i = 0; i < table->cells->len; i += (guint)table->count)
		row_print(table, widths,
			(const char *const *)&table->cells->pdata[i]);
}
