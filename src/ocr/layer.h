/* The text a PDF brings along: may it stand for the picture?  It may lie:
 * hidden words, a wrong font table, another program's bad recognition. */
#pragma once

#include <allheaders.h>
#include "picture.h"
#include "reader.h"

enum layer_verdict {
	LAYER_AGREES,	 /* what it says is what one sees */
	LAYER_UNDRAWN,	 /* its fonts are missing, nothing else is there */
	LAYER_BESIDE,	 /* its fonts are missing, and a picture is there too */
	LAYER_DISAGREES, /* read the picture */
};

/* grey: the page as drawn, not turned. */
enum layer_verdict layer_judge(const struct layer *layer, PIX *grey,
	struct reader *reader, int deadline_ms);

/* As if it had been read. */
struct recognition *layer_recognition(const struct layer *layer);
