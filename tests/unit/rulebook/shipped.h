/* The topics that ship, alone and with what was learnt from their examples;
 * and what they make of a text. */
#pragma once

#include <check.h>
#include "plaint/rulebook/examples.h"
#include "plaint/rulebook/topics.h"

static inline struct topics *shipped_rules(void)
{
	g_autoptr(GError) error = NULL;
	struct topics *topics = topics_load("rules", &error);
	ck_assert_msg(topics != NULL, "%s", error ? error->message : "");
	return topics;
}

static inline void shipped_teach(struct topics *topics)
{
	g_autoptr(GError) error = NULL;
	struct experience *learnt =
		experience_load("rules/examples.model", &error);
	ck_assert_msg(learnt != NULL, "%s",
		error ? error->message : "rules/examples.model: make all");
	topics_set_experience(topics, learnt);
}

static inline struct topics *shipped_learnt(void)
{
	struct topics *topics = shipped_rules();
	shipped_teach(topics);
	return topics;
}

/* Of a mail that is this text alone, written on 2026-11-23. */
static inline struct understanding *shipped_understand(
	struct topics *topics, const char *text)
{
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	document_set(&document->text, text);
	struct day day;
	day_from_ymd(2026, 11, 23, &day);
	return topics_understand(topics, document, day);
}
