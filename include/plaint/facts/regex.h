/* PCRE2 with limits, for patterns of our own and of rules: Unicode, caseless
 * unless said otherwise, no pattern may run away. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>
#include "plaint/facts/regex_heads.h"

enum {
	REGEX_GROUPS = 16,
	REGEX_MATCH_LIMIT = 200000,
	REGEX_DEPTH_LIMIT = 1000,
	REGEX_MATCHES_MOST = 500, /* of one pattern in one text */
};

struct regex;

enum regex_case {
	REGEX_CASELESS,
	REGEX_CASE,
	/* Caseless, and tried at the places alone that regex_each_at names. */
	REGEX_PLACED,
	/* Caseless and not, and tried alone where a word begins, with letters
	 * with which a match can begin. */
	REGEX_WORDS,
	REGEX_CASE_WORDS,
};

struct regex *regex_new(
	const char *pattern, enum regex_case sensitivity, GError **error);
void regex_free(struct regex *regex);
/* With which words it begins; NULL: it is not one of words. */
const struct regex_heads *regex_heads_of(const struct regex *regex);
/* A pattern of our own, compiled once for the process.  `slot` is a static
 * variable of the caller. */
const struct regex *regex_once(
	gsize *slot, const char *pattern, enum regex_case sensitivity);

/* Bytes from..to, both whole characters' first, at which a match may begin. */
struct passage {
	size_t from, to;
};
/* Adds to `passages` (of struct passage, rising) what lies up to `reach` bytes
 * before `from`, and up to `to`; one with the last where they meet. */
void passages_add(GArray *passages, const char *text, size_t from, size_t to,
	size_t reach);

/* The words (of struct word_head) that begin in them; caller frees. */
GArray *words_within(const GArray *words, const GArray *passages);
/* Those that may begin a match; caller frees. */
GArray *words_that_fit(const GArray *words, const struct regex_heads *heads);

struct regex_match {
	const char *text; /* what was searched */
	/* Bytes from..to of each group, 0 the whole; from == to: not there. */
	size_t from[REGEX_GROUPS], to[REGEX_GROUPS];
};

/* Call `each` for every match from the left; false stops. */
void regex_each(const struct regex *regex, const char *text, size_t length,
	bool (*each)(const struct regex_match *match, void *user), void *user);
/* The same for a pattern that is tried at places: `places` (of size_t, rising)
 * are the bytes at which a match can begin.  Much quicker than looking
 * everywhere. */
void regex_each_at(const struct regex *regex, const char *text, size_t length,
	const GArray *places,
	bool (*each)(const struct regex_match *match, void *user), void *user);
/* The same for one of words, out of those that word_heads gave. */
void regex_each_word(const struct regex *regex, const char *text, size_t length,
	const GArray *words,
	bool (*each)(const struct regex_match *match, void *user), void *user);
/* The same for any pattern but these, of matches that begin in the passages:
 * much quicker where these are few. */
void regex_each_within(const struct regex *regex, const char *text,
	size_t length, const GArray *passages,
	bool (*each)(const struct regex_match *match, void *user), void *user);
/* Does it match anywhere? */
bool regex_is_in(const struct regex *regex, const char *text, size_t length);
/* Text of a group; caller frees. */
char *regex_group(const struct regex_match *match, int group);
bool regex_has_group(const struct regex_match *match, int group);
