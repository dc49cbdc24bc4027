/* Readers of the parts of Ukrainian, Russian and Belarusian addresses. */
#include "address_parts.h"

#include <string.h>
#include "name_given.h"

enum {
	SHORT_MOST = 4, /* letters of an abbreviation */
	NAME_WORDS_MOST = 6,
	NAME_SMALL_MOST = 2, /* "вул шевченка 15" */
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
	return next;
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
	const struct address_token *token = run_at(run, i);
	glong letters = g_utf8_pointer_to_offset(
		run->reader->text + token->from, run->reader->text + token->to);
	bool is_region_short =
		letters <= SHORT_MOST &&
		!g_str_has_prefix(run->reader->text + token->from, "край") &&
		!g_str_has_prefix(run->reader->text + token->from, "краю");
	return is_region_short ? run_past_marker(run, i) : i + 1;
}

/* "Полтавська обл.", "Мінскі р-н", "обл. Київська", "Лясны с/с". */
guint run_read_region(const struct run *run, guint i)
{
	guint name = i;
	if (run_is_as(run, i, AS_REGION) && !run_at(run, i)->is_capital) {
		guint after = run_past_marker(run, i);
		return run_is_name(run, after) && run_on_line(run, after)
			       ? after + 1
			       : i;
	}
	while (name < i + 3 && run_is_name(run, name) &&
		(name == i || run_on_line(run, name)))
		name++;
	if (name == i || !run_is_as(run, name, AS_REGION) ||
		!run_on_line(run, name) || run_at(run, name)->is_capital)
		return i;
	return past_short(run, name);
}

guint run_read_place(const struct run *run, guint i, unsigned *has)
{
	const struct address_token *token = run_at(run, i);
	if (!(token->roles & (AS_CITY | AS_VILLAGE)) ||
		token->kind != TOKEN_WORD)
		return i;
	guint name = run_past_marker(run, i);
	/* "М. Коваленко" is nobody's town. */
	if (token->is_initial && !run_is_as(run, name, AS_TOWN))
		return i;
	guint to =
		run_on_line(run, name) ? run_read_place_name(run, name) : name;
	if (to == name)
		return i;
	*has = token->roles & AS_CITY ? HAS_CITY : HAS_VILLAGE;
	return to;
}

static guint read_quoted(const struct run *run, guint i)
{
	static const gunichar opens[] = { 0xAB, '"', 0x201C, 0x201E };
	guint to = i;
	for (size_t k = 0; k < G_N_ELEMENTS(opens); k++)
		if (run_is_sign(run, i, opens[k]))
			to = i + 1;
	if (to == i)
		return i;
	while (to < i + NAME_WORDS_MOST && run_on_line(run, to) &&
		run_at(run, to)->kind != TOKEN_SIGN)
		to++;
	return run_at(run, to)->kind == TOKEN_SIGN && to > i + 1 ? to + 1 : i;
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

/* The name behind "вул."; ends before the house. */
static guint read_street_name(const struct run *run, guint i, guint *small)
{
	guint quoted = read_quoted(run, i), to = i;
	if (quoted > i)
		return quoted;
	for (guint n = 0; n < NAME_WORDS_MOST; n++) {
		/* The first word is the name whatever else it may be. */
		if (to > i && (address_is_house(run->reader, to) ||
				      (is_marker(run, to) &&
					      !run_is_as(run, to, AS_RANK))))
			break;
		guint more = read_name_word(run, to, small);
		if (more == 0)
			break;
		to += more;
	}
	return to;
}

bool run_ends_house(const struct run *run, guint i)
{
	const struct address_token *token = run_at(run, i);
	return token->lines > 0 || token->kind == TOKEN_SIGN ||
	       run_is_as(run, i, AS_FLAT | AS_CITY | AS_VILLAGE | AS_BETWEEN);
}

/* Behind "сорак два". */
static guint past_numerals(const struct run *run, guint i)
{
	guint to = i;
	while (to < i + 2 && run_is_as(run, to, AS_NUMERAL) &&
		run_on_line(run, to))
		to++;
	return to;
}

/* Behind the letter of "5 А", "27 а" or "12 «А»". */
static guint past_letter(const struct run *run, guint i)
{
	const struct address_token *letter = run_at(run, i);
	guint quoted = read_quoted(run, i);
	bool is_place = run_is_as(run, i, AS_CITY | AS_VILLAGE) &&
			run_is_sign(run, i + 1, '.');
	if (letter->kind == TOKEN_WORD && letter->lines == 0 &&
		letter->to - letter->from <= 2 && !is_place &&
		(letter->is_capital ? run_ends_house(run, i + 1)
				    : run_at(run, i + 1)->lines > 0 ||
					      (run_at(run, i + 1)->kind ==
							      TOKEN_SIGN &&
						      !run_is_sign(run, i + 1,
							      '.'))))
		return i + 1;
	return quoted == i + 3 && run_at(run, i + 1)->is_initial ? quoted : i;
}

/* Behind the flat of "27 – 14". */
static guint past_dashed(const struct run *run, guint i)
{
	bool fits = (run_is_sign(run, i, '-') || run_is_sign(run, i, 0x2013) ||
			    run_is_sign(run, i, 0x2014)) &&
		    run_on_line(run, i) &&
		    address_is_house(run->reader, i + 1) &&
		    run_on_line(run, i + 1);
	return fits ? i + 2 : i;
}

/* "дом 5", ", 5", "№ 5", "5 А"; the number stands behind what read it. */
guint run_read_house(const struct run *run, guint i, bool *marked)
{
	guint number = i;
	*marked = false;
	if (run_is_sign(run, number, ','))
		number++;
	if (run_is_as(run, number, AS_HOUSE)) {
		*marked = true;
		number = run_past_marker(run, number);
		if (run_is_sign(run, number, ','))
			number++;
	} else if (number == i && !run_on_line(run, number))
		return i;
	if (run_is_sign(run, number, 0x2116))
		number++;
	if (*marked && run_is_as(run, number, AS_NUMERAL))
		return past_numerals(run, number);
	if (!address_is_house(run->reader, number) ||
		(!*marked && address_is_year(run->reader, number)))
		return i;
	return past_dashed(run, past_letter(run, number + 1));
}

/* "вул. Лісна", "1-й пров. Шевченка", "Дровяной проезд", "мкр. 5". */
guint run_read_street(const struct run *run, guint i, unsigned *has)
{
	guint small = 0, name = i;
	bool marked;
	if (run_at(run, name)->is_ordinal && run_on_line(run, name + 1))
		name++;
	if (run_is_as(run, name, AS_AREA)) {
		guint after = run_past_marker(run, name);
		const struct address_token *number = run_at(run, after);
		if (run_is_sign(run, after, 0x2116))
			number = run_at(run, ++after);
		if (number->kind == TOKEN_NUMBER && number->digits < 4) {
			*has = HAS_STREET;
			return after + 1;
		}
	}
	if (run_is_as(run, name, AS_STREET | AS_AREA)) {
		guint after = run_past_marker(run, name);
		guint to = read_street_name(run, after, &small);
		if (to > after &&
			(small == 0 || run_read_house(run, to, &marked) > to)) {
			*has = HAS_STREET;
			return to;
		}
	}
	for (guint n = 0; n < 3 && run_is_name(run, name + n); n++) {
		guint marker = name + n + 1;
		if (!run_on_line(run, marker))
			break;
		if (!run_is_as(run, marker, AS_STREET | AS_AREA) ||
			run_at(run, marker)->is_capital)
			continue;
		guint to = run_past_marker(run, marker);
		if (run_read_house(run, to, &marked) == to)
			break;
		*has = HAS_STREET;
		return to;
	}
	return i;
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

/* "на Садовій 12", "на Лесной 8": where something is, by its ending. */
static bool is_stood_on(const struct run *run, guint i)
{
	static const char *const endings[] = { "ій", "ой", "ай" };
	char before[ADDRESS_WORD_MOST_BYTES], lower[ADDRESS_WORD_MOST_BYTES];
	if (i == 0 || !run_on_line(run, i))
		return false;
	address_token_lower(run->reader->text, run_at(run, i - 1), before);
	address_token_lower(run->reader->text, run_at(run, i), lower);
	for (size_t k = 0; k < G_N_ELEMENTS(endings); k++)
		if (strcmp(before, "на") == 0 &&
			g_str_has_suffix(lower, endings[k]))
			return true;
	return false;
}

/* "Хрещатик 22" where something else says that it is one. */
guint run_read_bare_street(const struct run *run, guint i)
{
	guint small = NAME_SMALL_MOST, to = i, words = 0;
	bool marked;
	while (words < 4 && !(to > i && address_is_house(run->reader, to))) {
		guint more = to == i && run_at(run, to)->kind == TOKEN_WORD
				     ? 1
				     : read_name_word(run, to, &small);
		if (more == 0 || is_marker(run, to))
			break;
		if (run_at(run, to)->kind == TOKEN_WORD &&
			(run_at(run, to)->roles & AS_NO_NAME ||
				run_is_person(run, to)))
			return i;
		to += more;
		words++;
	}
	guint house = run_read_house(run, to, &marked);
	if (to == i || house == to || !run_is_name(run, i) ||
		run_at(run, to)->lines > 0)
		return i;
	unsigned has;
	guint behind = run_is_sign(run, house, ',') ? house + 1 : house;
	bool is_within = run_is_as(run, behind, AS_FLAT) ||
			 run_read_place(run, behind, &has) > behind ||
			 (behind > house && run_is_name(run, behind) &&
				 run_is_as(run, behind, AS_TOWN)) ||
			 (to == i + 1 && is_stood_on(run, i));
	return run->led || marked || is_within ||
			       run->has &
				       (HAS_PLACE | HAS_POSTCODE | HAS_REGION)
		       ? to
		       : i;
}

guint run_read_flat(const struct run *run, guint i)
{
	if (!run_is_as(run, i, AS_FLAT))
		return i;
	guint number = run_past_marker(run, i);
	if (run_is_sign(run, number, 0x2116))
		number++;
	if (run_is_as(run, number, AS_NUMERAL))
		return past_numerals(run, number);
	const struct address_token *token = run_at(run, number);
	bool letter = token->is_initial && token->lines == 0 &&
		      token->to - token->from <= 2;
	return (token->kind == TOKEN_NUMBER && token->digits < 6 &&
		       token->lines == 0 &&
		       !address_is_counted(run->reader, number + 1)) ||
			       letter
		       ? number + 1
		       : i;
}

/* "а/с 12", "абонентська скринька № 12" */
guint run_read_box(const struct run *run, guint i)
{
	char lower[ADDRESS_WORD_MOST_BYTES];
	guint number = i;
	address_token_lower(run->reader->text, run_at(run, i), lower);
	if (run_is_as(run, i, AS_BOX))
		number = run_past_marker(run, i);
	else if (g_str_has_prefix(lower, "абон") ||
		 g_str_has_prefix(lower, "абан") ||
		 g_str_has_prefix(lower, "пошт") ||
		 g_str_has_prefix(lower, "почт") ||
		 g_str_has_prefix(lower, "пашт")) {
		address_token_lower(
			run->reader->text, run_at(run, i + 1), lower);
		if (g_str_has_prefix(lower, "скр") ||
			g_str_has_prefix(lower, "ящик"))
			number = i + 2;
	}
	if (number == i)
		return i;
	if (run_is_sign(run, number, 0x2116))
		number++;
	return run_at(run, number)->kind == TOKEN_NUMBER &&
			       run_at(run, number)->digits < 6
		       ? number + 1
		       : i;
}
