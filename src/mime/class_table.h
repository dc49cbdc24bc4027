/* Signals that a mail is no letter, as data. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include "plaint/domain/document.h"

/* Where a signal is looked for.  Everything is folded before. */
enum signal_place {
	SIGNAL_HEADER, /* name: value contains text ("" any value) */
	SIGNAL_MADE,   /* the same, unless it was made for a person */
	SIGNAL_TYPE,   /* a part's media type, or "report/<report-type>" */
	SIGNAL_SENDER, /* local part of From is text */
	SIGNAL_NAME,   /* display name of From contains text */
	/* Subject contains text; "^…" begins with it, "^…#" and a digit
	 * follows, "=…" is it, "~…" is it or a colon or bracket follows. */
	SIGNAL_SUBJECT,
	SIGNAL_BODY, /* contains text */
};

struct signal {
	enum signal_place place;
	enum document_class class;
	int weight;
	bool is_structural; /* a machine's own mark, not words */
	const char *header;
	const char *text;
};

extern const struct signal class_signals[];
extern const size_t class_signals_length;
