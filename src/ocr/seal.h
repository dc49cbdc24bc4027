/* Coloured ink over black print: seals and stamps, a signature, a marker. */
#pragma once

#include <allheaders.h>

/* Where colour lies over print it is lightened, in place; colour that stands
 * alone may be text and stays.  grey: 8 bits; tint: by how much the lightest of
 * a pixel's colours exceeds its grey, 8 bits, of the same size.  What was
 * lightened, as dark on white, a new picture; NULL: nothing. */
PIX *seal_lift(PIX *grey, PIX *tint);
