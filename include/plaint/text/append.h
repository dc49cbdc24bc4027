/* Appending to arrays as texts are read: element by element, most of them
 * into room that is there already. */
#pragma once

#include <glib.h>

/* The next element's place, to be written, in an array of elements of that
 * size.  `room`: for how many there is room, 0 at first. */
static inline gpointer append_place(GArray *array, guint *room, gsize size)
{
	enum {
		FIRST = 64
	};
	if (array->len >= *room) {
		guint count = array->len;
		*room = MAX((guint)FIRST, count * 2);
		g_array_set_size(array, *room);
		array->len = count;
	}
	return array->data + size * array->len++;
}
