/* The spoken part of SMTP: commands out, replies in (RFC 5321 4.2). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/source/stream.h"

enum {
	SMTP_LINE_MOST_BYTES = 2048, /* RFC 5321 says 512; servers say more */
	SMTP_LINES_MOST = 100,
	SMTP_BUFFER_BYTES = 8192,
};

struct smtp {
	struct stream *stream;
	bool is_alive;
	char buffer[SMTP_BUFFER_BYTES]; /* received, not yet read */
	size_t buffer_start;
	size_t buffer_end;
	int code;      /* of the last reply */
	GString *text; /* its words, lines joined by LF, codes cut off */
	int64_t size_most_bytes; /* SIZE; 0: not said */
	bool has_size;
	bool has_starttls;
	char *auth; /* " PLAIN LOGIN " upper case, or "" */
};

/* A command without its line end; the reply's code, or -1 when the stream
 * failed or the answer is not SMTP (the session is then dead). */
int smtp_command(struct smtp *smtp, const char *format, ...)
	G_GNUC_PRINTF(2, 3);
int smtp_reply(struct smtp *smtp);

/* Every byte, or false (dead). */
bool smtp_write(struct smtp *smtp, const void *bytes, size_t length);

/* The message with CR LF line ends and doubled leading dots, without the
 * final dot.  A bare CR or LF becomes CR LF: what one server takes for a line
 * end and another does not could smuggle a second message. */
bool smtp_write_message(struct smtp *smtp, const char *bytes, size_t length);

/* The reply in words, for people and the outbox; caller frees. */
char *smtp_said(const struct smtp *smtp);

/* Read EHLO's reply into the fields above. */
void smtp_read_features(struct smtp *smtp);
