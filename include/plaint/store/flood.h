/* Letters alike from many people: the marks by which they are found
 * (plaint/text/similar.h), and the groups they make. */
#pragma once

#include "plaint/text/similar.h"
#include "plaint/store/store.h"

struct letter_mark {
	struct id letter_id;
	struct id casefile_id;
	const char *sender; /* duplicate_sender; "" on paper */
	struct similar_mark mark;
	int64_t received_utc_us;
};

/* Keep a letter's mark with its bands; once more changes nothing. */
bool letter_mark_put(
	struct db *db, const struct letter_mark *mark, GError **error);
/* Letters since then that share a band; GPtrArray of struct letter_mark, at
 * most `most`: those that share the most bands, the last to be kept first.  Of
 * each band only the last are looked at, so one is passed over if every band
 * it shares is shared by that many kept after it. */
enum {
	LETTER_BAND_MOST = 16
};
GPtrArray *letter_mark_list_like(struct db *db, const struct similar_mark *mark,
	int64_t since_utc_us, int most, GError **error);
/* Marks of letters received before: nothing can join them any more.  How
 * many, -1 on error. */
int64_t letter_mark_prune(struct db *db, int64_t before_utc_us, GError **error);

struct flood {
	int64_t number;
	const char *state; /* open, answered */
	int64_t opened_utc_us;
	int64_t last_utc_us;
	int64_t alarmed_utc_us; /* 0: not yet */
	/* Read only: */
	int64_t cases;
	const char *topic, *subject; /* of its first case */
};
typedef struct flood flood;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(flood, g_free)

/* The flood a case is of; 0: none. */
bool flood_of_case(struct db *db, const char *casefile_id, int64_t *number_out,
	GError **error);
bool flood_open(
	struct db *db, int64_t now_utc_us, int64_t *number_out, GError **error);
/* A case is in one flood only: one that is in another stays there. */
bool flood_join(struct db *db, int64_t number, const char *casefile_id,
	double degree, int64_t now_utc_us, GError **error);
/* Cases that joined since then. */
bool flood_count(struct db *db, int64_t number, int64_t since_utc_us,
	int64_t *count_out, GError **error);
/* *is_new_out false: it was alarmed before. */
bool flood_alarm(struct db *db, int64_t number, int64_t now_utc_us,
	bool *is_new_out, GError **error);
bool flood_set_state(
	struct db *db, int64_t number, const char *state, GError **error);

struct flood *flood_find(struct db *db, int64_t number, GError **error);
/* Of at least so many cases; GPtrArray of struct flood, the latest first. */
GPtrArray *flood_list(
	struct db *db, int64_t least, bool open_only, GError **error);

struct flood_member {
	struct id casefile_id;
	const char *number, *stage, *customer, *subject;
	double degree;
	int64_t joined_utc_us;
};
/* GPtrArray of struct flood_member, in order of joining. */
GPtrArray *flood_members(struct db *db, int64_t number, GError **error);
