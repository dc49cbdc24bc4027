/* What a letter means takes longer to find than all else that is done with it
 * here, and touches nothing: threads do it, while the main loop serves the
 * workers, the disk and the database. */
#pragma once

#include "plaint/registry/registrar.h"

struct thought {
	struct registration *registration; /* owned */
	json_t *answer;			   /* the worker's document, owned */
	int attachments_fd;		   /* owned; -1 */
};
void thought_free(struct thought *thought);

struct thinking;

/* `done` is called from the main loop and takes the thought over: its
 * registration has a document and is prepared, or has a problem. */
struct thinking *thinking_new(const struct rules *rules,
	void (*done)(void *user, struct thought *thought), void *user);
/* Gets ready for letters of any language, while there is none yet. */
void thinking_warm_up(struct thinking *thinking);
/* Waits for what is under way and hands it over first. */
void thinking_free(struct thinking *thinking);

/* Takes the thought. */
void thinking_add(struct thinking *thinking, struct thought *thought);
/* How many were added and not handed over yet; none when it is NULL. */
guint thinking_count(const struct thinking *thinking);
