/* The audit log: append-only, each row carrying the hash of the one before.
 *
 * hash = SHA-256 of these fields in order, each as "<length>:<bytes>,"
 * (netstrings; numbers in decimal): "plaint-event-1", seq, at_utc_us, actor,
 * verb, subject_kind, subject_id, detail, prev_hash.  prev_hash of the first
 * event is "".  One row (event_head) holds the last seq and hash: writers
 * queue up on it, and a cut-off tail shows.
 *
 * The database refuses UPDATE and DELETE of events. */
#pragma once

#include "plaint/store/store.h"

struct event {
	int64_t at_utc_us;
	const char *actor;	  /* staff login, or "plaint" */
	const char *verb;	  /* snake_case: registered, approved … */
	const char *subject_kind; /* casefile, letter, reply … */
	const char *subject_id;
	const char *detail; /* JSON text, "" when none */
	/* Of the store: */
	int64_t seq; /* from 1, no gaps */
	const char *prev_hash;
	const char *hash;
};
typedef struct event event;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(event, g_free)

/* Append in the caller's transaction.  The head stays locked until it ends,
 * so append last. */
bool event_append(struct db *db, const struct event *event, GError **error);

/* GPtrArray of struct event in order, of one subject (kind NULL: all), seq
 * greater than `after`. */
struct event_filter {
	const char *subject_kind;
	const char *subject_id;
	int64_t after;
	int limit; /* 0: all */
};
GPtrArray *event_list(
	struct db *db, const struct event_filter *filter, GError **error);

struct event_check {
	int64_t count;	    /* events that hold together */
	int64_t broken_seq; /* the first that does not; 0: chain whole */
	const char *why;    /* static text; "" when whole */
};
/* Walk the whole chain.  False only when the database fails; a break is in
 * *out. */
bool event_verify(struct db *db, struct event_check *out, GError **error);
