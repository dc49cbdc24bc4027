/* Understanding a letter: kind, topic, flags, priority, and the phrases that
 * say so.  Pure: rules come compiled, the day is a parameter.
 *
 * The answer always carries its reasons; where the rules are not sure the
 * topic stays the best guess, `triage` is set and a person decides. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>
#include "plaint/domain/day.h"
#include "plaint/domain/document.h"
#include "plaint/facts/extract.h"
#include "plaint/text/language.h"
#include "plaint/text/phrase.h"
#include "plaint/topics/signs.h"
#include "plaint/text/span.h"

enum letter_kind {
	KIND_COMPLAINT,
	KIND_CLAIM,
	KIND_REQUEST,
	KIND_SUGGESTION,
	KIND_THANKS,
	KIND_INQUIRY,
	KIND_AUTO_REPLY,
	KIND_BOUNCE,
	KIND_NEWSLETTER,
	KIND_SPAM,
	KIND_UNKNOWN,
};

const char *letter_kind_name(enum letter_kind kind);
bool letter_kind_parse(const char *name, enum letter_kind *out);

/* One line of rules: any of its phrases gives its weight to its owner. */
struct rule_line {
	char *rule;	   /* "topics.yaml:41" */
	char *language;	   /* "uk"…; "" for any */
	double weight;	   /* below 0: speaks against */
	GPtrArray *say;	   /* of char *, as written */
	GPtrArray *near;   /* of char *: all words within `within`, any order */
	GPtrArray *unless; /* of char *: void when in the same sentence */
	int within;
};
struct rule_line *rule_line_new(void);
void rule_line_free(struct rule_line *line);

struct topic {
	char *id;	   /* "billing.refund" */
	char *rule;	   /* "topics.yaml:41" */
	GHashTable *names; /* language -> name */
	char *department;
	int priority;	       /* points to start from */
	double threshold;      /* confidence below goes to triage */
	enum letter_kind kind; /* when nothing in the letter says */
	GPtrArray *regimes;    /* of char * */
	GPtrArray *lines;      /* of struct rule_line */
};
struct topic *topic_new(const char *id);
void topic_free(struct topic *topic);

/* A flag and what it is worth. */
struct flag {
	char *id; /* "vulnerable", "threatens_court"… */
	int points;
	double threshold; /* weight from which it is raised */
	/* Raised on suspicion of that flag (suspicion.h), threshold is a share;
	 * "": by its lines alone. */
	char *suspects;
	GPtrArray *lines;
};
/* suspects: "" for a flag that stands for itself. */
struct flag *flag_new(const char *id, const char *suspects);

struct kind_rules {
	enum letter_kind kind;
	int points;
	double threshold;
	GPtrArray *lines;
};
struct kind_rules *kind_rules_new(void);

struct topic_rules {
	GPtrArray *topics;   /* of struct topic, in file order */
	GPtrArray *kinds;    /* of struct kind_rules */
	GPtrArray *flags;    /* of struct flag */
	struct signs *signs; /* of suspicion.h */
	/* Points from which a priority starts; "low" is below all. */
	int normal_from, high_from, urgent_from;
};
struct topic_rules *topic_rules_new(void);
void topic_rules_free(struct topic_rules *rules);
const struct topic *topic_rules_find(
	const struct topic_rules *rules, const char *id);

/* Rules made ready for letters of one language.  Borrows rules and stemmer. */
struct classifier;
struct classifier *classifier_new(const struct topic_rules *rules,
	struct stemmer stemmer, GError **error);
/* The same rules for another language, which differs by its stemmer alone.
 * Borrows `of` too. */
struct classifier *classifier_inflected(
	const struct classifier *of, struct stemmer stemmer);
void classifier_free(struct classifier *classifier);

/* With its strings in one piece of memory: letters have a hundred. */
struct reason {
	char *rule;   /* "topics.yaml:41" */
	char *what;   /* what it speaks for: topic, kind or flag */
	char *phrase; /* the letter's own words */
	double weight;
	bool is_guess; /* of suspicion.h: weight is its share */
	struct span span;
};

struct alternative {
	char *topic;
	double confidence;
};

struct points {
	char *why; /* "topic", "vulnerable"… */
	int points;
};

struct understanding {
	enum letter_kind kind;
	char *topic;
	double confidence;
	bool triage;		 /* not sure enough: a person decides */
	GPtrArray *alternatives; /* of struct alternative: the next best, at
				    most three */
	struct language language;
	char *department; /* "triage" when triage is set */
	char *expert;	  /* department that looks into it first; "" none */
	char *person;	  /* login of who does, before it; "" nobody */
	char *priority;	  /* low, normal, high, urgent */
	int priority_points;
	GPtrArray *points;   /* of struct points: the sum's working */
	GPtrArray *entities; /* of struct entity */
	GPtrArray *flags;    /* of char * */
	guint letter_flags;  /* of them, so many first by the letter's words */
	GPtrArray *reasons;  /* of struct reason, by part and place */
	char *route_rule;    /* "routing.yaml:12", "" when none */
	GArray *sums; /* of struct feature: the rules' sums, for opinion.h */
	bool enclosures_speak; /* for the topic too */
};
struct understanding *understanding_new(void);
void understanding_free(struct understanding *understanding);
typedef struct understanding understanding;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(understanding, understanding_free)

/* With what stands at a span of a text; its weight is to be set. */
struct reason *understanding_add_reason(struct understanding *understanding,
	const char *rule, const char *what, const char *text, struct span span);
bool understanding_has_flag(
	const struct understanding *understanding, const char *flag);
/* Whatever the confidence: written in Latin letters, or topic and kind do not
 * agree whether it is thanks (irony, thanks with a complaint behind them). */
bool understanding_is_doubtful(
	const struct understanding *understanding, const struct topic *topic);
/* Does one of its flags only suspect another?  Then a person must look. */
bool understanding_suspects(const struct understanding *understanding,
	const struct topic_rules *rules);

struct experience;
struct classify_options {
	struct language language;
	struct extract_options extract;
	const GPtrArray *routes; /* of struct route_line; may be NULL */
	const char *channel; /* "email", "paper", "form"; NULL: from format */
	const struct experience *experience; /* NULL: the rules alone */
};

/* Never NULL. */
struct understanding *classify_letter(const struct classifier *classifier,
	const struct document *document,
	const struct classify_options *options);

/* What the letter's words cannot say is known only at its registration (the
 * writer wrote before, a number is somebody else's): raise these flags
 * besides the letter's own, and work out priority and department anew.
 * flags is NULL-terminated and replaces what an earlier call raised.  Of
 * options only routes and channel count. */
void classify_settle(struct understanding *understanding,
	const struct topic_rules *rules, const struct document *document,
	const struct classify_options *options, const char *const *flags);
