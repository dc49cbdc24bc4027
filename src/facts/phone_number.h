/* A telephone number as it is written, and what the number plans say of it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>

enum {
	PHONE_DIGITS_LEAST = 8,
	PHONE_DIGITS_MOST = 20, /* 8-10 and a country code may stand before */
};

/* Digits as written, and where they part. */
struct phone_number {
	char digits[PHONE_DIGITS_MOST + 1];
	size_t ends[PHONE_DIGITS_MOST]; /* the byte behind each */
	size_t count;
	guint32 starts; /* bit i: the digit i begins a group */
	guint32 blanks; /* bit i: a blank or a slash stands before it */
	bool plus, bracket;
	bool said; /* a word for telephones stands before it */
};

/* The next digit: whether something stands before it, and whether that is a
 * blank or a slash; false when there is no room. */
bool phone_number_take(
	struct phone_number *number, char digit, bool gap, bool blank);
/* It has "+" or 00 in front, so that "(0)" is not dialled. */
bool phone_number_is_abroad(const struct phone_number *number);
/* NULL when no plan knows it; country: "UA", "RU", "BY", "GB". */
char *phone_number_e164(const struct phone_number *number, const char *country);
/* In a letter from another of the countries it would be another number. */
bool phone_number_is_ambiguous(
	const struct phone_number *number, const char *phone);
