/* What a page's ink looks like, whatever it says. */
#pragma once

#include <allheaders.h>
#include "plaint/ocr/trust.h"

/* letters: 1 bit, lines across; nothing known: as print. */
struct strokes strokes_measure(PIX *letters, int x_height);
