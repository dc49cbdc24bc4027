/* Lines that mail programs and companies put under a letter. */
#pragma once

#include <stdbool.h>

enum footer {
	FOOTER_NONE,
	/* "Sent from my phone" and its like: what it was sent with, apologies
	 * for being short, notes of virus scanners, requests not to print. */
	FOOTER_PHONE,
	/* The first line of a legal notice: confidential, for its addressee
	 * only. */
	FOOTER_DISCLAIMER,
};

/* folded: one line, folded, without blanks around it.  *tries patterns may be
 * matched in the whole letter, and are counted down. */
enum footer footer_find(const char *folded, unsigned *tries);
/* The rule above what i.ua puts below its users' letters. */
bool footer_is_advert(const char *line);
/* More than a name, a place or a number: the line says something. */
bool footer_is_sentence(const char *line);
