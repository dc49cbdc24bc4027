/* The kinds of facts, each found by its own file. */
#pragma once

#include "plaint/facts/extract.h"
#include "plaint/facts/regex.h"

enum {
	EXTRACT_MOST_BYTES = 64 << 10,
	FOUND = 0x1A, /* SUBSTITUTE; patterns may name it */
};

/* One part of the letter being searched, and what was found in all. */
struct finder {
	GPtrArray *out; /* of struct entity */
	const struct extract_options *options;
	const char *country; /* "UA", "RU", "BY", "GB" */
	enum part part;
	unsigned attachment; /* which, when it is one */
	const char *text;
	size_t length;
	/* The same with each byte of what was found as FOUND: a digit belongs
	 * to one fact. */
	char *rest;
	/* Of size_t: where a number may begin, a row of digits or what stands
	 * before one ("+", "("). */
	GArray *numbers;
	GArray *words; /* of struct word_head: the text's */
};

/* Takes value.  NULL when the place is taken by another fact, or the same was
 * found before (the place is taken then). */
struct entity *finder_add(struct finder *finder, enum entity_kind kind,
	char *value, size_t from, size_t to);
/* Something found before covers a byte of from..to. */
bool finder_is_taken(const struct finder *finder, size_t from, size_t to);

/* How what begins with a number goes on behind it and behind blanks, where it
 * does so in ASCII or Cyrillic. */
struct behind_number {
	const struct regex_heads *letters;
	const char *signs;  /* others of ASCII */
	const char *inside; /* the number's own, beside digits */
};
/* Those of places (of size_t, rising) where it may; caller frees. */
GArray *places_going_on(const struct finder *finder, const GArray *places,
	const struct behind_number *behind);

void find_bank_numbers(struct finder *finder); /* IBAN, card, ICCID */
void find_dates(struct finder *finder);
void find_amounts(struct finder *finder);
void find_worded_amounts(struct finder *finder);
/* The rouble of the letter's country. */
const char *own_rouble(const struct finder *finder);
/* Telephones, e-mail and postal addresses beside the writer's name in the part
 * just searched become the writer's. */
void mark_contacts(struct finder *finder);
/* Those that no other number looks like, and before all that goes by a word
 * in front: with a sign, brackets, or in a telephone's groups. */
void find_sure_phones(struct finder *finder);
void find_phones(struct finder *finder);
void find_addresses(struct finder *finder);
void find_names(struct finder *finder);
/* The From header: a person or an organisation. */
void find_sender(struct finder *finder, const char *name);
/* A From of a given name alone gets the surname that the letter is signed
 * with. */
void complete_sender(GPtrArray *entities);

/* "Коваленко Ганни Петрівни" -> "Коваленко Ганна Петрівна"; words in the
 * order surname, given name, patronymic, or without the last. */
char *name_to_nominative(const char *name, const char *language);
