/* Readers of the parts of Ukrainian, Russian and Belarusian addresses. */
#include "address_parts.h"

#include <string.h>
#include "name_given.h"

enum {
	SHORT_MOST = 4, /* letters of an abbreviation */
	NAME_WORDS_MOST = 6,
	NAME_SMALL_MOST = 2, /* "вул шевченка 15" */
	QUOTED_MOST = 8,     /* tokens */
	TYPES_MOST = 2,
	SUFFIX_DIGITS_MOST = 2,
	AREA_DIGITS_MOST = 3,
	POSTCODE_LEAST = 5,
	POSTCODE_MOST = 6,
};

const struct address_token *run_at(const struct run *run, guint i)
{
	return address_token_at(run->reader, i);
}

bool run_is_as(const struct run *run, guint i, unsigned role)
{
	return (run_at(run, i)->roles & role) != 0;
}

bool run_is_sign(const struct run *run, guint i, gunichar sign)
{
	return address_is_sign(run->reader, i, sign);
}

/* Behind the word of a part and its full stop. */
guint run_past_marker(const struct run *run, guint i)
{
	return run_is_sign(run, i + 1, '.') || run_is_sign(run, i + 1, ':')
		       ? i + 2
		       : i + 1;
}

bool run_on_line(const struct run *run, guint i)
{
	return run_at(run, i)->lines == 0;
}

/* The marker of a part that another name goes before or after. */
static bool is_marker(const struct run *run, guint i)
{
	return run_at(run, i)->kind == TOKEN_WORD &&
	       !run_at(run, i)->is_capital &&
	       run_is_as(run, i,
		       AS_CITY | AS_VILLAGE | AS_REGION | AS_STREET | AS_AREA |
			       AS_HOUSE | AS_FLAT);
}

/* A capitalised word that may be a name, or part of one. */
bool run_is_name(const struct run *run, guint i)
{
	const struct address_token *token = run_at(run, i);
	return token->kind == TOKEN_WORD && token->is_capital &&
	       (run->reader->text[token->from] & 0x80) != 0 &&
	       !(token->roles & AS_NO_NAME);
}

/* Behind "-2" of "Сихів-2", where no street's house can be meant. */
static guint past_suffix(const struct run *run, guint i)
{
	const struct address_token *number = run_at(run, i + 1);
	bool fits = run_is_sign(run, i, '-') && !run_at(run, i)->is_spaced &&
		    number->kind == TOKEN_NUMBER && !number->is_spaced &&
		    number->is_plain && number->digits <= SUFFIX_DIGITS_MOST &&
		    run_is_sign(run, i + 2, ',');
	return fits ? i + 2 : i;
}

/* Behind "територіальна", "городского типа". */
static guint past_types(const struct run *run, guint i)
{
	guint to = i;
	while (to < i + TYPES_MOST && run_is_as(run, to, AS_TYPE) &&
		(to == i || run_on_line(run, to)))
		to++;
	return to;
}

/* "Кривий Ріг"; not the first word of what follows ("Гаї Львівської обл."). */
guint run_read_place_name(const struct run *run, guint i)
{
	if (!run_is_name(run, i))
		return i;
	guint next = i + 1;
	if (run_on_line(run, next) && run_is_name(run, next) &&
		!run_at(run, next)->is_initial &&
		!run_is_as(run, next, AS_STREET) &&
		!run_is_as(run, next + 1, AS_REGION | AS_STREET) &&
		!address_is_house(run->reader, next + 1))
		next++;
	return past_suffix(run, next);
}

guint run_read_postcode(const struct run *run, guint i)
{
	const struct address_token *token = run_at(run, i);
	bool fits = token->kind == TOKEN_NUMBER && token->is_plain &&
		    token->digits >= POSTCODE_LEAST &&
		    token->digits <= POSTCODE_MOST;
	return fits && run_at(run, i + 1)->kind != TOKEN_NUMBER &&
			       !address_is_counted(run->reader, i + 1)
		       ? i + 1
		       : i;
}

/* "обл." with its full stop, "край" without that of the sentence. */
static guint past_short(const struct run *run, guint i)
{
	static const char *const whole[] = { "край", "краю", "края", "крае",
		"раён", "рэсп", NULL };
	char lower[ADDRESS_WORD_MOST_BYTES];
	address_token_lower(run->reader->text, run_at(run, i), lower);
	bool is_short = g_utf8_strlen(lower, -1) <= SHORT_MOST &&
			!g_strv_contains(whole, lower);
	return is_short ? run_past_marker(run, i) : i + 1;
}

/* "Республика Бурятия", "Область: Київська" begin with the marker as
 * sentences do. */
static bool is_region_first(const struct run *run, guint i)
{
	char lower[ADDRESS_WORD_MOST_BYTES];
	if (!run_is_as(run, i, AS_REGION))
		return false;
	address_token_lower(run->reader->text, run_at(run, i), lower);
	return !run_at(run, i)->is_capital || run_is_sign(run, i + 1, ':') ||
	       g_str_has_prefix(lower, "респ") ||
	       g_str_has_prefix(lower, "рэсп");
}

/* "Полтавщина, Лубни", "Гродзеншчына, Ліда" */
static bool is_land(const struct run *run, guint i)
{
	static const char *const endings[] = { "щина", "щині", "щине", "щини",
		"шчына", "шчыне", "шчыны" };
	char lower[ADDRESS_WORD_MOST_BYTES];
	if (!run_is_name(run, i) || !run_is_sign(run, i + 1, ','))
		return false;
	address_token_lower(run->reader->text, run_at(run, i), lower);
	for (size_t k = 0; k < G_N_ELEMENTS(endings); k++)
		if (g_str_has_suffix(lower, endings[k]))
			return true;
	return false;
}

/* "Полтавська обл.", "Мінскі р-н", "обл. Київська", "Лясны с/с". */
guint run_read_region(const struct run *run, guint i)
{
	guint name = i;
	if (is_land(run, i))
		return i + 1;
	if (is_region_first(run, i)) {
		guint after = run_past_marker(run, i);
		if (run_is_name(run, after) && run_on_line(run, after))
			return after + 1;
		if (!run_at(run, i)->is_capital)
			return i;
	}
	while (name < i + 3 && run_is_name(run, name) &&
		(name == i || run_on_line(run, name)))
		name++;
	if (name == i)
		return i;
	guint marker = past_types(run, name);
	if (!run_is_as(run, marker, AS_REGION) || !run_on_line(run, marker) ||
		run_at(run, marker)->is_capital)
		return i;
	return past_short(run, marker);
}

guint run_read_place(const struct run *run, guint from, unsigned *has)
{
	guint i = from;
	/* "7-ма станція" */
	if (run_at(run, i)->is_ordinal && run_on_line(run, i + 1))
		i++;
	const struct address_token *token = run_at(run, i);
	if (!(token->roles & (AS_CITY | AS_VILLAGE)) ||
		token->kind != TOKEN_WORD)
		return from;
	guint name = past_types(run, run_past_marker(run, i));
	/* "М. Коваленко" is nobody's town. */
	if (token->is_initial && !run_is_as(run, name, AS_TOWN))
		return from;
	guint to =
		run_on_line(run, name) ? run_read_place_name(run, name) : name;
	if (to == name)
		return from;
	*has = token->roles & AS_CITY ? HAS_CITY : HAS_VILLAGE;
	return to;
}

/* "«Берёзка-2»": behind the closing mark. */
guint run_read_quoted(const struct run *run, guint i)
{
	static const gunichar marks[] = { 0xAB, 0xBB, '"', 0x201C, 0x201D,
		0x201E };
	guint to = i;
	bool is_open = false;
	for (size_t k = 0; k < G_N_ELEMENTS(marks); k++)
		is_open |= run_is_sign(run, i, marks[k]);
	while (is_open && ++to < i + QUOTED_MOST && run_on_line(run, to))
		for (size_t k = 0; k < G_N_ELEMENTS(marks); k++)
			if (run_is_sign(run, to, marks[k]))
				return to > i + 1 ? to + 1 : i;
	return i;
}

/* One word more of a street's name; 0: none. */
static guint read_name_word(const struct run *run, guint i, guint *small)
{
	const struct address_token *token = run_at(run, i);
	if (token->lines > 0 || token->from == token->to)
		return 0;
	if (token->kind == TOKEN_NUMBER)
		/* "8 Березня", "40-річчя", "50 лет Октября" */
		return token->is_ordinal ||
				       (token->is_plain && token->digits < 3 &&
					       (run_is_name(run, i + 1) ||
						       run_is_as(run, i + 1,
							       AS_RANK |
								       AS_COUNTED)) &&
					       run_on_line(run, i + 1))
			       ? 1
			       : 0;
	if (token->kind != TOKEN_WORD)
		return 0;
	if (token->is_capital)
		return run_is_sign(run, i + 1, '.') && token->is_initial ? 2
									 : 1;
	if (token->roles & AS_RANK)
		return run_is_sign(run, i + 1, '.') ? 2 : 1;
	if (token->roles & AS_COUNTED && i > 0 &&
		run_at(run, i - 1)->kind == TOKEN_NUMBER)
		return 1;
	if (is_marker(run, i) || token->roles & (AS_NO_NAME | AS_BETWEEN))
		return 0;
	return ++*small <= NAME_SMALL_MOST ? 1 : 0;
}

/* The name behind "вул."; ends before the house.  Where no house follows,
 * small words are no more of it. */
static guint read_street_name(const struct run *run, guint i)
{
	guint quoted = run_read_quoted(run, i), to = i, small = 0, capital = i;
	bool marked;
	if (quoted > i)
		return quoted;
	for (guint n = 0; n < NAME_WORDS_MOST; n++) {
		/* The first word is the name whatever else it may be. */
		if (to > i && (address_is_house(run->reader, to) ||
				      (is_marker(run, to) &&
					      !run_is_as(run, to, AS_RANK))))
			break;
		guint before = small;
		guint more = read_name_word(run, to, &small);
		if (more == 0)
			break;
		to += more;
		if (small == before)
			capital = to;
	}
	return small == 0 || run_read_house(run, to, &marked) > to ? to
								   : capital;
}

/* A marker of the role before its name, "вул. Лісна", "1-й пров. Шевченка". */
static guint read_marker_first(const struct run *run, guint i, unsigned role)
{
	guint marker = i;
	if (run_at(run, i)->is_ordinal && run_on_line(run, i + 1))
		marker++;
	if (!run_is_as(run, marker, role))
		return i;
	guint after = run_past_marker(run, marker);
	guint to = read_street_name(run, after);
	if (to == after)
		return i;
	return role == AS_AREA ? past_suffix(run, to) : to;
}

/* "Дровяной проезд", "Паўднёвы мікрараён": before a house, or behind it. */
static guint read_name_first(const struct run *run, guint i, unsigned role)
{
	bool marked;
	guint name = run_at(run, i)->is_ordinal && run_on_line(run, i + 1)
			     ? i + 1
			     : i;
	for (guint n = 0; n < 3 && run_is_name(run, name + n); n++) {
		guint marker = name + n + 1;
		if (!run_on_line(run, marker))
			break;
		if (!run_is_as(run, marker, role) ||
			run_at(run, marker)->is_capital)
			continue;
		guint to = run_past_marker(run, marker);
		return run->has & HAS_HOUSE ||
				       run_read_house(run, to, &marked) > to
			       ? to
			       : i;
	}
	return i;
}

guint run_read_street(const struct run *run, guint i)
{
	guint to = read_marker_first(run, i, AS_STREET);
	return to > i ? to : read_name_first(run, i, AS_STREET);
}

/* "мкр. 5", "військове містечко № 2" */
static guint read_numbered(const struct run *run, guint i)
{
	if (!run_is_as(run, i, AS_AREA))
		return i;
	guint after = run_past_marker(run, i);
	if (run_is_sign(run, after, 0x2116))
		after++;
	const struct address_token *number = run_at(run, after);
	bool fits = number->kind == TOKEN_NUMBER && number->lines == 0 &&
		    number->digits <= AREA_DIGITS_MOST &&
		    !address_is_counted(run->reader, after + 1);
	return fits ? after + 1 : i;
}

guint run_read_area(const struct run *run, guint i)
{
	guint marker = past_types(run, i);
	guint to = read_numbered(run, marker);
	if (to == marker)
		to = read_marker_first(run, marker, AS_AREA);
	if (to > marker)
		return to;
	/* "5-й мкр" */
	if (run_at(run, i)->is_ordinal && run_is_as(run, i + 1, AS_AREA) &&
		run_on_line(run, i + 1))
		return run_past_marker(run, i + 1);
	return read_name_first(run, i, AS_AREA);
}

bool run_is_person(const struct run *run, guint i)
{
	static const char *const endings[] = { "ович", "евич", "івна", "овна",
		"евна", "ївна", "йович", "ьевич", "евіч", "авіч", "аўна",
		"еўна", "ична" };
	char lower[ADDRESS_WORD_MOST_BYTES];
	address_token_lower(run->reader->text, run_at(run, i), lower);
	for (size_t k = 0; k < G_N_ELEMENTS(endings); k++)
		if (g_str_has_suffix(lower, endings[k]))
			return true;
	for (int tongue = 0; tongue < NAME_TONGUES; tongue++)
		for (int gender = 0; gender < NAME_GENDERS; gender++)
			if (given_name_is((enum name_tongue)tongue,
				    (enum name_gender)gender, lower))
				return true;
	return false;
}

static bool is_behind_on(const struct run *run, guint i)
{
	static const char *const on[] = { "на", "по", "па", NULL };
	char lower[ADDRESS_WORD_MOST_BYTES];
	if (i == 0 || !run_on_line(run, i))
		return false;
	address_token_lower(run->reader->text, run_at(run, i - 1), lower);
	return g_strv_contains(on, lower);
}

/* "78-154": house and flat in one. */
static bool is_house_and_flat(const struct run *run, guint i)
{
	const struct address_token *token = run_at(run, i);
	return token->kind == TOKEN_NUMBER && !token->is_ordinal &&
	       memchr(run->reader->text + token->from, '-',
		       token->to - token->from) != NULL &&
	       g_ascii_isdigit(run->reader->text[token->to - 1]);
}

/* "на Садовій 12", "на Большой Морской, 8": where something is, by endings. */
static bool is_stood_on(const struct run *run, guint i, guint to)
{
	static const char *const endings[] = { "ій", "ой", "ай", "ей", "яй" };
	char lower[ADDRESS_WORD_MOST_BYTES];
	for (; i < to; i++) {
		bool ends = false;
		address_token_lower(run->reader->text, run_at(run, i), lower);
		for (size_t k = 0; k < G_N_ELEMENTS(endings); k++)
			ends |= g_str_has_suffix(lower, endings[k]);
		if (!ends)
			return false;
	}
	return true;
}

/* "на ленина 40 кв 7", of who does not care for capitals. */
static guint read_small_bare(const struct run *run, guint i)
{
	const struct address_token *name = run_at(run, i);
	return (run->led || run->has & HAS_PLACE) && name->kind == TOKEN_WORD &&
			       name->roles == 0 && run_on_line(run, i + 1) &&
			       address_is_house(run->reader, i + 1) &&
			       run_on_line(run, i + 2) &&
			       run_read_flat(run, i + 2) > i + 2
		       ? i + 1
		       : i;
}

static bool names_person(const struct run *run, guint from, guint to)
{
	for (guint i = from; i < to; i++)
		if (run_at(run, i)->kind == TOKEN_WORD && run_is_person(run, i))
			return true;
	return false;
}

/* "Хрещатик 22" where something else says that it is one. */
guint run_read_bare_street(const struct run *run, guint i)
{
	guint small = NAME_SMALL_MOST, to = i, end = i, words = 0;
	bool marked;
	if (!run_is_name(run, i))
		return read_small_bare(run, i);
	while (words < 4 && !(to > i && address_is_house(run->reader, to))) {
		guint more = to == i && run_at(run, to)->kind == TOKEN_WORD
				     ? 1
				     : read_name_word(run, to, &small);
		if (more == 0 || is_marker(run, to))
			break;
		if (run_is_as(run, to, AS_NO_NAME))
			return i;
		to += more;
		words++;
		if (!(run_at(run, to - 1)->roles & AS_RANK))
			end = to;
	}
	to = end;
	guint house = run_read_house(run, to, &marked);
	if (to == i || house == to || run_at(run, to)->lines > 0 ||
		names_person(run, i, to))
		return i;
	unsigned has;
	guint behind = run_is_sign(run, house, ',') ? house + 1 : house;
	bool is_within =
		run_is_as(run, behind, AS_FLAT) ||
		run_read_place(run, behind, &has) > behind ||
		(behind > house && run_is_name(run, behind) &&
			run_is_as(run, behind, AS_TOWN)) ||
		(is_behind_on(run, i) && (is_stood_on(run, i, to) ||
						 is_house_and_flat(run, to)));
	return run->led || marked || is_within ||
			       run->has &
				       (HAS_PLACE | HAS_POSTCODE | HAS_REGION)
		       ? to
		       : i;
}
