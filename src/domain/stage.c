/* The life of a case as two tables: what each stage is called, and where one
 * may go from it. */

#include "plaint/domain/stage.h"

#include <glib.h>
#include <string.h>

#include "plaint/domain/tongue.h"

static const struct {
	const char *name;
	const char *title[TONGUES];
} stages[STAGE_COUNT] = {
	[STAGE_REGISTERED] = { "registered",
		{ "зареєстровано", "зарегистрировано", "зарэгістравана",
			"registered" } },
	[STAGE_ASSIGNED] = { "assigned",
		{ "призначено", "назначено", "прызначана", "assigned" } },
	[STAGE_CONSULTING] = { "consulting",
		{ "погодження з відділом", "запрос в отдел", "запыт у аддзел",
			"asking a department" } },
	[STAGE_WAITING] = { "waiting",
		{ "чекаємо на клієнта", "ждём клиента", "чакаем кліента",
			"waiting for the customer" } },
	[STAGE_DRAFTING] = { "drafting",
		{ "готується відповідь", "готовится ответ", "рыхтуецца адказ",
			"drafting" } },
	[STAGE_APPROVAL] = { "approval",
		{ "на затвердженні", "на утверждении", "на зацвярджэнні",
			"approval" } },
	[STAGE_ANSWERING] = { "answering",
		{ "відповідь надсилається", "ответ отправляется",
			"адказ адпраўляецца", "answering" } },
	[STAGE_ANSWERED] = { "answered",
		{ "відповідь надано", "ответ дан", "адказ дадзены",
			"answered" } },
	[STAGE_CLOSED] = { "closed",
		{ "закрито", "закрыто", "закрыта", "closed" } },
	[STAGE_REOPENED] = { "reopened",
		{ "поновлено", "возобновлено", "адноўлена", "reopened" } },
};

#define TO(stage) (1u << STAGE_##stage)

/* Work on an open case goes back and forth; only the way out is one-way:
 * what was approved either leaves or fails, and what has left stays. */
static const unsigned ways[STAGE_COUNT] = {
	[STAGE_REGISTERED] = TO(ASSIGNED) | TO(CLOSED),
	[STAGE_ASSIGNED] = TO(REGISTERED) | TO(CONSULTING) | TO(WAITING) |
			   TO(DRAFTING) | TO(CLOSED),
	[STAGE_CONSULTING] = TO(ASSIGNED) | TO(WAITING) | TO(DRAFTING),
	[STAGE_WAITING] =
		TO(ASSIGNED) | TO(CONSULTING) | TO(DRAFTING) | TO(CLOSED),
	[STAGE_DRAFTING] = TO(ASSIGNED) | TO(CONSULTING) | TO(WAITING) |
			   TO(APPROVAL) | TO(CLOSED),
	[STAGE_APPROVAL] = TO(DRAFTING) | TO(ANSWERING),
	[STAGE_ANSWERING] = TO(DRAFTING) | TO(ANSWERED),
	[STAGE_ANSWERED] = TO(CLOSED) | TO(REOPENED),
	[STAGE_CLOSED] = TO(REOPENED),
	[STAGE_REOPENED] = TO(ASSIGNED) | TO(CONSULTING) | TO(WAITING) |
			   TO(DRAFTING) | TO(CLOSED),
};

const char *stage_name(enum stage stage)
{
	return (unsigned)stage < STAGE_COUNT ? stages[stage].name : "";
}

bool stage_parse(const char *name, enum stage *out)
{
	for (int i = 0; i < STAGE_COUNT; i++) {
		if (strcmp(stages[i].name, name) != 0)
			continue;
		*out = (enum stage)i;
		return true;
	}
	return false;
}

const char *stage_title(enum stage stage, const char *language)
{
	enum tongue tongue = TONGUE_EN;
	if ((unsigned)stage >= STAGE_COUNT)
		return "";
	if (!tongue_parse(language, &tongue))
		tongue = TONGUE_EN;
	return stages[stage].title[tongue];
}

bool stage_allows(enum stage from, enum stage to)
{
	return (unsigned)from < STAGE_COUNT && (unsigned)to < STAGE_COUNT &&
	       (ways[from] & (1u << to)) != 0;
}

bool stage_is_open(enum stage stage)
{
	return (unsigned)stage < STAGE_COUNT && stage != STAGE_ANSWERED &&
	       stage != STAGE_CLOSED;
}
