/* Submit messages to one SMTP server (RFC 5321, 6409, 4954) over a verified
 * stream that stays open for many messages.
 *
 * The one hard question is what became of a message when the connection
 * breaks.  Before the final dot left: nothing, it may be sent again.  After
 * it and before the reply: unknown, SMTP_UNCERTAIN, a person decides; never a
 * silent second copy. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/delivery/compose.h"
#include "plaint/source/stream.h"

/* Borrowed during smtp_open only, but for what `server` points to. */
struct smtp_settings {
	struct stream_settings server;
	const char *greeting_name; /* for EHLO; NULL: this host's name */
	const char *user;	   /* NULL: no login */
	const char *password;	   /* PLAIN or LOGIN; NULL with token */
	const char *token;	   /* XOAUTH2 */
};

enum smtp_outcome {
	SMTP_SENT,   /* the server took it over */
	SMTP_RETRY,  /* not taken, may be tried again: 4xx, lost before dot */
	SMTP_FAILED, /* not taken, will not be: 5xx, too large, bad address */
	SMTP_UNCERTAIN, /* lost between the final dot and the reply */
};

struct smtp_result {
	enum smtp_outcome outcome;
	int code;      /* of the server's reply; 0: none */
	char *text;    /* server's words or our own, one line, valid UTF-8 */
	bool is_alive; /* the session may carry another message */
	bool is_ours;  /* SMTP_RETRY: the login or the sender was refused, any
			  other message would be as well */
};
void smtp_result_clear(struct smtp_result *result);
const char *smtp_outcome_name(enum smtp_outcome outcome);

struct smtp;

/* Connect, EHLO, STARTTLS if so set, log in. */
struct smtp *smtp_open(const struct smtp_settings *settings, GError **error);
/* QUIT if the session is still good; NULL is fine. */
void smtp_close(struct smtp *smtp);
typedef struct smtp smtp;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(smtp, smtp_close)

/* One message to one recipient; always fills result (clear it).  `sender` ""
 * is the null reverse-path. */
void smtp_send(struct smtp *smtp, const char *sender, const char *recipient,
	GBytes *message, struct smtp_result *result);

/* The same with the bytes read from fd (from its beginning). */
void smtp_send_fd(struct smtp *smtp, const char *sender, const char *recipient,
	int fd, struct smtp_result *result);

/* NOOP: is the server still there?  Before reuse after a pause. */
bool smtp_check(struct smtp *smtp);
