/* Share of characters read wrong: ocr_error TRUTH_DIR TEXT_DIR prints a line
 * per file of TRUTH_DIR and the whole.  Levenshtein distance over letters;
 * any white space counts as one space, apostrophes of any shape are one. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <glib.h>

static gunichar plain(gunichar c)
{
	switch (c) {
	case 0x2019:
	case 0x2018:
	case 0x02bc:
		return '\'';
	default:
		return g_unichar_isspace(c) ? ' ' : c;
	}
}

static GArray *letters_of(const char *path)
{
	g_autofree char *text = NULL;
	GArray *letters = g_array_new(FALSE, FALSE, sizeof(gunichar));
	if (!g_file_get_contents(path, &text, NULL, NULL) ||
		!g_utf8_validate(text, -1, NULL))
		return letters;
	gunichar last = ' ';
	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		gunichar c = plain(g_utf8_get_char(p));
		if (c != ' ' || last != ' ')
			g_array_append_val(letters, c);
		last = c;
	}
	if (letters->len > 0 && last == ' ')
		g_array_set_size(letters, letters->len - 1);
	return letters;
}

static guint distance(GArray *a, GArray *b)
{
	g_autofree guint *row = g_new(guint, b->len + 1);
	for (guint j = 0; j <= b->len; j++)
		row[j] = j;
	for (guint i = 0; i < a->len; i++) {
		guint diagonal = row[0];
		row[0] = i + 1;
		for (guint j = 0; j < b->len; j++) {
			bool differ = g_array_index(a, gunichar, i) !=
				      g_array_index(b, gunichar, j);
			guint change = diagonal + differ;
			diagonal = row[j + 1];
			row[j + 1] = MIN(change, MIN(row[j], row[j + 1]) + 1);
		}
	}
	return row[b->len];
}

int main(int argc, char **argv)
{
	GDir *dir = argc == 3 ? g_dir_open(argv[1], 0, NULL) : NULL;
	if (!dir) {
		fprintf(stderr, "ocr_error TRUTH_DIR TEXT_DIR\n");
		return 2;
	}
	double wrong = 0, all = 0;
	for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
		g_autofree char *truth = g_build_filename(argv[1], name, NULL);
		g_autofree char *text = g_build_filename(argv[2], name, NULL);
		g_autoptr(GArray) a = letters_of(truth);
		g_autoptr(GArray) b = letters_of(text);
		guint errors = distance(a, b);
		printf("%s %.2f %%\n", name,
			a->len ? 100.0 * errors / a->len : 0);
		wrong += errors;
		all += a->len;
	}
	g_dir_close(dir);
	printf("characters %.0f, wrong %.3f %%\n", all,
		all > 0 ? 100 * wrong / all : 0);
	return 0;
}
