/* Levenshtein's distance, with one row kept. */

#include "plaint/base/nearest.h"

#include <string.h>
#include <glib.h>

enum {
	NEAR_DISTANCE_MOST = 3
};

static size_t edit_distance(const char *a, const char *b)
{
	size_t columns = strlen(b) + 1;
	g_autofree size_t *row = g_new(size_t, columns);
	for (size_t j = 0; j < columns; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1] != '\0'; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j < columns; j++) {
			size_t change = diagonal + (a[i - 1] != b[j - 1]);
			diagonal = row[j];
			row[j] = MIN(change, MIN(row[j], row[j - 1]) + 1);
		}
	}
	return row[columns - 1];
}

const char *nearest_word(const char *word, const char *const *candidates)
{
	const char *nearest = NULL;
	size_t least = NEAR_DISTANCE_MOST + 1;
	for (; *candidates != NULL; candidates++) {
		size_t distance = edit_distance(word, *candidates);
		if (distance < least && distance < strlen(*candidates)) {
			least = distance;
			nearest = *candidates;
		}
	}
	return nearest;
}

char *nearest_hint(const char *near)
{
	return near != NULL ? g_strdup_printf("; did you mean \"%s\"?", near)
			    : g_strdup("");
}
