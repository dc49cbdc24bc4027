/* The words of a reply: a template of the rulebook filled for one case. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "plaint/casework/answer.h"

enum {
	ANSWER_TEXT_MOST_BYTES = 256 << 10,
};

struct answer_text_wish {
	const char *code;
	const char *language; /* "" when unknown */
	const struct casefile *casefile;
	const char *customer_name; /* NULL or "": unknown */
	const char *text;	   /* NULL: an acknowledgement */
	const char *user_name;	   /* NULL: an acknowledgement */
};

struct answer_text {
	const struct reply_template *template; /* the rulebook's */
	char *subject;			       /* one line */
	char *body;
};
void answer_text_clear(struct answer_text *text);
typedef struct answer_text answer_text;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(answer_text, answer_text_clear)

/* Fills the template of that code in that language, else the office's, into
 * *out (clear it).
 * STORE_ERROR_REFUSED: no such template; TEMPLATE_ERROR: the case lacks
 * what it names. */
bool answer_text_write(const struct answer_context *context,
	const struct answer_text_wish *wish, struct answer_text *out,
	GError **error);
