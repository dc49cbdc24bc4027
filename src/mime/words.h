/* Header text: unfolding, encoded words, raw 8-bit, parameters, addresses,
 * dates, message ids; all out of GMime's raw values.
 *
 * Sources: RFC 5322, 2047, 2231; what programs do instead:
 * tests/unit/mime/test_words.c. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>

/* One line of valid UTF-8; encoded words are decoded wherever they stand.
 * Equal charsets next to each other are joined as bytes first, so that a
 * character split between two words is whole again. */
char *words_decode(const char *raw);
/* The same of part of a value. */
char *words_decode_span(const char *raw, size_t length);

/* Folds undone, comments kept; any bytes. */
char *words_unfold(const char *raw);

struct param {
	char *name; /* lower case */
	char *value;
};
struct field {
	char *value; /* before the first semicolon, lower case */
	GPtrArray *params;
};
struct field *field_new(const char *raw);
void field_free(struct field *field);
typedef struct field field;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(field, field_free)
/* "" when it is not there. */
const char *field_param(const struct field *field, const char *name);

/* Appends struct address to list, at most `most`; false when there were
 * more. */
bool addresses_parse(const char *raw, int most, GPtrArray *list);

/* Microseconds since 1970; 0 when it is no date. */
int64_t date_parse(const char *raw);

/* The ids between <> outside comments, without white space in them, or bare
 * ones; appends char * to list, at most `most`. */
void ids_parse(const char *raw, int most, GPtrArray *list);
