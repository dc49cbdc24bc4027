/* Whose letter is it?  At registration the letter's facts are held against
 * the customers we know (plaint/facts/match.h); a match that is certain is
 * made, one that is likely is offered with the case, and a letter that names
 * the number of somebody else is known for it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/base/id.h"
#include "plaint/casework/case_work.h"
#include "plaint/db/db.h"
#include "plaint/topics/classify.h"
#include "plaint/domain/document.h"
#include "plaint/store/customer_merge.h"

struct matching_candidate {
	struct id customer_id;
	double certainty;
	char *reasons;
};

struct matching {
	char *name; /* the writer's, as far as the letter tells; owned */
	struct id customer_id; /* whose the case is; "" when nobody's known */
	bool is_new;	       /* made of this letter: they wrote none before */
	GPtrArray *candidates; /* of struct matching_candidate: the one that was
				  made first, then the offered */
	bool is_made;	       /* the first candidate is customer_id */
	/* The number (phone, account, address) of another customer that the
	 * letter names; NULL: none. */
	char *others_number;
};
void matching_clear(struct matching *matching);
typedef struct matching matching;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(matching, matching_clear)

/* Find or make the customer.  What a certain customer's letter tells of
 * contacts is added to them, as far as it is nobody else's.  Inside the
 * transaction that registers. */
bool matching_find(struct db *db, const struct document *document,
	const struct understanding *understanding, int64_t now_utc_us,
	struct matching *out, GError **error);
/* Keep how the case came to its customer. */
bool matching_keep(struct db *db, const char *casefile_id,
	const struct matching *matching, int64_t now_utc_us, GError **error);

/* A person says whose the case is.  A customer that only letters made and
 * that held the case until now is merged into the right one, so that the
 * writer's next letter finds it. */
bool matching_accept(struct db *db, const struct case_act *act,
	const char *customer_id, GError **error);

/* Merge and split with their events; customers by id. */
bool matching_merge(struct db *db, const char *from, const char *into,
	const char *by, int64_t now_utc_us, struct customer_moved *moved_out,
	GError **error);
bool matching_split(struct db *db, const char *from, const char *by,
	int64_t now_utc_us, struct customer_moved *moved_out, GError **error);

/* Does the text name a phone, account or e-mail address that is another
 * customer's and not this one's?  The first such, NULL when none; caller
 * frees.  patterns as in struct extract_options. */
bool matching_names_other(struct db *db, const char *text,
	const char *customer_id, const struct extract_options *options,
	char **number_out, GError **error);
