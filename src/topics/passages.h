/* What each passage of a text says for each label; for suspicion.c. */
#pragma once

#include "plaint/topics/suspicion.h"

/* A sentence, or two neighbours, and the model's sums for it by label. */
typedef void passage_call(
	void *user, const struct sentence *passage, const double *scores);

/* For the texts of one letter, whose lexicon it is. */
struct passages;
struct passages *passages_new(const struct text_model *model,
	const struct signs *signs, struct lexicon *lexicon);
void passages_free(struct passages *passages);
typedef struct passages passages;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(passages, passages_free)

/* Passages come in order: each sentence, then the two that begin with it.  The
 * text lasts as long as the lexicon. */
void passages_score(struct passages *passages, const char *text,
	passage_call *call, void *user);
