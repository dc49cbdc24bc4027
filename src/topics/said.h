/* What a model says of features, fetched from its table once for all who add it
 * up: side by side, by number.  Memory is the struct's. */
#pragma once

#include "plaint/topics/text_model.h"

enum {
	SAID_LANES = 4, /* that the processor adds at once */
};

/* The square of the rarity and then, label by label, rarity times weight; zeros
 * beyond the last, and all of them where the model does not know it. */
struct said {
	const struct text_model *model;
	guint stride; /* of a feature, whole vectors */
	guint room;   /* for so many features */
	float *sayings;
};

void said_init(struct said *said, const struct text_model *model);
void said_clear(struct said *said);
/* What stood for earlier numbers is still there, and what is new is not
 * written yet. */
void said_make_room(struct said *said, guint features);
/* place: in the model's table.  False: it does not know it. */
bool said_fetch(struct said *said, guint number, uint32_t place);

static inline const float *said_of(const struct said *said, guint number)
{
	return said->sayings + (size_t)number * said->stride;
}
