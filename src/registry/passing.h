/* Letters that somebody of the office passes on: a customer wrote to a clerk,
 * and the clerk sends it to where complaints are registered. */
#pragma once

#include <stdbool.h>
#include "plaint/config/config.h"
#include "plaint/domain/document.h"

/* The same of what a form on a web site sends: From is a machine's, Reply-To
 * is whoever filled it in.
 *
 * When the sender is a colleague (an address of `staff_domain` that
 * is not one of our own mailboxes, nor of a public provider) and the letter
 * passed on is another's: that other is the sender from here on, their letter
 * the text, and the colleague's words quoted_text; warning "passed_on" says
 * who did so.  True when the document was changed.  Whoever passes on a
 * relative's letter is not concerned: they stay the one who is answered. */
bool passing_open(const struct config *config, struct document *document);
