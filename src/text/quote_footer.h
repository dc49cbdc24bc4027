/* Lines that mail programs and companies put under a letter. */
#pragma once

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
