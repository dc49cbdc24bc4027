/* Is the writer of a letter a customer we know?  Pure: what the letter says
 * and what is known of one customer go in, a certainty with its reasons
 * comes out.
 *
 * Names are compared as people write them: surname first or last, with
 * initials, in any of the four languages or in Latin letters (Шевченко,
 * Shevchenko), in the forms two languages give one name (Олена, Елена,
 * Алена), in any case of declension (Коваленко Ганни). */
#pragma once

#include <stdbool.h>
#include <glib.h>

enum match_names {
	MATCH_NAMES_UNKNOWN, /* one of them says too little */
	MATCH_NAMES_SAME,
	MATCH_NAMES_LIKE, /* as far as it goes: initials, a surname alone */
	MATCH_NAMES_OTHER,
};
enum match_names match_names(const char *a, const char *b);

/* Runs of words that begin with a capital, as names do, one to three each;
 * GPtrArray of char *. */
GPtrArray *match_names_in(const char *text);

/* Surname and given name, folded and in a fixed order: equal for names that
 * match_names calls the same, with few others; for an index.  "" for a name
 * of fewer than two words.  Caller frees. */
char *match_name_key(const char *name);

/* What mail programs put in a name's place: a login, a nickname, a desk, an
 * address; "" too.  By that nobody is addressed who has a name. */
bool match_is_login(const char *name);

/* The one whole word of a name that has no second ("Ю. А. Мартынов"), as it
 * stands in the key of that name in full; "" for any other.  Caller frees. */
char *match_name_word(const char *name);

/* Street and house the same, as far as both say (place, flat). */
bool match_addresses(const char *a, const char *b);

/* Letters and digits, upper case: accounts and contracts for comparing.
 * Caller frees. */
char *match_account(const char *text);

struct match_facts {
	const char *name; /* "" when unknown */
	/* The address the mail came from, folded; "" for paper.  It can be
	 * forged; but whatever is answered goes to that address, so whoever
	 * forges it learns nothing. */
	const char *sender;
	/* Each GPtrArray of char *: what the letter states. */
	const GPtrArray *emails; /* folded, besides the sender */
	const GPtrArray *phones; /* E.164 */
	const GPtrArray *accounts;
	const GPtrArray *addresses;
};

enum match_source {
	MATCH_FROM_LETTER, /* somebody wrote so */
	MATCH_ANSWERED,	   /* a reply of ours to it was answered from it */
	MATCH_IMPORTED,	   /* the operator's own list */
};

struct match_contact {
	const char *kind; /* email, phone, postal */
	const char *value, *folded;
	enum match_source source; /* verified: any but FROM_LETTER */
};

struct match_known {
	const char *name;
	const GPtrArray *contacts; /* of struct match_contact */
	const GPtrArray *accounts; /* of char * */
};

enum match_reason {
	MATCH_VERIFIED_SENDER = 1 << 0,
	MATCH_KNOWN_SENDER = 1 << 1,
	MATCH_EMAIL = 1 << 2,
	MATCH_PHONE = 1 << 3,
	MATCH_ACCOUNT = 1 << 4,
	MATCH_NAME = 1 << 5,
	MATCH_NAME_ALIKE = 1 << 6,
	MATCH_ADDRESS = 1 << 7,
	MATCH_OTHER_NAME = 1 << 8, /* speaks against */
};

struct match_verdict {
	double certainty; /* 0..1 */
	unsigned reasons; /* of enum match_reason */
};

/* From MATCH_CERTAIN on the match is made, from MATCH_OFFERED on a person is
 * asked. */
#define MATCH_CERTAIN 0.85
#define MATCH_OFFERED 0.50

struct match_verdict match_judge(
	const struct match_facts *facts, const struct match_known *known);

/* "verified_sender phone"; caller frees. */
char *match_reasons_text(unsigned reasons);
