/* What each passage of a text says for each label; for suspicion.c. */
#pragma once

#include "plaint/domain/suspicion.h"

/* A sentence, or two neighbours, and the model's sums for it by label. */
typedef void passage_call(
	void *user, const struct sentence *passage, const double *scores);

/* Passages come in order: each sentence, then the two that begin with it. */
void passages_score(const struct text_model *model, const struct signs *signs,
	struct lexicon *lexicon, const char *text, passage_call *call,
	void *user);
