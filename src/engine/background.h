/* Threads beside the main loop: what they are given comes back to the loop
 * when it is done. */
#pragma once

#include <glib.h>

struct background;

/* Items are the owner's. */
struct background_calls {
	void (*work)(void *user, void *item); /* in one of the threads */
	/* In the main loop, in the order in which they are ready; with one
	 * thread that is the order in which they were given. */
	void (*done)(void *user, void *item);
	int priority; /* of done in the main loop; 0: G_PRIORITY_DEFAULT */
};

/* calls are borrowed for as long as it lives. */
struct background *background_new(
	const struct background_calls *calls, void *user, int threads);
/* Waits as background_wait does. */
void background_free(struct background *background);

void background_add(struct background *background, void *item);
/* Until all is done, and that was said of each; what is added meanwhile too. */
void background_wait(struct background *background);
/* Given, and not yet said to be done. */
guint background_count(const struct background *background);
