/* An e-mail as received, read into a document: headers, text, what of it the
 * person wrote, attachments, and what class of mail it is.
 *
 * Sources: RFC 5322, 2045-2049, 2047, 2231, 3676, 3462-3464, 3834; what mail
 * programs really send is in tests/golden/mail.  The language fields of
 * the document are left empty: text/language fills them. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/domain/document.h"

/* MIME_ERROR codes are reactions: _IO may pass by itself (retry); _TOO_BIG is
 * the letter's own and will not (quarantine); _SETUP is the machine's: a
 * converter or library is missing (stop).  Broken mail is no error: what can
 * be read of it is, and warnings say what could not. */
enum mime_error {
	MIME_ERROR_IO,
	MIME_ERROR_TOO_BIG,
	MIME_ERROR_SETUP,
};
#define MIME_ERROR (mime_error_quark())
GQuark mime_error_quark(void);

/* Over max_bytes is an error; over any other limit the letter is read as far
 * as the limit goes and carries a warning. */
struct mime_limits {
	int64_t max_bytes;	  /* the whole original */
	int64_t max_header_bytes; /* one header block */
	int max_depth;		  /* multiparts and messages nested */
	int max_parts;		  /* leaves, all levels together */
	int max_addresses;	  /* in one header */
	int64_t max_text_bytes;	  /* body_text, and text of each attachment */
	int64_t max_html_bytes;	  /* one HTML part given to the parser */
	/* All attachments decoded together; and all that their archives hold,
	 * inflated. */
	int64_t max_attachment_bytes;
	int max_archive_depth;	 /* archives inside archives */
	int max_archive_entries; /* in the whole letter */
};

extern const struct mime_limits mime_limits_default;

/* Open every charset converter and initialise every library used, so that
 * mime_read needs no file afterwards: call once in each process, before
 * sandbox_seal.  LC_CTYPE is to be UTF-8 by then, or names inside archives
 * come out as "?"; and a sealed process must keep GLib's log from writing, for
 * libraries use it and it opens a file.  MIME_ERROR_SETUP when a converter is
 * missing.  Idempotent; mime_read calls it itself if nobody did. */
bool mime_warm_up(GError **error);

/* Read the message in fd_in (a seekable file, from its beginning; its position
 * does not matter).  Attachments' decoded bytes are appended to
 * fd_attachments from its current end, and each attachment's offset, bytes
 * and sha256 say where; with fd_attachments -1 nothing is written, offset is
 * -1 and the rest is the same.  limits may be NULL for the default.
 * Any bytes at all give a document, if only of class empty; NULL only for
 * the errors above. */
struct document *mime_read(int fd_in, int fd_attachments,
	const struct mime_limits *limits, GError **error);

/* The same from memory; for tests and for messages inside messages. */
struct document *mime_read_bytes(const void *bytes, size_t length,
	int fd_attachments, const struct mime_limits *limits, GError **error);

/* Only the header block, for a letter too big to be read: addresses,
 * subject, date, ids; the class as far as headers tell; warning
 * "headers_only". */
struct document *mime_read_headers(const void *bytes, size_t length,
	const struct mime_limits *limits, GError **error);
