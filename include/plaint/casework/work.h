/* What all that is done with a case shares: a case opened by somebody, moved
 * from stage to stage, with events. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include <jansson.h>
#include "plaint/casework/case_work.h"
#include "plaint/config/config.h"
#include "plaint/domain/day.h"
#include "plaint/domain/stage.h"
#include "plaint/store/casefile.h"

enum {
	WORK_REASON_MOST_BYTES = 4096,
};

struct work {
	struct db *db;
	const char *by;
	int64_t now_utc_us;
	struct casefile *casefile;
	enum stage stage; /* where it stands now */
};

/* STORE_ERROR_REFUSED with these words; false. */
bool work_refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* _REFUSED when login is no active member of staff. */
bool work_staff(struct db *db, const char *login, GError **error);

/* The same, and of the back office, no clerk, who may not `deed`. */
bool work_office(
	struct db *db, const char *login, const char *deed, GError **error);
/* The same, and an approver or an admin: `deed` is what others may not. */
bool work_approver(
	struct db *db, const char *login, const char *deed, GError **error);

/* With work_staff.  The case is locked: whoever else opens it waits until the
 * transaction ends. */
bool work_open(struct work *work, struct db *db, const struct case_act *act,
	GError **error);
/* For plaint's own doings: nobody is looked up. */
bool work_open_casefile(struct work *work, struct db *db,
	const char *casefile_id, const char *actor, int64_t now_utc_us,
	GError **error);
void work_clear(struct work *work);
typedef struct work work;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(work, work_clear)

/* _REFUSED, with both stages' names, when there is no such way; where an answer
 * holds up the close, with the command that takes it back. */
bool work_move(struct work *work, enum stage to, GError **error);

/* Make it the actor's when it is nobody's, and so assigned. */
bool work_take(struct work *work, GError **error);

/* Append an event about the case; `detail` (may be NULL) is taken over. */
bool work_event(
	struct work *work, const char *verb, json_t *detail, GError **error);

/* What a person wrote, called `what` where it is _REFUSED: UTF-8, not empty,
 * within the limit; a reason within WORK_REASON_MOST_BYTES. */
bool work_text_check(
	const char *text, size_t most_bytes, const char *what, GError **error);
bool work_reason(const char *reason, const char *what, GError **error);

/* _REFUSED when no mail server takes that address. */
bool work_address(const char *address, GError **error);

/* The day it is at the organisation. */
struct day work_day(const struct config *config, int64_t utc_us);
