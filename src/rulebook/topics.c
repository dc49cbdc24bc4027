/* The rules for understanding letters, and a classifier per language made
 * when first needed: dictionaries are large and most sites see two. */
#include "plaint/rulebook/topics.h"

#include <string.h>
#include "plaint/text/enclosure.h"
#include "plaint/topics/suspicion.h"
#include "known_stems.h"
#include "stemmer.h"
#include "topics_read.h"

G_DEFINE_QUARK(plaint - topics - error, topics_error)

/* One more serves letters in none of the four: no inflection. */
enum {
	TONGUES_MOST = STEM_TONGUES + 1,
};

/* An experience lives as long as somebody thinks with it. */
struct held_experience {
	gint holders;
	struct experience *experience;
};

/* Its letters wait while it is made, those of other languages do not. */
struct tongue {
	size_t number;
	const char *dir; /* of rules */
	const struct known_stems *known;
	gsize is_open, is_made; /* of g_once_init_enter */
	struct stem_dictionary *dictionary;
	struct classifier *classifier;
};

struct topics {
	char *dir;
	struct topic_rules *rules;
	GPtrArray *patterns; /* of struct entity_pattern */
	struct routing *routing;
	char country[3];
	GMutex turn; /* guards the next one */
	struct held_experience *held;
	struct known_stems *known; /* NULL: none */
	struct tongue tongues[TONGUES_MOST];
	GThread *opening; /* of the dictionaries; NULL: not asked for */
};

static size_t tongue_index(const char *code)
{
	for (size_t i = 0; i < STEM_TONGUES; i++)
		if (strcmp(stem_tongues[i], code) == 0)
			return i;
	return STEM_TONGUES;
}

/* Phrases are compiled once, without a dictionary; each language adds its
 * stems. */
static bool check_phrases(struct topics *topics, GError **error)
{
	g_autoptr(GError) why = NULL;
	struct stemmer none = { NULL, NULL };
	struct classifier *classifier =
		classifier_new(topics->rules, none, &why);
	topics->tongues[STEM_TONGUES] =
		(struct tongue){ .is_made = 1, .classifier = classifier };
	if (classifier != NULL)
		return true;
	g_set_error_literal(
		error, TOPICS_ERROR, TOPICS_ERROR_INVALID, why->message);
	return false;
}

static bool known_department(const struct routing *routing, const char *id)
{
	return routing_department(routing, id) != NULL;
}

static bool check_departments(const struct topics *topics, GError **error)
{
	for (guint i = 0; i < topics->rules->topics->len; i++) {
		const struct topic *topic = topics->rules->topics->pdata[i];
		if (known_department(topics->routing, topic->department))
			continue;
		g_set_error(error, TOPICS_ERROR, TOPICS_ERROR_INVALID,
			"%s: topic %s: routing.yaml knows no department %s",
			topic->rule, topic->id, topic->department);
		return false;
	}
	return true;
}

bool topics_go_on(struct topics *topics, GError **error)
{
	const char *dir = topics->dir;
	g_autofree char *rules = g_build_filename(dir, "topics.yaml", NULL);
	g_autofree char *entities =
		g_build_filename(dir, "entities.yaml", NULL);
	g_autofree char *routes = g_build_filename(dir, "routing.yaml", NULL);
	topics->rules = topics_read(rules, error);
	if (topics->rules == NULL)
		return false;
	topics->patterns = entities_read(entities, error);
	if (topics->patterns == NULL)
		return false;
	topics->routing = routing_load(routes, error);
	topics->known = known_stems_load(dir);
	for (size_t i = 0; i < STEM_TONGUES; i++)
		topics->tongues[i].known = topics->known;
	return topics->routing != NULL && check_phrases(topics, error) &&
	       check_departments(topics, error);
}

static struct topics *topics_new(const char *dir)
{
	struct topics *topics = g_new0(struct topics, 1);
	g_mutex_init(&topics->turn);
	topics->dir = g_strdup(dir);
	for (size_t i = 0; i < STEM_TONGUES; i++) {
		topics->tongues[i].number = i;
		topics->tongues[i].dir = topics->dir;
	}
	return topics;
}

struct topics *topics_load(const char *dir, GError **error)
{
	g_autoptr(topics) topics = topics_new(dir);
	if (!topics_go_on(topics, error))
		return NULL;
	return g_steal_pointer(&topics);
}

static struct stem_dictionary *dictionary_of(struct tongue *tongue)
{
	if (g_once_init_enter(&tongue->is_open)) {
		tongue->dictionary = stem_dictionary_open(
			stem_tongues[tongue->number], tongue->dir);
		g_once_init_leave(&tongue->is_open, 1);
	}
	return tongue->dictionary;
}

static gpointer open_dictionaries(gpointer user)
{
	struct topics *topics = user;
	for (size_t i = 0; i < STEM_TONGUES; i++)
		(void)dictionary_of(&topics->tongues[i]);
	return NULL;
}

static void stem_in_tongue(void *user, const char *word, GPtrArray *stems)
{
	struct tongue *tongue = user;
	if (known_stems_find(tongue->known, tongue->number, word, stems))
		return;
	struct stemmer stemmer = stem_dictionary_stemmer(dictionary_of(tongue));
	if (stemmer.stem != NULL)
		stemmer.stem(stemmer.user, word, stems);
}

struct topics *topics_begin(const char *dir)
{
	struct topics *topics = topics_new(dir);
	topics->opening =
		g_thread_new("dictionaries", open_dictionaries, topics);
	return topics;
}

static struct held_experience *experience_take(struct topics *topics)
{
	g_mutex_lock(&topics->turn);
	struct held_experience *held = topics->held;
	if (held != NULL)
		g_atomic_int_inc(&held->holders);
	g_mutex_unlock(&topics->turn);
	return held;
}

static void experience_leave(struct held_experience *held)
{
	if (held == NULL || !g_atomic_int_dec_and_test(&held->holders))
		return;
	experience_free(held->experience);
	g_free(held);
}

void topics_set_experience(struct topics *topics, struct experience *experience)
{
	struct held_experience *held = NULL;
	if (experience != NULL && experience->dangers != NULL)
		suspicion_prepare(experience->dangers, topics->rules);
	if (experience != NULL) {
		held = g_new0(struct held_experience, 1);
		held->holders = 1;
		held->experience = experience;
	}
	g_mutex_lock(&topics->turn);
	struct held_experience *before = topics->held;
	topics->held = held;
	g_mutex_unlock(&topics->turn);
	experience_leave(before);
}

void topics_free(struct topics *topics)
{
	if (topics == NULL)
		return;
	if (topics->opening != NULL)
		g_thread_join(topics->opening);
	experience_leave(topics->held);
	for (size_t i = 0; i < TONGUES_MOST; i++) {
		classifier_free(topics->tongues[i].classifier);
		stem_dictionary_free(topics->tongues[i].dictionary);
	}
	topic_rules_free(topics->rules);
	if (topics->patterns != NULL)
		g_ptr_array_unref(topics->patterns);
	routing_free(topics->routing);
	known_stems_free(topics->known);
	g_mutex_clear(&topics->turn);
	g_free(topics->dir);
	g_free(topics);
}

const struct topic_rules *topics_rules(const struct topics *topics)
{
	return topics->rules;
}

const struct routing *topics_routing(const struct topics *topics)
{
	return topics->routing;
}

static const struct classifier *classifier_for(
	struct topics *topics, const char *language)
{
	size_t i = tongue_index(language);
	struct tongue *tongue = &topics->tongues[i];
	if (g_once_init_enter(&tongue->is_made)) {
		struct stemmer stemmer = { stem_in_tongue, tongue };
		tongue->classifier = classifier_inflected(
			topics->tongues[STEM_TONGUES].classifier, stemmer);
		g_once_init_leave(&tongue->is_made, 1);
	}
	return tongue->classifier;
}

void topics_warm_up(struct topics *topics)
{
	for (size_t i = 0; i < STEM_TONGUES; i++)
		(void)classifier_for(topics, stem_tongues[i]);
}

static void note_word(void *user, const char *word, GPtrArray *stems)
{
	(void)stems;
	g_ptr_array_add(user, g_strdup(word));
}

bool topics_keep_stems(struct topics *topics, const char *dir, GError **error)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	struct stemmer noting = { note_word, words };
	struct stemmer stemmers[STEM_TONGUES];
	for (size_t i = 0; i < STEM_TONGUES; i++)
		stemmers[i] = stem_dictionary_stemmer(
			dictionary_of(&topics->tongues[i]));
	/* Made to see of which words it wants the stems. */
	classifier_free(classifier_inflected(
		topics->tongues[STEM_TONGUES].classifier, noting));
	bool done = known_stems_write(dir, words, stemmers, error);
	for (size_t i = 0; done && i < STEM_TONGUES; i++)
		done = stem_dictionary_keep(stem_tongues[i], dir, error);
	return done;
}

/* All its letters are ASCII. */
static bool is_latin(const char *text)
{
	bool has_letters = false;
	for (const char *p = text; *p != '\0'; p++) {
		if ((*p & 0x80) != 0)
			return false;
		has_letters |= g_ascii_isalpha(*p);
	}
	return has_letters;
}

/* Who read the letter may have found its language already; found again it
 * would be the same.  Not noted is whose is nearest to another's than ours,
 * and that Cyrillic was written in Latin letters. */
static bool is_noted(const struct document *document, const char *text)
{
	return language_is_ours(document->language) &&
	       document->text[0] != '\0' && strcmp(text, document->text) == 0 &&
	       (strcmp(document->language, "en") == 0 || !is_latin(text));
}

static struct language language_of(const struct document *document)
{
	g_autofree char *text = enclosure_whole_text(document);
	struct language out = { .confidence = document->language_confidence };
	if (is_noted(document, text)) {
		g_strlcpy(out.code, document->language, sizeof(out.code));
		g_strlcpy(out.nearest, document->language, sizeof(out.nearest));
		return out;
	}
	out = language_detect(text, strlen(text));
	if (out.code[0] == '\0')
		out = language_detect(
			document->subject, strlen(document->subject));
	return out;
}

struct understanding *topics_understand(struct topics *topics,
	const struct document *document, struct day written)
{
	struct classify_options options = {
		.language = language_of(document),
		.routes = topics->routing->lines,
	};
	const char *language = language_is_ours(options.language.code)
				       ? options.language.code
				       : options.language.nearest;
	options.extract = topics_extract_options(topics, language, written);
	struct held_experience *held = experience_take(topics);
	options.experience = held != NULL ? held->experience : NULL;
	struct understanding *out = classify_letter(
		classifier_for(topics, language), document, &options);
	experience_leave(held);
	return out;
}

void topics_settle(const struct topics *topics,
	struct understanding *understanding, const struct document *document,
	const char *const *flags)
{
	struct classify_options options = {
		.routes = topics->routing->lines,
	};
	classify_settle(
		understanding, topics->rules, document, &options, flags);
}

void topics_set_country(struct topics *topics, const char *country)
{
	g_strlcpy(topics->country, country, sizeof(topics->country));
}

struct extract_options topics_extract_options(
	const struct topics *topics, const char *language, struct day written)
{
	return (struct extract_options){
		.patterns = topics->patterns,
		.written = written,
		.country = topics->country,
		.language = language,
	};
}
