/* Steps and days put into words. */
#include "plaint/domain/explain.h"
#include "explain_words.h"

/* What a pattern may need; unset ones print nothing. */
struct filling {
	enum tongue tongue;
	const struct deadline_step *step;
	const struct calendar_look *look;
	struct day day;
};

static void number_append(GString *out, int number)
{
	char digits[12];
	int at = sizeof(digits);
	unsigned left = number < 0 ? 0u - (unsigned)number : (unsigned)number;
	do {
		digits[--at] = (char)('0' + left % 10);
		left /= 10;
	} while (left);
	if (number < 0)
		digits[--at] = '-';
	g_string_append_len(out, digits + at, (gssize)sizeof(digits) - at);
}

/* 2026-04-25 in English, 25.04.2026 in the others. */
static void day_append(GString *out, struct day day, enum tongue tongue)
{
	struct day_text iso = day_format(day);
	if (tongue == TONGUE_EN) {
		g_string_append_len(out, iso.text, DAY_TEXT_LENGTH);
		return;
	}
	g_string_append_len(out, iso.text + 8, 2);
	g_string_append_c(out, '.');
	g_string_append_len(out, iso.text + 5, 2);
	g_string_append_c(out, '.');
	g_string_append_len(out, iso.text, 4);
}

/* Index into one, few, many. */
static int plural(int64_t number, enum tongue tongue)
{
	int64_t unit = number % 10;
	int64_t ten = number / 10 % 10;
	if (tongue == TONGUE_EN)
		return number == 1 ? 0 : 2;
	if (ten == 1 || unit == 0 || unit > 4)
		return 2;
	return unit == 1 ? 0 : 1;
}

void explain_term(GString *out, struct term term, enum tongue tongue)
{
	number_append(out, (int)term.amount);
	g_string_append_c(out, ' ');
	g_string_append(out,
		words_units[term.unit][tongue][plural(term.amount, tongue)]);
}

static void mark_append(GString *out, char what, const struct filling *filling)
{
	const struct calendar_mark *mark = filling->look->mark;
	if (!mark)
		return;
	if (what == 'h' && mark->name) {
		g_string_append(out, mark->name->in[filling->tongue]);
	} else if (what == 'c' && mark->name) {
		g_string_append(out, ": ");
		g_string_append(out, mark->name->in[filling->tongue]);
	} else if (what == 's' && mark->source) {
		g_string_append(out, ", ");
		g_string_append(out, mark->source);
	} else if (what == 'd') {
		day_append(out, mark->other, filling->tongue);
	}
}

static void step_append(GString *out, char what, const struct filling *filling)
{
	const struct deadline_step *step = filling->step;
	switch (what) {
	case 'n':
		number_append(out, step->number);
		break;
	case 'd':
		day_append(out, step->other, filling->tongue);
		break;
	case 'l':
		explain_look(out, &step->look, step->day, filling->tongue);
		break;
	case 't':
		explain_term(out, (struct term){ step->number, step->unit },
			filling->tongue);
		break;
	case 'r':
		g_string_append(
			out, words_reasons[step->number][filling->tongue]);
		break;
	case 'a':
		g_string_append(out, step->reading->title.in[filling->tongue]);
		break;
	case 'g':
		g_string_append(
			out, words_triggers[step->number][filling->tongue]);
		break;
	}
}

/* Copies the pattern, replacing each {x}. */
static void fill(
	GString *out, const char *pattern, const struct filling *filling)
{
	while (*pattern) {
		if (*pattern != '{') {
			g_string_append_c(out, *pattern++);
			continue;
		}
		char what = pattern[1];
		pattern += 3;
		if (what == 'w')
			g_string_append(out,
				words_weekdays[day_weekday(filling->day)]
					      [filling->tongue]);
		else if (filling->step)
			step_append(out, what, filling);
		else
			mark_append(out, what, filling);
	}
}

void explain_look(GString *out, const struct calendar_look *look,
	struct day day, enum tongue tongue)
{
	struct filling filling = { tongue, NULL, look, day };
	fill(out, words_looks[look->kind][tongue], &filling);
}

void explain_step(
	GString *out, const struct deadline_step *step, enum tongue tongue)
{
	struct filling filling = { tongue, step, &step->look, step->day };
	const char *pattern = words_steps[step->kind][tongue];
	if (step->kind == STEP_TERM && step->unit == UNIT_WEEK)
		pattern = words_same_weekday[tongue];
	if (step->kind == STEP_CAPPED && step->number == 0)
		pattern = words_cut[tongue];
	fill(out, pattern, &filling);
}

const char *explain_weekday(enum weekday weekday, enum tongue tongue)
{
	return words_weekdays[weekday][tongue];
}

const char *explain_month(int month, enum tongue tongue)
{
	return words_months[month - 1][tongue];
}

const char *explain_basis(enum regime_basis basis, enum tongue tongue)
{
	return words_bases[basis][tongue];
}

const char *explain_trigger(enum regime_trigger trigger, enum tongue tongue)
{
	return words_triggers[trigger][tongue];
}
