/* Content-Transfer-Encoding undone: base64 and quoted-printable as real
 * programs write them, uuencode and yEnc too.  Nothing fails: what cannot be
 * decoded is passed as it is.
 *
 * Sources: RFC 2045 section 6, POSIX uuencode, yEnc 1.3. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>

/* encoding: lower case, as in the header.  Never NULL. */
GByteArray *transfer_decode(
	const char *encoding, const char *bytes, size_t length);
/* False: the bytes are as they are. */
bool transfer_is_encoded(const char *encoding);

/* Padding in the middle starts a new run, a missing tail is padded, foreign
 * bytes are skipped. */
GByteArray *transfer_base64(const char *bytes, size_t length);
/* is_word: RFC 2047 "Q", where an underscore is a space. */
GByteArray *transfer_quoted(const char *bytes, size_t length, bool is_word);

/* A file inside a text body: `begin 644 name` ... `end`, `begin-base64 644
 * name` ... `====`, `=ybegin name=...` ... `=yend`. */
struct transfer_file {
	size_t begin, end; /* the whole of it in the body, lines complete */
	char *name;
	GByteArray *bytes;
};
/* The first such file at or behind `from`; false when none. */
bool transfer_find_file(const char *body, size_t length, size_t from,
	struct transfer_file *out);
void transfer_file_clear(struct transfer_file *file);
