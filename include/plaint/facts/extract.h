/* Facts a letter names: who, which contract, how much, when, where.  Each
 * with its place in the text and checked by what the fact allows (number
 * plan, check digits, calendar).  Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/domain/day.h"
#include "plaint/domain/document.h"
#include "plaint/text/span.h"

enum entity_kind {
	ENTITY_PHONE,	    /* value: E.164, "+380671234519" */
	ENTITY_ACCOUNT,	    /* accounts and contracts, upper case, no spaces */
	ENTITY_CASE_NUMBER, /* ours: "2026-000123" */
	ENTITY_ICCID,
	ENTITY_IBAN,   /* checked by ISO 7064, no spaces */
	ENTITY_CARD,   /* masked: "411111******1111" */
	ENTITY_AMOUNT, /* amount_minor and currency */
	/* value: "2026-10-03".  A day that the letter names; "yesterday" is
	 * none: when a letter on paper was written, nobody knows. */
	ENTITY_DATE,
	ENTITY_EMAIL, /* lower case */
	ENTITY_ADDRESS,
	ENTITY_NAME,	     /* nominative, as one would address an envelope */
	ENTITY_ORGANISATION, /* who writes, when not a person */
	ENTITY_KINDS,
	/* Of a pattern alone, never found: the number is something else's (an
	 * order, a parcel, a house), so it is no fact. */
	ENTITY_OTHER = ENTITY_KINDS,
};

struct entity {
	enum entity_kind kind;
	char *value;
	int64_t amount_minor; /* ENTITY_AMOUNT */
	char currency[4];     /* ENTITY_AMOUNT: ISO 4217 */
	char *rule;	      /* "entities.yaml:12"; "" when built in */
	bool writer;	      /* of the one who writes, not of a third person */
	/* ENTITY_PHONE: written without a country, and the plan of another of
	 * the countries knows it too. */
	bool ambiguous;
	struct span span;
	/* Before span: the words of a pattern's match that say whose number
	 * it is, "account no. ". */
	size_t label_bytes;
};

/* One line of entities.yaml: a PCRE2 pattern (UTF, caseless); group 1 is the
 * value.  It is looked for before digits only: a match begins at one, or so
 * many bytes before one at most. */
enum {
	ENTITY_PATTERN_REACH_BYTES = 400
};
enum entity_check {
	ENTITY_CHECK_NONE,
	ENTITY_CHECK_LUHN,
};

struct entity_pattern;
struct entity_pattern *entity_pattern_new(enum entity_kind kind,
	const char *pattern, enum entity_check check, const char *rule,
	GError **error);
/* Its matches begin so many bytes before a digit at most: quicker where that
 * is little and they begin with no words. */
void entity_pattern_set_reach(struct entity_pattern *pattern, size_t bytes);
void entity_pattern_free(struct entity_pattern *pattern);

enum extract_error {
	EXTRACT_ERROR_PATTERN,
};
#define EXTRACT_ERROR (extract_error_quark())
GQuark extract_error_quark(void);

struct extract_options {
	const GPtrArray *patterns; /* of struct entity_pattern; may be NULL */
	/* Gives "3 жовтня" its year. */
	struct day written;
	/* Country of numbers written without one: "UA", "RU", "BY", "GB";
	 * "" to go by the language. */
	const char *country;
	const char *language;
	bool with_enclosures; /* attachments' texts too, see enclosure.h */
};

/* GPtrArray of struct entity, by place; each value once per kind.  Reads
 * subject, text, signature and From, and enclosures when told to; not the
 * quoted text. */
GPtrArray *extract_entities(
	const struct document *document, const struct extract_options *options);
void entity_free(struct entity *entity);

const char *entity_kind_name(enum entity_kind kind);
bool entity_kind_parse(const char *name, enum entity_kind *out);

/* A number as a person wrote it, in E.164; NULL when no plan knows it.
 * country as above. */
char *phone_to_e164(const char *text, const char *country);

/* The country whose plan a number with its code fits: "UA", "BY", "RU", "GB";
 * "" for any other. */
const char *phone_country(const char *text);

/* A copy with every payment card number masked (first six and last four
 * digits stay, PCI DSS 3.4); same length in characters.  For everything that
 * shows or keeps a letter's text. */
char *text_mask_cards(const char *text);

bool luhn_is_valid(const char *digits);
bool iban_is_valid(const char *iban);
