/* A letter on paper as `plaint mailroom` shows it. */
#pragma once

#include "cli.h"
#include "plaint/registry/mailroom.h"

/* What a person has to do about it, "" nothing: "set aside: an envelope
 * without its letter", "key in 2 pages", "check the words of 1 page".
 * Caller frees. */
char *mailroom_needs_text(const struct mailroom_letter *letter);

/* New reference; with_pages: each page with its text. */
json_t *mailroom_json(const struct mailroom *mailroom,
	const struct mailroom_letter *letter, bool with_pages);
void mailroom_print(const struct mailroom *mailroom,
	const struct config *config, const struct mailroom_letter *letter);

/* The case it is in and the day the law wants an answer by. */
struct mailroom_place {
	struct casefile *casefile; /* NULL: none */
	struct day_text legal_due;
};
void mailroom_place_find(struct mailroom_place *out,
	const struct mailroom *mailroom, const struct letter *letter);
void mailroom_place_clear(struct mailroom_place *place);
typedef struct mailroom_place mailroom_place;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(mailroom_place, mailroom_place_clear)
