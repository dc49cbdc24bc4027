/* S/MIME wrappings (RFC 8551, RFC 5652): what is only signed can be read by
 * anybody.  Nothing is verified and no key is held. */
#pragma once

#include <stdbool.h>
#include <glib.h>

enum smime_kind {
	SMIME_SIGNED,	 /* a letter is inside */
	SMIME_ENCRYPTED, /* nobody but its addressee can read it */
	SMIME_OTHER,	 /* certificates, broken, or too big */
};

/* Whether a part with such a type and name is one, to be opened; a detached
 * signature is not. */
bool smime_is_wrapping(const char *type, const char *name);

/* *entity_out: the MIME entity that was signed, or the file (a program for
 * signing documents knows no MIME), for SMIME_SIGNED; else NULL. */
enum smime_kind smime_open(GBytes *wrapping, GBytes **entity_out);

/* The name of the file in "complaint.pdf.p7s"; "" when nothing was signed
 * with its name, as in "smime.p7m". */
char *smime_file_name(const char *wrapping_name);
/* Whether such a wrapping's content is a file, not an entity. */
bool smime_is_file(const char *wrapping_name, GBytes *entity);
