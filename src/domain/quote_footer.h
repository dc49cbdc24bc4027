/* Lines that mail programs and companies put under a letter. */
#pragma once

#include <stdbool.h>

/* folded: one line, folded, without blanks around it.  *tries patterns may be
 * matched in the whole letter, and are counted down. */

/* "Sent from my phone" and its like: what it was sent with, apologies for
 * being short, notes of virus scanners, requests not to print. */
bool footer_is_phone(const char *folded, unsigned *tries);

/* The first line of a legal notice: confidential, for its addressee only. */
bool footer_is_disclaimer(const char *folded, unsigned *tries);
