/* A reply as the bytes of an e-mail (RFC 5322, 2045, 2047, 3834).
 *
 * Seven-bit throughout, so that every server takes it.  A header cannot be
 * injected: text is encoded, addresses and ids are checked character by
 * character. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

/* _RETRY: the network or the server's mood; back off.  _REFUSED: login,
 * certificate, settings; an administrator must act.  _INVALID: this message
 * can never be sent so.  _STOPPED: the stop descriptor ended the call. */
enum delivery_error {
	DELIVERY_ERROR_RETRY,
	DELIVERY_ERROR_REFUSED,
	DELIVERY_ERROR_INVALID,
	DELIVERY_ERROR_STOPPED,
};
#define DELIVERY_ERROR (delivery_error_quark())
GQuark delivery_error_quark(void);

/* All borrowed; NULL or "" where a field is optional. */
struct compose {
	const char *from_name; /* optional */
	const char *from_address;
	const char *to_name; /* optional */
	const char *to_address;
	const char *reply_to;	       /* optional */
	const char *subject;	       /* UTF-8, one line */
	const char *text;	       /* UTF-8 */
	const char *language;	       /* optional: Content-Language */
	const char *message_id;	       /* without <> */
	const char *in_reply_to;       /* optional, without <> */
	const char *const *references; /* optional, NULL-terminated */
	int64_t date_utc_us;
	int utc_offset_minutes; /* for the Date header */
	bool is_automatic;	/* acknowledgement: Auto-Submitted: auto-replied
				   and X-Auto-Response-Suppress */
	bool is_generated; /* our own accord: Auto-Submitted: auto-generated */
};

/* The whole message with CR LF line ends.  _INVALID says which field. */
GBytes *compose_message(const struct compose *compose, GError **error);

/* local@domain fit for an SMTP command and a header: ASCII local part
 * (RFC 5321 dot-atom), the domain turned into A-labels (IDNA 2008).  Lengths
 * within RFC 5321 4.5.3.1.  Caller frees; NULL with _INVALID. */
char *compose_address(const char *address, GError **error);
