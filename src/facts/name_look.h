/* Where in a text names may stand, as far as a quick look at its capitals
 * tells: patterns are tried there alone. */
#pragma once

#include "extract_parts.h"
#include "name_places.h"

enum {
	IN_ALL,
	IN_LAST_LINES,
	LOOKS
};

struct name_look {
	GArray *passages[LOOKS][WHERES]; /* of struct passage, rising */
	GArray *words[LOOKS][WHERES];	 /* of struct word_head, in them */
	unsigned signs[LOOKS];		 /* of enum name_sign, of any name */
};

/* words: of the text, those that are of interest. */
void name_look_init(struct name_look *look, const struct finder *finder,
	const GArray *words);
void name_look_clear(struct name_look *look);
/* Does it have what the place's names have behind them? */
bool name_look_has_signs(
	const struct name_look *look, int in, const struct place *place);
