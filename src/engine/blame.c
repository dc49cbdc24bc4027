/* One fall is the line's; a second one over the same thing is not. */

#include "blame.h"

enum {
	TIMES_WITH_SIZES = 2,
	TIMES_MOST = 3,
};

bool blame_add(struct blame *blame, uint32_t uid)
{
	blame->times = uid == blame->uid ? blame->times + 1 : 1;
	blame->uid = uid;
	if (blame->times >= TIMES_WITH_SIZES)
		blame->skips_sizes = true;
	if (uid == BLAME_LISTING || blame->times < TIMES_MOST)
		return false;
	blame->times = 0;
	return true;
}

void blame_listed(struct blame *blame)
{
	if (blame->uid == BLAME_LISTING)
		blame->times = 0;
}
