/* Light print on dark ground: bands of letterheads, heads of tables. */
#pragma once

#include <allheaders.h>

/* Dark areas that hold light letters are turned round, in place; the paper
 * itself is light. */
void dark_turn_round(PIX *grey);
