/* All facts of a letter: each kind's finder over each part, surest first, so
 * that a digit belongs to one fact only. */
#include "plaint/facts/extract.h"

#include <stdlib.h>
#include <string.h>
#include "extract_parts.h"
#include "plaint/text/enclosure.h"
#include "plaint/text/letter.h"

enum {
	KIND_MOST = 100,       /* facts of one kind */
	NUMBER_SIGNS_MOST = 3, /* "+ (" */
	EMAIL_LOCAL_MOST = 64, /* RFC 5321 4.5.3.1.1 */
};

G_DEFINE_QUARK(plaint - extract - error, extract_error)

static const char *const kind_names[ENTITY_KINDS + 1] = {
	[ENTITY_PHONE] = "phone",
	[ENTITY_ACCOUNT] = "account",
	[ENTITY_CASE_NUMBER] = "case_number",
	[ENTITY_ICCID] = "iccid",
	[ENTITY_IBAN] = "iban",
	[ENTITY_CARD] = "card",
	[ENTITY_AMOUNT] = "amount",
	[ENTITY_DATE] = "date",
	[ENTITY_EMAIL] = "email",
	[ENTITY_ADDRESS] = "address",
	[ENTITY_NAME] = "name",
	[ENTITY_ORGANISATION] = "organisation",
	[ENTITY_OTHER] = "other",
};

struct entity_pattern {
	enum entity_kind kind;
	enum entity_check check;
	struct regex *regex;
	size_t reach; /* bytes before a digit, where matches begin */
	char *rule;
};

const char *entity_kind_name(enum entity_kind kind)
{
	return kind_names[kind];
}

bool entity_kind_parse(const char *name, enum entity_kind *out)
{
	for (int i = 0; i <= ENTITY_KINDS; i++) {
		if (strcmp(kind_names[i], name) != 0)
			continue;
		*out = (enum entity_kind)i;
		return true;
	}
	return false;
}

struct entity_pattern *entity_pattern_new(enum entity_kind kind,
	const char *pattern, enum entity_check check, const char *rule,
	GError **error)
{
	struct regex *regex = regex_new(pattern,
		regex_heads_are_words(pattern) ? REGEX_WORDS : REGEX_CASELESS,
		error);
	if (regex == NULL)
		return NULL;
	struct entity_pattern *out = g_new0(struct entity_pattern, 1);
	out->kind = kind;
	out->check = check;
	out->regex = regex;
	out->reach = ENTITY_PATTERN_REACH_BYTES;
	out->rule = g_strdup(rule);
	return out;
}

void entity_pattern_set_reach(struct entity_pattern *pattern, size_t bytes)
{
	pattern->reach = MIN(bytes, (size_t)ENTITY_PATTERN_REACH_BYTES);
}

void entity_pattern_free(struct entity_pattern *pattern)
{
	if (pattern == NULL)
		return;
	regex_free(pattern->regex);
	g_free(pattern->rule);
	g_free(pattern);
}

void entity_free(struct entity *entity)
{
	if (entity == NULL)
		return;
	g_free(entity->value);
	g_free(entity->rule);
	g_free(entity);
}

bool finder_is_taken(const struct finder *finder, size_t from, size_t to)
{
	return from < to && memchr(finder->rest + from, FOUND, to - from);
}

/* Is it known, or are there enough of its kind? */
static bool is_known(
	const struct finder *finder, enum entity_kind kind, const char *value)
{
	int count = 0;
	for (guint i = 0; i < finder->out->len; i++) {
		const struct entity *entity = finder->out->pdata[i];
		if (entity->kind != kind)
			continue;
		if (++count == KIND_MOST || strcmp(entity->value, value) == 0)
			return true;
	}
	return false;
}

struct entity *finder_add(struct finder *finder, enum entity_kind kind,
	char *value, size_t from, size_t to)
{
	if (finder_is_taken(finder, from, to)) {
		g_free(value);
		return NULL;
	}
	memset(finder->rest + from, FOUND, to - from);
	if (kind == ENTITY_OTHER || is_known(finder, kind, value)) {
		g_free(value);
		return NULL;
	}
	struct entity *entity = g_new0(struct entity, 1);
	entity->kind = kind;
	entity->value = value;
	entity->rule = g_strdup("");
	entity->span = (struct span){ finder->part, from, to - from,
		finder->attachment };
	g_ptr_array_add(finder->out, entity);
	return entity;
}

static bool each_email(const struct regex_match *match, void *user)
{
	g_autofree char *written = regex_group(match, 0);
	finder_add(user, ENTITY_EMAIL, g_ascii_strdown(written, -1),
		match->from[0], match->to[0]);
	return true;
}

static void find_emails(struct finder *finder)
{
	static gsize compiled;
	g_autoptr(GArray) passages =
		g_array_new(FALSE, FALSE, sizeof(struct passage));
	const char *end = finder->text + finder->length, *at = finder->text;
	for (; (at = memchr(at, '@', (size_t)(end - at))) != NULL; at++) {
		size_t offset = (size_t)(at - finder->text);
		passages_add(passages, finder->text, offset, offset,
			EMAIL_LOCAL_MOST);
	}
	if (passages->len > 0)
		regex_each_within(
			regex_once(&compiled,
				"(?<![\\w.+-])[a-z0-9][a-z0-9._%+-]{0,63}@"
				"(?:[a-z0-9](?:[a-z0-9-]{0,62})\\.)+"
				"[a-z]{2,24}\\b",
				REGEX_CASELESS),
			finder->text, finder->length, passages, each_email,
			finder);
}

struct pattern_finder {
	struct finder *finder;
	const struct entity_pattern *pattern;
};

/* Upper case, without spaces. */
static char *plain_value(const struct regex_match *match)
{
	int group = regex_has_group(match, 1) ? 1 : 0;
	g_autofree char *written = regex_group(match, group);
	g_autofree char *upper = g_utf8_strup(written, -1);
	g_auto(GStrv) parts = g_strsplit_set(upper, " \t\n", -1);
	return g_strjoinv("", parts);
}

static bool check_holds(enum entity_check check, const char *value)
{
	return check != ENTITY_CHECK_LUHN || luhn_is_valid(value);
}

static bool each_pattern(const struct regex_match *match, void *user)
{
	const struct pattern_finder *finder = user;
	int group = regex_has_group(match, 1) ? 1 : 0;
	g_autofree char *value = plain_value(match);
	if (!check_holds(finder->pattern->check, value))
		return true;
	struct entity *entity = finder_add(finder->finder,
		finder->pattern->kind, g_steal_pointer(&value),
		match->from[group], match->to[group]);
	if (entity != NULL) {
		g_free(entity->rule);
		entity->rule = g_strdup(finder->pattern->rule);
		entity->label_bytes = match->from[group] - match->from[0];
	}
	return true;
}

/* Before what digits are left: a number has one. */
static GArray *before_digits(const struct finder *finder, size_t reach)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(struct passage));
	for (guint n = 0; n < finder->numbers->len; n++)
		for (size_t i = g_array_index(finder->numbers, size_t, n);
			i < finder->length && g_ascii_isdigit(finder->text[i]);
			i++)
			if (g_ascii_isdigit(finder->rest[i]))
				passages_add(out, finder->rest, i, i, reach);
	return out;
}

/* Near digits, with which any of the patterns of words begins: few do. */
static GArray *words_of_patterns(
	const struct finder *finder, const GPtrArray *patterns)
{
	struct regex_heads all = { 0 };
	for (guint i = 0; i < patterns->len; i++) {
		const struct entity_pattern *pattern = patterns->pdata[i];
		const struct regex_heads *heads =
			regex_heads_of(pattern->regex);
		if (heads != NULL)
			regex_heads_join(&all, heads);
	}
	g_autoptr(GArray) passages =
		before_digits(finder, ENTITY_PATTERN_REACH_BYTES);
	g_autoptr(GArray) words = words_within(finder->words, passages);
	return words_that_fit(words, &all);
}

static void find_patterns(struct finder *finder)
{
	const GPtrArray *patterns = finder->options->patterns;
	if (patterns == NULL || finder->numbers->len == 0)
		return;
	g_autoptr(GArray) words = words_of_patterns(finder, patterns);
	for (guint i = 0; i < patterns->len; i++) {
		struct pattern_finder one = { finder, patterns->pdata[i] };
		const struct regex *regex = one.pattern->regex;
		if (regex_heads_of(regex) != NULL) {
			regex_each_word(regex, finder->rest, finder->length,
				words, each_pattern, &one);
			continue;
		}
		g_autoptr(GArray) near =
			before_digits(finder, one.pattern->reach);
		regex_each_within(regex, finder->rest, finder->length, near,
			each_pattern, &one);
	}
}

#define DIGITS	     "0123456789"
#define NUMBER_SIGNS "+(" DIGITS

/* A sign begins a number only where one follows ("+380", "(044)",
 * "+ (380)"): a text of brackets alone holds none. */
static bool sign_begins(const struct finder *finder, size_t at)
{
	if (finder->text[at] != '+' && finder->text[at] != '(')
		return false;
	size_t end = MIN(finder->length, at + NUMBER_SIGNS_MOST + 1);
	for (size_t i = at; i < end; i++) {
		if (g_ascii_isdigit(finder->text[i]))
			return true;
		if (strchr("+( ", finder->text[i]) == NULL)
			return false;
	}
	return false;
}

static void note_numbers(struct finder *finder)
{
	const char *text = finder->text;
	g_array_set_size(finder->numbers, 0);
	for (size_t i = strcspn(text, NUMBER_SIGNS); i < finder->length;
		i += strcspn(text + i, NUMBER_SIGNS)) {
		size_t digits = strspn(text + i, DIGITS);
		if (digits > 0 || sign_begins(finder, i))
			g_array_append_val(finder->numbers, i);
		i += MAX(digits, 1);
	}
}

/* Where what may stand inside a number and between it and its word ends. */
static size_t number_run_end(const struct finder *finder, size_t at,
	const struct behind_number *behind)
{
	const char *end = finder->text + finder->length;
	const char *p = finder->text + at;
	while (p < end &&
		(g_ascii_isdigit(*p) || letter_is_space(letter_at(p)) ||
			strchr(behind->inside, *p) != NULL))
		p = letter_next(p);
	return (size_t)(p - finder->text);
}

static bool goes_on(const struct finder *finder, size_t at,
	const struct behind_number *behind)
{
	if (at >= finder->length)
		return false;
	const char *p = finder->text + at;
	gunichar c = letter_at(p);
	if (!letter_is(c) || (c >= 0x80 && !letter_is_cyrillic(c)))
		return c >= 0x80 || strchr(behind->signs, *p) != NULL ||
		       g_ascii_iscntrl(*p);
	struct word_head word;
	return word_head_next(finder->text, finder->length, &at, &word) &&
	       regex_heads_fit(behind->letters, &word);
}

/* Numbers without a word between them go on alike: a page of them is walked
 * over once. */
GArray *places_going_on(const struct finder *finder, const GArray *places,
	const struct behind_number *behind)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(size_t));
	size_t end = 0;
	bool is_right = false;
	for (guint i = 0; i < places->len; i++) {
		size_t at = g_array_index(places, size_t, i);
		if (i == 0 || at >= end) {
			end = number_run_end(finder, at, behind);
			is_right = goes_on(finder, end, behind);
		}
		if (is_right)
			g_array_append_val(out, at);
	}
	return out;
}

static size_t searched_length(const char *text)
{
	return letters_cut(text, strlen(text), EXTRACT_MOST_BYTES);
}

/* words: the text's. */
static void search_words(
	struct finder *finder, enum part part, const char *text, GArray *words)
{
	if (*text == '\0')
		return;
	/* What was read has none left; what a caller hands over may. */
	g_autofree char *masked = text_mask_cards(text);
	finder->part = part;
	finder->text = masked;
	finder->length = searched_length(masked);
	g_autofree char *rest = g_strndup(masked, finder->length);
	finder->rest = rest;
	note_numbers(finder);
	finder->words = words;
	find_emails(finder);
	find_bank_numbers(finder);
	/* Before what else has numbers: "вул. 8 Березня, 5". */
	find_addresses(finder);
	find_dates(finder);
	find_amounts(finder);
	find_sure_phones(finder);
	find_patterns(finder);
	find_phones(finder);
	if (part != PART_SUBJECT)
		find_names(finder);
	mark_contacts(finder);
	finder->rest = NULL;
	finder->words = NULL;
}

static void search_part(struct finder *finder, enum part part, const char *text)
{
	g_autoptr(GArray) words = word_heads(text, searched_length(text));
	search_words(finder, part, text, words);
}

static void search_enclosures(
	struct finder *finder, const struct document *document)
{
	for (guint i = 0; i < document->attachments->len; i++) {
		const struct attachment *attachment =
			document->attachments->pdata[i];
		finder->attachment = i;
		if (enclosure_speaks(document, i))
			search_part(finder, PART_ATTACHMENT, attachment->text);
	}
}

static void search_from(struct finder *finder, const struct address *from)
{
	finder->part = PART_FROM;
	finder->text = from->name;
	finder->length = strlen(from->name);
	g_autofree char *rest = g_strdup(from->name);
	finder->rest = rest;
	find_sender(finder, from->name);
	if (*from->address == '\0')
		return;
	struct entity *entity = finder_add(finder, ENTITY_EMAIL,
		g_ascii_strdown(from->address, -1), finder->length,
		finder->length);
	if (entity != NULL)
		entity->writer = true;
}

static bool count_match(const struct regex_match *match, void *user)
{
	(void)match;
	++*(int *)user;
	return true;
}

/* Its code before a number, and what begins as its words do. */
static int count_signs(const struct document *document, const char *code,
	const struct regex *words, const GArray *heads)
{
	int count = 0;
	size_t length = searched_length(document->text);
	for (const char *p = document->text;
		(p = strstr(p, code)) != NULL && p < document->text + length;
		p += strlen(code))
		count += g_ascii_isdigit(p[strlen(code)]) ? 1 : 0;
	regex_each_word(
		words, document->text, length, heads, count_match, &count);
	return count;
}

/* Russian is written in three of the countries; places and codes tell.
 * heads: the text's. */
static const char *country_of(const struct document *document,
	const struct extract_options *options, const GArray *heads)
{
	static gsize by, ua;
	static const char *const by_words =
		"беларус|белорус|минск|гомел|брестск|гродн|витебск|могил[её]в|"
		"барановичи|бобруйск|byn\\b";
	static const char *const ua_words =
		"украин|украї|киев|харьков|одесс|днепр|львов|гривн|грн\\b";
	if (options->country != NULL && *options->country != '\0')
		return options->country;
	if (strcmp(options->language, "uk") == 0)
		return "UA";
	if (strcmp(options->language, "be") == 0)
		return "BY";
	if (strcmp(options->language, "en") == 0)
		return "GB";
	int in_by = count_signs(
		document, "375", regex_once(&by, by_words, REGEX_WORDS), heads);
	int in_ua = count_signs(
		document, "380", regex_once(&ua, ua_words, REGEX_WORDS), heads);
	if (in_by > in_ua)
		return "BY";
	return in_ua > 0 ? "UA" : "RU";
}

static int compare_places(gconstpointer a, gconstpointer b)
{
	const struct entity *x = *(const struct entity *const *)a;
	const struct entity *y = *(const struct entity *const *)b;
	if (x->span.part != y->span.part)
		return (int)x->span.part - (int)y->span.part;
	if (x->span.attachment != y->span.attachment)
		return x->span.attachment < y->span.attachment ? -1 : 1;
	if (x->span.offset != y->span.offset)
		return x->span.offset < y->span.offset ? -1 : 1;
	return 0;
}

GPtrArray *extract_entities(
	const struct document *document, const struct extract_options *options)
{
	g_autoptr(GArray) words =
		word_heads(document->text, searched_length(document->text));
	struct finder finder = {
		.out = g_ptr_array_new_with_free_func(
			(GDestroyNotify)entity_free),
		.options = options,
		.country = country_of(document, options, words),
		.numbers = g_array_new(FALSE, FALSE, sizeof(size_t)),
	};
	search_from(&finder, &document->from);
	search_part(&finder, PART_SIGNATURE, document->signature);
	search_words(&finder, PART_TEXT, document->text, words);
	search_part(&finder, PART_SUBJECT, document->subject);
	if (options->with_enclosures)
		search_enclosures(&finder, document);
	g_array_unref(finder.numbers);
	complete_sender(finder.out);
	g_ptr_array_sort(finder.out, compare_places);
	return finder.out;
}
