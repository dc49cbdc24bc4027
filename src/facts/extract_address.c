/* Postal addresses, except the one a letter is sent to. */
#include "extract_parts.h"

#include <string.h>
#include "address_reader.h"

enum {
	HEAD_MOST_BYTES = 500,
	LEAD_WORDS_MOST = 5,
	LEAD_WORD_MOST_BYTES = 24,
	HOUSE_DIGITS_MOST = 4,
	POSTCODE_DIGITS_LEAST = 5,
	YEAR_FROM = 1900,
	YEAR_TO = 2099,
};

bool address_is_counted(const struct address_reader *reader, guint i)
{
	const struct address_token *token = address_token_at(reader, i);
	if (token->kind == TOKEN_SIGN)
		return token->sign != 0 && token->sign <= 0xB0 &&
		       !token->is_spaced &&
		       (token->sign == 0xB0 || token->sign == '%');
	/* "5 г. Минск" is no year. */
	bool is_place = token->roles & AS_CITY &&
			address_is_sign(reader, i + 1, '.') &&
			address_token_at(reader, i + 2)->is_capital;
	return token->roles & AS_COUNTED && token->lines == 0 && !is_place;
}

/* "12.05", "12,50", "12:30", "5-12-34", "8 900 555". */
static bool goes_on(const struct address_reader *reader, guint i)
{
	const struct address_token *token = address_token_at(reader, i);
	const struct address_token *next = address_token_at(reader, i + 1);
	const struct address_token *after = address_token_at(reader, i + 2);
	int hyphens = 0;
	for (size_t k = token->from; k < token->to; k++)
		hyphens += reader->text[k] == '-';
	if (hyphens > 1)
		return true;
	if (next->kind == TOKEN_NUMBER && next->lines == 0)
		return next->digits < POSTCODE_DIGITS_LEAST;
	return next->kind == TOKEN_SIGN && next->from == token->to &&
	       next->sign <= ':' && next->sign != 0 &&
	       strchr(".,:", (int)next->sign) != NULL &&
	       after->kind == TOKEN_NUMBER && after->from == next->to;
}

bool address_is_house(const struct address_reader *reader, guint i)
{
	const struct address_token *token = address_token_at(reader, i);
	return token->kind == TOKEN_NUMBER && !token->is_ordinal &&
	       token->digits <= HOUSE_DIGITS_MOST &&
	       reader->text[token->from] != '0' &&
	       !(i > 0 && address_is_sign(reader, i - 1, '+')) &&
	       !goes_on(reader, i) && !address_is_counted(reader, i + 1);
}

bool address_is_year(const struct address_reader *reader, guint i)
{
	const struct address_token *token = address_token_at(reader, i);
	gint64 number = g_ascii_strtoll(reader->text + token->from, NULL, 10);
	return token->is_plain && number >= YEAR_FROM && number <= YEAR_TO;
}

bool address_is_led(const struct address_reader *reader, guint i)
{
	for (guint n = 1; n <= LEAD_WORDS_MOST && n <= i; n++) {
		const struct address_token *before =
			address_token_at(reader, i - n);
		if (before->roles & AS_LEAD)
			return true;
		if (before->kind == TOKEN_NUMBER ||
			(before->kind == TOKEN_SIGN &&
				(before->sign == '.' || before->sign == ';')) ||
			before->to - before->from > LEAD_WORD_MOST_BYTES)
			return false;
	}
	return false;
}

void address_append(
	const struct address_reader *reader, GString *out, guint from, guint to)
{
	for (guint i = from; i < to; i++) {
		const struct address_token *token = address_token_at(reader, i);
		if (i > from && (token->is_spaced || token->lines > 0))
			g_string_append_c(out, ' ');
		g_string_append_len(out, reader->text + token->from,
			(gssize)(token->to - token->from));
	}
}

/* "Директору ТОВ «…»\n01001, м. Київ, …\nвід …": the lines just above name
 * who is written to, and nobody who writes. */
static bool is_addressees(const struct finder *finder, size_t from)
{
	static gsize written_to, written_by;
	size_t start = from > HEAD_MOST_BYTES ? from - HEAD_MOST_BYTES : 0;
	while ((finder->text[start] & 0xC0) == 0x80)
		start++;
	g_autofree char *above = g_strndup(finder->text + start, from - start);
	const char *block = above;
	for (const char *p = above; (p = strstr(p, "\n\n")) != NULL; p += 2)
		block = p + 2;
	return regex_is_in(
		       regex_once(&written_to,
			       "(?m)^\\s*(?:(?:[\\p{L}-]+ "
			       ")?(?:директор(?:у|ові)|"
			       "дырэктару|начальник(?:у|ові)|керівник(?:у|ові)|"
			       "руководителю|кіраўніку|голові|председателю|"
			       "старшыні)|"
			       "(?:кому|куди|куда|to)\\s*:|(?:до|в|у|да)\\s+(?:"
			       "тов|ооо|таа|ат|ао|пат|прат|оао|зао|зат|пп|уп|"
			       "ип|"
			       "компані|компани|кампані|відділ|отдел|аддзел|"
			       "служб|"
			       "абонент|абанен|центр|цэнтр|салон|магазин|"
			       "магазін)|"
			       "the manager|(?:head of )?customer "
			       "(?:service|care|"
			       "relation)|complaints (?:dep|team))",
			       REGEX_CASELESS),
		       block, strlen(block)) &&
	       !regex_is_in(regex_once(&written_by,
				    "(?<!\\w)(?:від|от|ад|from|заявни\\w+|"
				    "заявител\\w+|"
				    "заяўнік\\w*|прожив\\w+|прапіс\\w+|"
				    "мешка\\w+|жив\\w+|"
				    "жыв\\w+|пражыв\\w+|адрес\\w*|live|dear|"
				    "\\p{Lu}[\\w'’]*("
				    "?:ович|"
				    "евич|йович|івна|ївна|овна|евна|авіч|евіч|"
				    "аўна|еўна|"
				    "ёўна|лліч|льич|инична|овича|евича|йовича|"
				    "івни|ївни|овны|евны|авіча|евіча|аўны|еўны|"
				    "ёўны|льича|лліча|ичны|ічни))(?!\\w)",
				    REGEX_CASELESS),
		       block, strlen(block));
}

/* The first token that ends behind a byte. */
static guint token_past(const GArray *tokens, size_t offset)
{
	guint from = 0, to = tokens->len;
	while (from < to) {
		guint middle = from + (to - from) / 2;
		if (g_array_index(tokens, struct address_token, middle).to >
			offset)
			to = middle;
		else
			from = middle + 1;
	}
	return from;
}

/* What belongs to another fact already parts an address as a sign does. */
static void cut_taken(const struct finder *finder, GArray *tokens)
{
	for (guint n = 0; n < finder->out->len; n++) {
		const struct entity *entity = finder->out->pdata[n];
		const struct span *span = &entity->span;
		if (span->part != finder->part ||
			span->attachment != finder->attachment)
			continue;
		for (guint i = token_past(tokens, span->offset);
			i < tokens->len; i++) {
			struct address_token *token =
				&g_array_index(tokens, struct address_token, i);
			if (token->from >= span->offset + span->length)
				break;
			*token = (struct address_token){ .kind = TOKEN_SIGN,
				.from = token->from,
				.to = token->to,
				.lines = token->lines,
				.is_spaced = token->is_spaced };
		}
	}
}

/* Numbers begin addresses of either kind, words those in their alphabet. */
static guint read_address(
	const struct address_reader *reader, guint i, char **value)
{
	const struct address_token *first = address_token_at(reader, i);
	bool is_ascii = (reader->text[first->from] & 0x80) == 0;
	if (first->kind == TOKEN_SIGN)
		return i;
	guint to = first->kind == TOKEN_WORD && is_ascii
			   ? i
			   : address_read_parts(reader, i, value);
	return to == i && is_ascii ? address_read_english(reader, i, value)
				   : to;
}

void find_addresses(struct finder *finder)
{
	g_autoptr(GArray) tokens =
		address_tokens(finder->text, finder->length, finder->words);
	struct address_reader reader = { finder->text, tokens };
	cut_taken(finder, tokens);
	for (guint i = 0; i < tokens->len;) {
		char *value = NULL;
		guint to = read_address(&reader, i, &value);
		if (to == i) {
			i++;
			continue;
		}
		size_t from = address_token_at(&reader, i)->from;
		if (is_addressees(finder, from))
			g_free(value);
		else
			finder_add(finder, ENTITY_ADDRESS, value, from,
				address_token_at(&reader, to - 1)->to);
		i = to;
	}
}
