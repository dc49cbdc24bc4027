/* Cases.  The word is `casefile` wherever `case` is a keyword (C and SQL). */
#pragma once

#include "plaint/store/store.h"

enum {
	CASEFILE_NUMBER_MOST_BYTES = 24
};

struct casefile_number {
	char text[CASEFILE_NUMBER_MOST_BYTES + 1]; /* "2026-000123" */
};

struct casefile {
	struct id id;
	const char *stage; /* registered, assigned, … (domain's stage table) */
	const char *kind;
	const char *topic;
	double confidence; /* 0..1, of the topic */
	const char *language;
	const char *department;
	const char *priority;
	struct id customer_id; /* "" when unknown */
	const char *owner;     /* staff login, "" when nobody's */
	const char *channel;
	const char *subject;
	int64_t received_utc_us;
	struct day_text received_day;
	int64_t registered_utc_us;
	struct day_text registered_day; /* its year is the number's */
	struct day_text legal_due;
	struct day_text safe_due;
	struct day_text target_due;
	int64_t closed_utc_us;
	int64_t stage_since_utc_us; /* of the store */
	struct day_text
		reminded_day; /* looked at for reminders; of the store */
	const char *flags;    /* space-separated */
	const char *reasons;  /* JSON text: reasons.h of registry */
	const char *expert;   /* department or login of who looks into it
				 first; "" none */
	const char *working;  /* JSON text: how it came to what it is */
	/* Of the store: */
	struct casefile_number number;
	int64_t year;
	int64_t serial;
	const char *subject_folded;
	const char *customer_name;
};
typedef struct casefile casefile;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(casefile, g_free)

/* Give the next number of the year of registered_day, without gaps (it is
 * taken in the caller's transaction), and add the case. */
bool casefile_register(struct db *db, const struct casefile *casefile,
	struct casefile_number *number_out, GError **error);

struct casefile *casefile_find(struct db *db, const char *id, GError **error);
struct casefile *casefile_find_by_number(
	struct db *db, const char *number, GError **error);
/* The case a message belongs to: one of ours with that Message-ID (outbox)
 * or a letter's (document).  STORE_ERROR_MISSING when none. */
struct casefile *casefile_find_by_message_id(
	struct db *db, const char *message_id, GError **error);

/* NULL and "" fields do not filter. */
struct casefile_filter {
	const char *stage;
	const char *overdue_before; /* owed an answer, safe_due before this */
	const char *owner;
	const char *department;
	const char *text; /* in number, customer's name or subject, folded */
	bool open_only;	  /* as stage_is_open */
	int limit;	  /* 0: 100 */
	int offset;
	const char *today; /* for the order; NULL: nothing is past its day */
};
/* GPtrArray of struct casefile: those an answer is owed to, then answered,
 * then closed; among the first those past their legal day, then of urgent
 * priority, then past their safe day, then the rest; by safe_due, then by
 * priority, then by number. */
GPtrArray *casefile_list(
	struct db *db, const struct casefile_filter *filter, GError **error);
bool casefile_count(struct db *db, const struct casefile_filter *filter,
	int64_t *count_out, GError **error);

/* Cases an answer is owed to, in order of id: for going through all of them,
 * page by page.  reminded_before: only those not looked at for reminders
 * since before that day. */
struct casefile_page {
	const char *after_id; /* "": from the first */
	const char *reminded_before;
	int limit;
};
GPtrArray *casefile_list_owed(
	struct db *db, const struct casefile_page *page, GError **error);
/* All cases, in order of id. */
GPtrArray *casefile_list_all(
	struct db *db, const char *after_id, int limit, GError **error);

/* The ids of all of them (GPtrArray of char *): those past their legal day on
 * that day, then past their safe day, then the rest; by safe day, legal day
 * and number, a day that is not known last. */
GPtrArray *casefile_ids_owed(struct db *db, const char *today, GError **error);

/* Cases of a customer about a topic registered since then, the latest first;
 * GPtrArray of struct casefile. */
struct casefile_of {
	const char *customer_id;
	const char *topic;
	int64_t since_utc_us;
	int limit;
};
GPtrArray *casefile_list_of(
	struct db *db, const struct casefile_of *of, GError **error);

/* Hold the row until the transaction ends: whoever else locks it waits. */
bool casefile_lock(struct db *db, const char *id, GError **error);

/* From the stage the caller saw to another; _CONFLICT when it is no longer
 * that one.  Going to `closed` sets closed_utc_us, leaving it clears it. */
bool casefile_set_stage(struct db *db, const char *id, const char *from,
	const char *to, int64_t now_utc_us, GError **error);

/* owner "" takes it away; department NULL leaves it. */
bool casefile_assign(struct db *db, const char *id, const char *owner,
	const char *department, GError **error);

struct casefile_dues {
	struct day_text legal_due, safe_due, target_due;
};
/* New days, new reminders: it is looked at anew. */
bool casefile_set_dues(struct db *db, const char *id,
	const struct casefile_dues *dues, GError **error);
bool casefile_set_topic(struct db *db, const char *id, const char *kind,
	const char *topic, GError **error);
bool casefile_set_flags(struct db *db, const char *id, const char *flags,
	const char *priority, GError **error);
/* What its letter was understood to be, all of it. */
struct casefile_view {
	const char *kind, *topic;
	double confidence;
	const char *language, *department, *priority;
	struct id customer_id; /* "": none */
	const char *flags, *reasons;
	const char *expert, *working;
};
bool casefile_set_view(struct db *db, const char *id,
	const struct casefile_view *view, GError **error);
/* A wrongly entered receipt day put right. */
bool casefile_set_received_day(
	struct db *db, const char *id, const char *day, GError **error);
/* Looked at for reminders up to that day; "": look at it anew. */
bool casefile_set_reminded(
	struct db *db, const char *id, const char *day, GError **error);
