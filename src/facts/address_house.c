/* Readers of what stands at a street: house, what is inside it, boxes and post
 * offices. */
#include "address_parts.h"

#include <string.h>

enum {
	NUMBER_DIGITS_MOST = 5, /* of a flat, a box, a post office */
	FLOOR_DIGITS_MOST = 2,
	FLAT_DIGITS_MOST = 3, /* without its word */
	OWNER_WORDS_MOST = 2, /* "відділення Нової пошти № 5" */
};

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
	guint quoted = run_read_quoted(run, i);
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

/* "III" */
static bool is_roman(const struct run *run, guint i)
{
	const struct address_token *token = run_at(run, i);
	const char *text = run->reader->text;
	char lower[ADDRESS_WORD_MOST_BYTES];
	if (token->kind != TOKEN_WORD || !token->is_capital)
		return false;
	address_token_lower(text, token, lower);
	for (const char *p = lower; *p != '\0'; p = g_utf8_next_char(p))
		if (g_utf8_strchr("ivxіх", -1, g_utf8_get_char(p)) == NULL)
			return false;
	return g_utf8_strlen(lower, -1) <= 4;
}

/* "2 этаж", "3-й подъезд" */
static guint read_floor(const struct run *run, guint i)
{
	const struct address_token *number = run_at(run, i);
	bool fits = number->kind == TOKEN_NUMBER &&
		    number->digits <= FLOOR_DIGITS_MOST &&
		    run_on_line(run, i + 1) && run_is_as(run, i + 1, AS_FLOOR);
	return fits ? i + 2 : i;
}

/* "ул. Лесная, 64, 112": where the line or the sentence ends with it. */
static guint read_last_number(const struct run *run, guint i)
{
	const struct address_token *number = run_at(run, i);
	bool is_end = run_at(run, i + 1)->lines > 0 ||
		      run_at(run, i + 1)->from == run_at(run, i + 1)->to ||
		      run_is_sign(run, i + 1, '.') ||
		      run_is_sign(run, i + 1, ';');
	bool fits = i > 1 && run->has & HAS_HOUSE && number->is_plain &&
		    number->kind == TOKEN_NUMBER &&
		    number->digits <= FLAT_DIGITS_MOST &&
		    run_is_sign(run, i - 1, ',') && run_on_line(run, i) &&
		    run_at(run, i - 2)->kind == TOKEN_NUMBER && is_end;
	return fits ? i + 1 : i;
}

guint run_read_flat(const struct run *run, guint i)
{
	if (!run_is_as(run, i, AS_FLAT)) {
		guint to = read_floor(run, i);
		return to > i ? to : read_last_number(run, i);
	}
	guint number = run_past_marker(run, i);
	if (run_is_sign(run, number, 0x2116))
		number++;
	if (run_is_as(run, number, AS_NUMERAL))
		return past_numerals(run, number);
	const struct address_token *token = run_at(run, number);
	if (token->lines > 0)
		return i;
	bool is_letter = (token->is_initial && token->to - token->from <= 2) ||
			 is_roman(run, number);
	bool is_number = token->kind == TOKEN_NUMBER &&
			 token->digits <= NUMBER_DIGITS_MOST &&
			 !address_is_counted(run->reader, number + 1);
	return is_letter || is_number ? number + 1 : i;
}

/* Behind "по" or a comma, where more of the same place follows. */
static guint past_join(const struct run *run, guint i)
{
	if (!run_on_line(run, i))
		return i;
	return run_is_sign(run, i, ',') || run_is_as(run, i, AS_BETWEEN) ? i + 1
									 : i;
}

/* "дом № 12 по Садовой улице", "квартира 5 в доме 3 на улице Победы": from
 * what is within to the street. */
guint run_read_inside_out(const struct run *run, guint i, unsigned *has)
{
	bool marked = false;
	const struct address_token *token = run_at(run, i);
	if (!(token->roles & (AS_HOUSE | AS_FLAT)) || token->is_initial ||
		(token->roles & AS_VILLAGE) != 0)
		return i;
	guint to = run_read_house(run, i, &marked);
	*has = HAS_HOUSE;
	if (to == i || !marked) {
		to = run_read_flat(run, i);
		*has = HAS_FLAT;
	}
	for (guint next = 0; *has == HAS_HOUSE && next != to;) {
		next = to;
		to = run_read_flat(run, to);
	}
	guint next = past_join(run, to);
	bool is_joined = next > to || run_is_as(run, to, AS_HOUSE);
	if (to == i || !is_joined)
		return i;
	unsigned more = 0;
	struct run housed = { .reader = run->reader, .has = HAS_HOUSE };
	bool goes_on = *has == HAS_HOUSE
			       ? run_read_street(&housed, next) > next
			       : run_read_inside_out(run, next, &more) > next;
	return goes_on ? to : i;
}

/* "а/с 12", "абонентська скринька № 12" */
guint run_read_box(const struct run *run, guint i)
{
	char lower[ADDRESS_WORD_MOST_BYTES];
	guint number = i;
	if (run_is_as(run, i, AS_BOX))
		number = run_past_marker(run, i);
	else if (run_is_as(run, i, AS_LABEL)) {
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

/* "відділення № 3", "почтовое отделение 45", "відділення Нової пошти № 14" */
guint run_read_post(const struct run *run, guint i)
{
	guint to = run_is_as(run, i, AS_LABEL) ? i + 1 : i;
	if (!run_is_as(run, to, AS_POST))
		return i;
	to = run_past_marker(run, to);
	guint sign = to;
	while (sign < to + OWNER_WORDS_MOST && run_on_line(run, sign) &&
		run_at(run, sign)->kind == TOKEN_WORD)
		sign++;
	if (run_is_sign(run, sign, 0x2116))
		to = sign + 1;
	const struct address_token *number = run_at(run, to);
	bool fits = number->kind == TOKEN_NUMBER && number->lines == 0 &&
		    number->digits <= NUMBER_DIGITS_MOST &&
		    !address_is_counted(run->reader, to + 1);
	return fits ? to + 1 : i;
}
