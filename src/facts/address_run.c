/* Addresses as Ukrainian, Russian and Belarusian have them.
 *
 * An address is a run of parts: post code, country, region, place, street,
 * house, what is inside the house, a box.  Each part is known by its word
 * ("вул.", "кв.") on either side of a name, by its form, or, a street without
 * such a word, by what stands around it.  A run is an address when one could
 * send a letter there. */
#include "address_parts.h"

#include <string.h>

enum {
	GAP_SIGNS_MOST = 2,
	POSTCODE_LEAST = 5, /* digits */
};

static bool sounds_like_town(const struct run *run, guint i)
{
	static const char *const endings[] = { "ськ", "цьк", "ск", "цк", "град",
		"город", "горад", "поль", "піль", "пілля", "бург", "ичі", "ичи",
		"ічы", "ычы", "івка", "ївка", "овка", "евка", "ёвка", "аўка",
		"еўка", "инці", "инцы", "енск" };
	char lower[ADDRESS_WORD_MOST_BYTES];
	address_token_lower(run->reader->text, run_at(run, i), lower);
	for (size_t k = 0; k < G_N_ELEMENTS(endings); k++)
		if (g_str_has_suffix(lower, endings[k]))
			return true;
	return false;
}

static bool begins_road(const struct run *run, guint i)
{
	return run_read_street(run, i) > i || run_read_area(run, i) > i ||
	       run_read_bare_street(run, i) > i;
}

/* Another part begins here that no town's name is. */
static bool begins_part(const struct run *run, guint i)
{
	unsigned has = 0;
	return run_read_street(run, i) > i || run_read_area(run, i) > i ||
	       run_read_place(run, i, &has) > i ||
	       run_read_region(run, i) > i || run_read_postcode(run, i) > i;
}

/* "на улице Мельничной в Рязани, дом 3", "у Слуцку на Лясной, 3", "площі
 * Ринок, 14 у Дрогобичі": behind "у", and what is around is of an address. */
static bool is_town_in(const struct run *run, guint i, guint to, bool is_closed)
{
	bool marked;
	if (i == 0 || !run_is_as(run, i - 1, AS_BETWEEN))
		return false;
	if (run->has & HAS_HOUSE)
		return is_closed && run_is_as(run, i - 1, AS_IN);
	return run->has & HAS_STREETS ? run_read_house(run, to, &marked) > to
				      : run_is_as(run, to, AS_BETWEEN) &&
						begins_road(run, to + 1);
}

/* The last part, at a line's end or before a post code. */
static bool is_town_last(
	const struct run *run, guint i, guint to, bool is_closed)
{
	guint code = run_is_sign(run, to, ',') ? to + 1 : to;
	return (is_closed && to == i + 1 && sounds_like_town(run, i)) ||
	       run_read_postcode(run, code) > code;
}

/* Behind a post code or a region, or before another part; not "М. Коваленко,
 * вул. Лісна". */
static bool is_town_first(
	const struct run *run, guint i, guint to, bool is_closed)
{
	bool follows = run->has & (HAS_POSTCODE | HAS_REGION) || run->led;
	bool is_surname = i > 0 && run_on_line(run, i) &&
			  (run_at(run, i - 1)->is_capital ||
				  (run_is_sign(run, i - 1, '.') && i > 1 &&
					  run_at(run, i - 2)->is_initial));
	/* "Бібліятэка, 222511, г. Барысаў" */
	bool is_firm = run_read_postcode(run, to + 1) > to + 1 &&
		       !sounds_like_town(run, i);
	bool precedes = run_is_sign(run, to, ',') && !is_firm &&
			begins_part(run, to + 1) && !is_surname;
	/* ", Белая Церковь, ул. Лесная" */
	bool is_parted = i > 0 && run_is_sign(run, i - 1, ',') &&
			 run_on_line(run, i) && !run_is_person(run, i) &&
			 !run_is_person(run, i + 1);
	/* "мешкаю Стебник вул Лісна 4" */
	bool is_led = run->led && to == i + 1 && run_on_line(run, to) &&
		      run_read_street(run, to) > to;
	return (follows && is_closed) || is_led ||
	       (precedes && (to == i + 1 || is_parted));
}

/* "живу в бобруйске ул минская 40" */
static guint read_small_town(const struct run *run, guint i)
{
	return run->parts == 0 && run_is_as(run, i, AS_TOWN) &&
			       !run_at(run, i)->is_capital &&
			       run_on_line(run, i + 1) &&
			       run_read_street(run, i + 1) > i + 1
		       ? i + 1
		       : i;
}

/* A town by its name alone: one we know, or one that stands where a town
 * does. */
static guint read_town(const struct run *run, guint i)
{
	bool is_known = run_is_as(run, i, AS_TOWN);
	if (!run_is_name(run, i))
		return read_small_town(run, i);
	/* "д. 1, Владимир" */
	bool is_place = is_known && run->has & HAS_HOUSE && run_on_line(run, i);
	if (run_at(run, i)->is_initial)
		return i;
	guint to = run_read_place_name(run, i);
	bool is_closed = run_at(run, to)->lines > 0 ||
			 run_at(run, to)->kind == TOKEN_SIGN ||
			 run->has & HAS_POSTCODE;
	if (is_known)
		to = to == i + 2 && !is_closed ? i + 1 : to;
	bool fits =
		is_known || is_town_in(run, i, to, is_closed) ||
		(run->has & HAS_HOUSE ? is_town_last(run, i, to, is_closed)
				      : is_town_first(run, i, to, is_closed));
	return fits && (is_place || !run_is_person(run, i)) ? to : i;
}

/* Marked streets and areas, then streets by their place alone. */
static guint read_road(const struct run *run, guint i, unsigned *has)
{
	guint to = i;
	if (!(run->has & HAS_STREETS) && (to = run_read_street(run, i)) > i)
		*has = HAS_STREET;
	else if (!(run->has & HAS_AREA) && (to = run_read_area(run, i)) > i)
		*has = HAS_AREA;
	else if (!(run->has & (HAS_STREETS | HAS_HOUSE)) &&
		 (to = run_read_bare_street(run, i)) > i)
		*has = HAS_BARE_STREET;
	return to;
}

static guint read_house(const struct run *run, guint i, unsigned *has)
{
	bool marked;
	if (run->has & HAS_HOUSE ||
		!(run->has & (HAS_ROAD | HAS_VILLAGE | HAS_TOWN)))
		return i;
	guint to = run_read_house(run, i, &marked);
	/* Behind a mere village, nothing but a house can stand. */
	bool fits = run->has & HAS_ROAD || marked ||
		    (run_is_sign(run, i - 1, ',') && run_ends_house(run, to) &&
			    (run->has & HAS_VILLAGE || run->led));
	*has = HAS_HOUSE;
	return fits ? to : i;
}

static guint read_part(const struct run *run, guint i, unsigned *has)
{
	guint to;
	*has = 0;
	if (!(run->has & (HAS_STREETS | HAS_HOUSE)) &&
		(to = run_read_inside_out(run, i, has)) > i)
		return to;
	if ((to = read_road(run, i, has)) > i ||
		(to = read_house(run, i, has)) > i)
		return to;
	if (run->has & (HAS_HOUSE | HAS_ROAD) &&
		(to = run_read_flat(run, i)) > i) {
		*has = HAS_FLAT;
		return to;
	}
	if (!(run->has & HAS_POSTCODE) &&
		(to = run_read_postcode(run, i)) > i) {
		*has = HAS_POSTCODE;
		return to;
	}
	if ((to = run_read_region(run, i)) > i) {
		*has = HAS_REGION;
		return to;
	}
	if ((to = run_read_place(run, i, has)) > i)
		return to;
	if ((to = run_read_box(run, i)) > i) {
		*has = HAS_BOX;
		return to;
	}
	if ((to = run_read_post(run, i)) > i) {
		*has = HAS_POST;
		return to;
	}
	if (run_is_as(run, i, AS_COUNTRY) && run_at(run, i)->is_capital &&
		(run->parts > 0 || run_is_sign(run, i + 1, ','))) {
		*has = HAS_COUNTRY;
		return i + 1;
	}
	if (!(run->has & HAS_PLACE) && (to = read_town(run, i)) > i)
		*has = HAS_TOWN;
	return to;
}

/* Over commas, one line's end and words between two parts ("індекс"). */
static guint skip_gap(const struct run *run, guint i)
{
	guint signs = 0, lines = run_at(run, i)->lines;
	bool ends = false;
	for (; signs < GAP_SIGNS_MOST; signs++) {
		const struct address_token *token = run_at(run, i);
		/* "(індекс 01001)", "(дом 2)" */
		if (run_is_sign(run, i, '(') && signs == 0 &&
			(run_is_as(run, i + 1, AS_LABEL | AS_HOUSE | AS_FLAT) ||
				run_read_postcode(run, i + 1) > i + 1 ||
				run_read_region(run, i + 1) > i + 1)) {
			i++;
			break;
		}
		if (token->kind != TOKEN_SIGN || token->sign == 0 ||
			token->sign > 0x7F ||
			!strchr(",;.-)", (int)token->sign))
			break;
		ends |= token->sign == '.';
		lines += run_at(run, ++i)->lines;
	}
	if (ends && run_at(run, i)->is_capital)
		return G_MAXUINT;
	for (guint n = 0; n < 2 && run_is_as(run, i, AS_BETWEEN | AS_LABEL) &&
			  !run_at(run, i)->is_capital;
		n++) {
		i = run_past_marker(run, i);
		lines += run_at(run, i)->lines;
	}
	return lines <= 1 ? i : G_MAXUINT;
}

static bool is_address(const struct run *run)
{
	unsigned has = run->has;
	if (has & HAS_BOX)
		return true;
	if (has & HAS_HOUSE)
		return true;
	if (has & HAS_AREA && has & HAS_FLAT)
		return true;
	if (has & HAS_POST && has & (HAS_PLACE | HAS_POSTCODE))
		return true;
	if (has & HAS_ROAD && has & (HAS_CITY | HAS_VILLAGE) && run->led)
		return true;
	return run->led && has & (HAS_VILLAGE | HAS_CITY | HAS_TOWN) &&
	       has & (HAS_REGION | HAS_POSTCODE);
}

/* What stands between two parts, unless that is no part of an address
 * ("індекс", brackets). */
static void write_gap(const struct run *run, GString *out, guint from, guint to)
{
	bool spaced = run_at(run, to)->is_spaced || run_at(run, to)->lines > 0;
	for (guint i = from; i < to; i++)
		if (run_is_as(run, i, AS_LABEL) || run_is_sign(run, i, '(') ||
			run_is_sign(run, i, ')')) {
			g_string_append(out, ", ");
			return;
		}
	if (from < to && run_at(run, from)->is_spaced)
		g_string_append_c(out, ' ');
	address_append(run->reader, out, from, to);
	if (spaced)
		g_string_append_c(out, ' ');
}

static char *written(const struct run *run)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < run->parts; i++) {
		if (i > 0)
			write_gap(run, out, run->to[i - 1], run->from[i]);
		address_append(run->reader, out, run->from[i], run->to[i]);
	}
	return g_string_free(out, FALSE);
}

/* Cheap, and asked at every token. */
static bool can_begin(const struct address_reader *reader, guint i)
{
	const struct address_token *first = address_token_at(reader, i);
	if (first->kind == TOKEN_NUMBER)
		return i == 0 || first->is_ordinal ||
		       first->digits >= POSTCODE_LEAST;
	const struct address_token *next = address_token_at(reader, i + 1);
	if (first->roles & (AS_HOUSE | AS_FLAT) && !first->is_initial)
		return next->kind != TOKEN_WORD;
	return first->is_capital ||
	       first->roles & (AS_CITY | AS_VILLAGE | AS_REGION | AS_STREET |
				      AS_AREA | AS_BOX | AS_LABEL | AS_POST |
				      AS_TYPE | AS_TOWN) ||
	       next->kind == TOKEN_NUMBER;
}

guint address_read_parts(
	const struct address_reader *reader, guint i, char **value)
{
	if (!can_begin(reader, i))
		return i;
	struct run run = { .reader = reader };
	run.led = address_is_led(reader, i);
	for (guint next = i; run.parts < PARTS_MOST && next != G_MAXUINT;) {
		unsigned has;
		guint to = read_part(&run, next, &has);
		if (to == next)
			break;
		run.from[run.parts] = next;
		run.to[run.parts++] = to;
		run.has |= has;
		next = skip_gap(&run, to);
	}
	if (run.parts == 0 || !is_address(&run))
		return i;
	*value = written(&run);
	return run.to[run.parts - 1];
}
