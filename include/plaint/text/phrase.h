/* Phrases: the small language in which people write rules.
 *
 *     зняли гроші        both words side by side, in any inflected form
 *     знят* кошт*        words that begin so
 *     =sim               exactly this form (letter case never matters)
 *     %                  a number, or a word that begins with one ("5ти")
 *     зняли|списали      either
 *     (не дійшло|зникло) either, of several words side by side
 *     зняли .. гроші     in this order, at most 6 words between
 *     зняли ..9 гроші    in this order, at most 9 words between
 *
 * A sentence's end stops a match.  A word of five letters or more also
 * matches with one letter wrong (scans, typing), a little under its weight,
 * where rules and letter are of one language; a beginning of five only when
 * little follows it; `=word` never does.
 *
 * Matching is pure: inflection comes from a stemmer handed in as a value. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>
#include "plaint/text/span.h"

enum phrase_error {
	PHRASE_ERROR_SYNTAX,
};
#define PHRASE_ERROR (phrase_error_quark())
GQuark phrase_error_quark(void);

struct stemmer {
	/* Append the stems of a folded word to stems (of char *, owned by
	 * it).  Must give the same answer each time.  NULL: no stemming. */
	void (*stem)(void *user, const char *word, GPtrArray *stems);
	void *user;
};

/* Many phrases compiled together and looked for in one pass. */
struct phrase_set;

struct phrase_set *phrase_set_new(struct stemmer stemmer);
/* The same phrases, inflected by another language's stemmer.  Borrows `of`,
 * to which no more may be added. */
struct phrase_set *phrase_set_inflected(
	const struct phrase_set *of, struct stemmer stemmer);
void phrase_set_free(struct phrase_set *set);

/* Add a phrase; its number (0, 1, …) or -1.  All words anywhere within
 * `near_words` in any order when near_words > 0, else as written. */
int phrase_set_add(struct phrase_set *set, const char *phrase, int near_words,
	GError **error);

/* The same of what may make others void: it is only looked for in a text in
 * which one of the phrases from number `of` on was found. */
int phrase_set_add_unless(
	struct phrase_set *set, const char *phrase, int of, GError **error);

/* Whether phrase_set_add would take it. */
bool phrase_check(const char *phrase, GError **error);

struct phrase_hit {
	int phrase;
	bool exact; /* false: a letter was wrong */
	int sentence;
	struct span span;
};

/* A text cut into words, ready for matching.  The set remembers the words it
 * met; several threads may use it at once. */
struct phrase_text;
/* Looks at the first PHRASE_TEXT_MOST_BYTES. */
enum {
	PHRASE_TEXT_MOST_BYTES = 64 << 10
};
struct phrase_text *phrase_text_new(
	const struct phrase_set *set, enum part part, const char *text);
/* The same of a text that is cut already: words_of so many bytes of it. */
struct phrase_text *phrase_text_of_words(const struct phrase_set *set,
	enum part part, const char *text, const GArray *words);
void phrase_text_free(struct phrase_text *text);

/* All hits, by offset, one phrase at most 64 times; GArray of phrase_hit. */
GArray *phrase_set_find(
	const struct phrase_set *set, const struct phrase_text *text);
