/* Sessions that end over one and the same thing.
 *
 * A server may drop the connection over a message whose file it cannot read,
 * or whose size it does not know; asked the same way again, it does so again,
 * for ever, and everything behind waits. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
	BLAME_LISTING = 0, /* instead of a UID */
};

struct blame {
	uint32_t uid;
	int times; /* one after the other */
	/* Sizes are asked for and believed no more: a message whose size is
	 * unknown is fetched alone, however large. */
	bool skips_sizes;
};

/* A session ended over this message, fetched alone, or over a listing.
 * True: the message was given enough tries, the others come first. */
bool blame_add(struct blame *blame, uint32_t uid);
/* A listing came through. */
void blame_listed(struct blame *blame);
