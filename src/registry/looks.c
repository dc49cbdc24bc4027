/* Marks for twins.c and flooding.c. */
#include "plaint/registry/looks.h"

#include "plaint/letters/duplicate.h"

struct looks *looks_new(const struct document *document)
{
	struct looks *looks = g_new0(struct looks, 1);
	looks->message_id = document->message_id;
	looks->in_reply_to = document->in_reply_to;
	looks->subject = document->subject;
	looks->sender = duplicate_sender(document);
	looks->content = duplicate_content_hash(document);
	looks->mark = similar_mark(document->text);
	return looks;
}

void looks_free(struct looks *looks)
{
	if (looks == NULL)
		return;
	g_free(looks->sender);
	g_free(looks);
}
