/* rules/topics.yaml, entities.yaml and routing.yaml: read, checked, compiled,
 * and put to work.  Inflection comes from the hunspell dictionaries of the
 * system; where one is missing the words match as written. */
#pragma once

#include <glib.h>
#include "plaint/topics/classify.h"
#include "plaint/topics/experience.h"
#include "plaint/rulebook/routing.h"

/* _INVALID: a person must mend it (the message begins with file:line:column).
 * A file that cannot be read or is no YAML of ours is YAML_ERROR. */
enum topics_error {
	TOPICS_ERROR_INVALID,
};
#define TOPICS_ERROR (topics_error_quark())
GQuark topics_error_quark(void);

struct topics;

/* Reads the three files in dir. */
struct topics *topics_load(const char *dir, GError **error);
/* The same in two steps, for who will want the dictionaries of all languages
 * at once: a thread reads them, which takes longer and needs none of the files.
 * False: topics are to be freed. */
struct topics *topics_begin(const char *dir);
bool topics_go_on(struct topics *topics, GError **error);
void topics_free(struct topics *topics);
typedef struct topics topics;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(topics, topics_free)

const struct topic_rules *topics_rules(const struct topics *topics);
const struct routing *topics_routing(const struct topics *topics);

/* What a letter is about.  `written` is the day it came in (gives "3 жовтня"
 * its year).  Loads the dictionary of the letter's language at its first
 * use.  May be called from several threads.  Never NULL. */
struct understanding *topics_understand(struct topics *topics,
	const struct document *document, struct day written);

/* Makes ready for letters of all languages, for who would rather wait before
 * the first one.  Beside others' calls. */
void topics_warm_up(struct topics *topics);

/* Keeps the stems of the rules' words in dir/topics.stems and tables of the
 * dictionaries in dir/stems, with which the next topics_load is quicker, while
 * the system's dictionaries are the same: they change nothing else. */
bool topics_keep_stems(struct topics *topics, const char *dir, GError **error);

/* What was learnt speaks too from now on; taken.  NULL: the rules alone.  May
 * be called while others understand letters. */
void topics_set_experience(
	struct topics *topics, struct experience *experience);

/* classify_settle with these rules. */
void topics_settle(const struct topics *topics,
	struct understanding *understanding, const struct document *document,
	const char *const *flags);

/* Numbers without a country code are first this country's ("UA", "BY", "RU",
 * "GB"), the organisation's own; "": the letter's language tells.  Call it
 * before the first letter. */
void topics_set_country(struct topics *topics, const char *country);

/* How facts are found in text of ours, in this language. */
struct extract_options topics_extract_options(
	const struct topics *topics, const char *language, struct day written);
