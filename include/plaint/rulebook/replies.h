/* templates/replies/CODE.LANGUAGE.txt: the texts of replies.
 *
 *     {{! for whoever edits this: may be absent }}
 *     Subject: Звернення {{case.number}} зареєстровано
 *     (an empty line)
 *     Доброго дня! …
 *
 * Subject and body are strict Mustache templates (plaint/domain/template.h).
 * Every name in them is checked at load against what a reply can know, and
 * what is not always known (customer.name, case.topic_name) must stand inside
 * a section: a mistake is found by who wrote it and not by a customer. */
#pragma once

#include <stdbool.h>
#include <glib.h>

/* _IO: a file could not be read; _INVALID: a person must mend it (the
 * message begins with file:line). */
enum replies_error {
	REPLIES_ERROR_IO,
	REPLIES_ERROR_INVALID,
};
#define REPLIES_ERROR (replies_error_quark())
GQuark replies_error_quark(void);

/* The one the engine sends by itself when a case is registered. */
#define REPLIES_ACKNOWLEDGEMENT "acknowledgement"
/* The one an answer takes when no other is asked for. */
#define REPLIES_ANSWER "answer"

/* subject and body are unrendered and have as many line ends before them as
 * there are lines before them in the file, so that lines in errors are the
 * file's: trim what was rendered. */
struct reply_template {
	char *code;	/* "acknowledgement" */
	char *language; /* uk, ru, be, en */
	char *file;	/* "acknowledgement.uk.txt": for errors */
	char *subject;
	char *body;
};

struct replies;

/* dir: the folder of templates; reads dir/replies/.  There must be an
 * acknowledgement and an answer, in any language. */
struct replies *replies_load(const char *dir, GError **error);
void replies_free(struct replies *replies);
typedef struct replies replies;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(replies, replies_free)

/* Mails to the office's own people stand in templates/notices/ in the same
 * form; they know other names (organisation.name, person.name, day, and lists
 * of cases: see the files).  There must be a reminder and a digest. */
#define NOTICES_REMINDER "reminder"
#define NOTICES_DIGEST	 "digest"
struct replies *notices_load(const char *dir, GError **error);

/* The template in `language`, else in `fallback` (the organisation's), else
 * in the first of uk, ru, be, en there is; NULL when no such code. */
const struct reply_template *replies_find(const struct replies *replies,
	const char *code, const char *language, const char *fallback);

/* All codes, each once, sorted and NULL-terminated; the replies'. */
const char *const *replies_codes(const struct replies *replies);
