/* What the readers of addresses share. */
#pragma once

#include "address_words.h"

struct address_reader {
	const char *text;
	const GArray *tokens; /* of struct address_token */
};

/* The one after the last again and again when i is too great. */
static inline const struct address_token *address_token_at(
	const struct address_reader *reader, guint i)
{
	return &g_array_index(reader->tokens, struct address_token,
		MIN(i, reader->tokens->len - 1));
}

static inline bool address_is_sign(
	const struct address_reader *reader, guint i, gunichar sign)
{
	const struct address_token *token = address_token_at(reader, i);
	return token->kind == TOKEN_SIGN && token->sign == sign;
}
/* A number that a house may have, and no time, sum, share, day or count. */
bool address_is_house(const struct address_reader *reader, guint i);
/* 1900 to 2099. */
bool address_is_year(const struct address_reader *reader, guint i);
/* "людей", "грн": what a number before it counts. */
bool address_is_counted(const struct address_reader *reader, guint i);
/* "живу в селі …", "адреса: …": within a few words, in the same sentence. */
bool address_is_led(const struct address_reader *reader, guint i);
/* The tokens from..to as they are written, each blank one space. */
void address_append(const struct address_reader *reader, GString *out,
	guint from, guint to);

/* The end of the address that begins at token i, and its value; i: none does.
 * At a number, or at a word beyond ASCII, and in ASCII. */
guint address_read_parts(
	const struct address_reader *reader, guint i, char **value);
guint address_read_english(
	const struct address_reader *reader, guint i, char **value);
