/* Which way up a page lies and how askew, told from its ink. */
#pragma once

#include <stdbool.h>
#include <allheaders.h>

/* Ink as 1 bit from grey whose paper is white. */
PIX *ink_of(PIX *grey);

/* Do lines of text run down the page instead of across? */
bool straighten_is_sideways(PIX *ink);

/* Degrees clockwise that the lines lie askew, -9..9; 0 when unsure. */
double straighten_skew(PIX *ink);
