/* Which case a reply belongs to, told from marks of our own in it.
 *
 * Our Message-IDs are "<unique>.<number>.<tag>@<domain>" where tag is
 * HMAC-SHA-256 (RFC 2104, 6234) over unique and number, cut to 100 bits, in
 * base 32.  A reply carries it in References and In-Reply-To.  Whoever does
 * not know the key can name a case, but cannot sign its number.  Pure: the
 * key is a parameter. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>

enum {
	THREAD_KEY_BYTES = 32,
	THREAD_KEY_TEXT_LENGTH = 2 * THREAD_KEY_BYTES,
	THREAD_NUMBER_MOST_BYTES = 24,
};

struct thread_key {
	uint8_t bytes[THREAD_KEY_BYTES];
};

/* The key as it is kept: lower-case hexadecimal.  False when it is none. */
bool thread_key_parse(const char *text, struct thread_key *out);

/* Message-ID without <>; unique: letters and digits.  Caller frees. */
char *thread_message_id(const struct thread_key *key, const char *unique,
	const char *number, const char *domain);

struct thread_number {
	char text[THREAD_NUMBER_MOST_BYTES + 1];
};

/* Has it that form?  Of what has not no key need be asked. */
bool thread_may_be_ours(const char *message_id);

/* The number that such an id names, when its tag is right.  Case of letters
 * does not matter: mail programs change it. */
bool thread_read_message_id(const struct thread_key *key,
	const char *message_id, struct thread_number *number_out);

/* Case numbers ("2026-000123") written in a text: appended to `numbers`
 * (GArray of struct thread_number) in order, each once, at most 16. */
void thread_find_numbers(const char *text, GArray *numbers);
