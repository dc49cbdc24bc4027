/* The words of explanations in the four languages. */
#pragma once

#include "plaint/domain/deadline.h"
#include "plaint/domain/tongue.h"

/* Patterns: {n} number, {d} the other day, {l} the day off, {t} a term, {r}
 * a pause's reason, {a} a reading's title, {g} the trigger, {w} the weekday,
 * {h} a holiday's name, {c} ": " and the name when there is one, {s} ", " and
 * the source when there is one. */
typedef const char *const words[TONGUES];

extern words words_steps[STEP_KINDS];
extern words words_same_weekday, words_cut;
extern words words_looks[CALENDAR_LISTED_WORKING + 1];
extern words words_triggers[TRIGGERS];
extern words words_reasons[PAUSE_REASONS];
extern words words_bases[BASIS_INTERPRETATION + 1];
extern words words_weekdays[7], words_weekdays_short[7];
extern words words_months[12];
extern words words_legend, words_working_days, words_provisional_year;

/* one, few, many */
extern const char *const words_units[UNITS][TONGUES][3];
