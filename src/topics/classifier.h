/* Inside of a classifier: its phrases and what each speaks for; and the sums
 * a letter's phrases give. */
#pragma once

#include "plaint/topics/classify.h"
#include "plaint/topics/features.h"
#include "plaint/text/enclosure.h"

enum owner_kind {
	OWNER_TOPIC,
	OWNER_KIND,
	OWNER_FLAG,
};

struct owner {
	enum owner_kind kind;
	guint index; /* in topic_rules' topics, kinds or flags */
};

/* A rule line, compiled. */
struct line {
	const struct rule_line *rule; /* borrowed */
	double weight;		      /* its */
	struct owner owner;
	guint language;			    /* classifier.c's number of it */
	guint unless_first, unless_phrases; /* side by side */
};

struct classifier {
	const struct topic_rules *rules; /* borrowed */
	const struct classifier *of;	 /* whose lines these are; NULL: own */
	struct phrase_set *set;
	GArray *lines;	     /* of struct line */
	GArray *phrase_line; /* of int: phrase -> line, -1: an "unless" */
};

struct evidence {
	double *topics; /* sums by index */
	double *kinds;
	double *flags;
	bool asks; /* there is a question mark */
};

/* Find all phrases, add up, and note the reasons in out.  Enclosures take
 * part as far as they have a voice. */
void evidence_collect(struct evidence *evidence,
	const struct classifier *classifier, const struct document *document,
	struct lexicon *lexicon, struct enclosure_voice voice,
	struct understanding *out);
void evidence_clear(struct evidence *evidence);
