/* One text for every case of a flood: a draft each, so that each has its own
 * customer, number and approval. */
#pragma once

#include "plaint/casework/answer.h"

struct flood_answer {
	int64_t flood;
	const char *template; /* NULL: "answer" */
	const char *text;
	const char *by;
	int64_t now_utc_us;
	/* A case that could not be drafted, and why; the others are. */
	void (*on_left)(void *user, const char *number, const char *why);
	void *user;
	/* Out: */
	unsigned drafted, left;
};

/* The name of the status alarm of a flood; caller frees. */
char *flood_alarm_key(int64_t flood);

/* Cases answered or closed already are passed over, one whose answer somebody
 * else is writing is left to them; the flood is answered when all others have
 * their draft, and its alarm ends. */
bool flood_answer_draft(struct db *db, const struct answer_context *context,
	struct flood_answer *answer, GError **error);
