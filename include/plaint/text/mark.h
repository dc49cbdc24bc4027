/* Our own marks: the values of the bar codes that we print and find again on
 * scans.
 *
 *     plaint:1:sep:billing:52ee        separator sheet, for a department
 *     plaint:1:sep::44ac               separator sheet, for nobody's in
 *                                      particular
 *     plaint:1:case:2026-000123:173c   letter of ours: this case
 *
 * The last word is CRC-16/XMODEM over all before it, the colon included, in
 * four lower-case hexadecimal digits: a code that somebody else printed is
 * never taken for ours.  Only plain ASCII, so that QR code and Code 128 hold
 * it alike. */
#pragma once

#include <stdbool.h>
#include <glib.h>

enum mark_kind {
	MARK_SEPARATOR, /* value: department, may be "" */
	MARK_CASE,	/* value: case number, "2026-000123" */
};

enum {
	MARK_VALUE_MOST_BYTES = 64,
};

struct mark {
	enum mark_kind kind;
	char value[MARK_VALUE_MOST_BYTES + 1];
};

/* The value for the bar code, or NULL when `value` cannot be one: letters,
 * digits, "-", "_" and "." of ASCII, at most MARK_VALUE_MOST_BYTES; for a case
 * YYYY-NNNNNN.  Caller frees. */
char *mark_format(enum mark_kind kind, const char *value);

/* False, and out unchanged, for whatever is not exactly one of ours. */
bool mark_parse(const char *text, struct mark *out);
