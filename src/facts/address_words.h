/* A letter as words, numbers and signs, each word with all that it can be in
 * a postal address. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>

enum {
	ADDRESS_WORD_MOST_BYTES = 48,
};

enum address_role {
	AS_CITY = 1 << 0, /* м., город: before a name, never with a house */
	AS_VILLAGE = 1 << 1, /* с., дер.: a house may follow its name */
	AS_REGION = 1 << 2,  /* обл., р-н, сельсовет */
	AS_STREET = 1 << 3,
	AS_AREA = 1 << 4,  /* мкр, СНТ: a number or a name in quotes */
	AS_HOUSE = 1 << 5, /* буд., д., участок */
	AS_FLAT = 1 << 6,  /* what follows a house: корп., кв. */
	AS_BOX = 1 << 7,   /* а/с */
	AS_COUNTRY = 1 << 8,
	AS_TOWN = 1 << 9,  /* a town's own name */
	AS_LEAD = 1 << 10, /* адреса, мешкаю: an address follows */
	AS_RANK = 1 << 11, /* small words in names: ім., академіка, на */
	AS_COUNTED = 1 << 12, /* what is counted, months: no house before it */
	AS_BETWEEN = 1 << 13, /* what parts may have between: по, на */
	AS_NO_NAME = 1 << 14, /* capitalised, and no name of a place */
	AS_DOTTED = 1 << 15,  /* other roles hold with a full stop alone */
	AS_LABEL = 1 << 16, /* індекс: between parts, and none of them */
	AS_NUMERAL = 1 << 17, /* "дом сорак два" */
	/* of English addresses */
	AS_FLAT_EN = 1 << 18,
	AS_STREET_EN = 1 << 19,	  /* Road */
	AS_BUILDING_EN = 1 << 20, /* Cottage: a house with a name */
	/* of all */
	AS_FLOOR = 1 << 21, /* этаж: its number may stand before */
	AS_TYPE = 1 << 22, /* територіальна, садовое: before another's word */
	AS_POST = 1 << 23, /* відділення: a post office by its number */
	AS_IN = 1 << 24,   /* у, в: a town may follow */
	/* of English ones */
	AS_WHICH_EN = 1 << 25,	/* ground: before a floor */
	AS_NUMBER_EN = 1 << 26, /* "no" */
};

enum address_token_kind {
	TOKEN_WORD,
	TOKEN_NUMBER,
	TOKEN_SIGN,
};

struct address_token {
	enum address_token_kind kind;
	size_t from, to;
	gunichar sign;
	unsigned roles;	 /* of enum address_role */
	guint8 digits;	 /* TOKEN_NUMBER: how many it begins with */
	bool is_ordinal; /* "5-й", "40-річчя" */
	bool is_plain;	 /* digits alone */
	bool is_capital;
	bool is_initial; /* one capital letter */
	bool is_spaced;	 /* something blank stands before it */
	guint8 lines;	 /* line ends before it, 2 at most */
};

/* Of struct address_token; the last one is a sign 0 with two line ends.
 * words: of struct word_head, the text's. */
GArray *address_tokens(const char *text, size_t length, const GArray *words);
/* The token's text in small letters with plain apostrophes; "" when longer
 * than any word of ours. */
void address_token_lower(const char *text, const struct address_token *token,
	char out[ADDRESS_WORD_MOST_BYTES]);
