/* What was understood of a letter, as it is kept with its case: shared by
 * registration and by the second look when attachments have been read. */
#pragma once

#include <stdint.h>
#include "plaint/casework/rules.h"
#include "plaint/db/db.h"
#include "plaint/topics/classify.h"

/* Space-separated; JSON text.  The caller frees. */
char *understood_flags(const struct understanding *understanding);
/* How priority and department came: the points with what each is for, their
 * sum, the line of routing.yaml, the person it names; the topic understood,
 * whether that is for triage to decide, what else it may be; and what was
 * found, with its places. */
char *understood_working(const struct understanding *u);

struct understood {
	char *flags, *working;
};
struct understood understood_texts(const struct understanding *understanding);
void understood_clear(struct understood *understood);
typedef struct understood understood;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(understood, understood_clear)

/* The language a reply is to be in: the letter's, when it is one of ours. */
const char *understood_language(
	const struct rules *rules, const struct understanding *understanding);
/* person, organisation */
const char *understood_customer_type(const struct understanding *understanding);
