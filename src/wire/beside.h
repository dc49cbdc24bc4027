/* Long texts beside a message's JSON, where nobody has to escape and to parse
 * them.  In the place of one stands {"beside": BYTES}; the texts follow each
 * other as the JSON names them, with nothing between.  No message has an object
 * like that of its own. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>
#include <jansson.h>

enum {
	BESIDE_LEAST_BYTES = 256,
	/* sendmsg takes 1024 pieces; those behind them stay in the JSON. */
	BESIDE_TEXTS_MOST = 1000,
};

/* A new reference: the message without its long texts, which are appended to
 * `texts` (of struct iovec) and stay where they are, in the message. */
json_t *beside_take(const json_t *message, GArray *texts);

/* Put them back.  False: the message asks for others than came, or one of them
 * is not clean UTF-8 without NUL. */
bool beside_put(json_t *message, const char *texts, size_t length);
