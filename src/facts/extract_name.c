/* Who writes: From, "Я, Коваленко Ганна Петрівна", "от Иванова И. И.", what
 * stands under "с уважением", and firms by their legal form.  Only the
 * writer is looked for; people a letter tells of are not. */
#include "extract_parts.h"

#include <string.h>
#include "name_given.h"
#include "name_look.h"

enum {
	BEFORE_MOST_BYTES = 160,
	LAST_LINES_BYTES = 800,
	BESIDE_FOUND_BYTES = 300, /* a role, a name and "account" */
};

struct name_finder {
	struct finder *finder;
	enum form form;
};

/* Words that begin with a capital in a name's place and are no names. */
#define NO_NAME                                                                                                             \
	"(?i)(?<!\\w)(?:добр\\w+|дзень|день|вечір|вечар|вечер|шановн\\w+|"                \
	"уважаем\\w+|паважан\\w+|dear|sir|madam|hello|team|customer|support|"                                 \
	"service|скарг\\w*|жалоб\\w*|заяв\\w*|претензі\\w*|претензи\\w*|"                     \
	"прошу|"                                                                                                       \
	"дякую|спасибо|дзяку\\w*|thank|thanks|kind|best|yours|україн\\w*|"                           \
	"росі\\w*|росси\\w*|беларус\\w*|дата|підпис|подпись|подпіс|відділ\\w*" \
	"|"                                                                                                                 \
	"отдел\\w*|служб\\w*|вул|ул|мій|мой|my|the|your|very|please|"                                  \
	"i?nternet|інтернет|интернет|інтэрнэт|writing|not|unhappy|angry|sent|"                      \
	"щиро|ваша?|искренне|шчыра|чекаю|чакаю|жду|прашу|waiting|please|"            \
	"secretary|manager|director|"                                                                                       \
	"office|department|company|officer|support|info|admin|sales|mailer|"                                                \
	"підтримк\\w*|поддержк\\w*|падтрымк\\w*|бухгалтері\\w*|"                          \
	"бухгалтери\\w*|канцеляр\\w*|оператор\\w*|регистратор\\w*|then|mr|"            \
	"mrs|ms|miss|regards|sincerely|faithfully|cheers|"                                                                  \
	"from|подружжя|супруги|с[іе]м['’]?я|сям['’]я|родина|надіслано|"          \
	"отправлено|адпраўлена|iphone|android)(?!\\w)"

static bool is_no_name(const char *name)
{
	static gsize compiled;
	return regex_is_in(regex_once(&compiled, NO_NAME, REGEX_CASE_WORDS),
		name, strlen(name));
}

/* "Директору\nООО «…»", "Кому: ТОВ «…»": who is written to. */
static bool is_addressed(const struct regex_match *match)
{
	static gsize compiled;
	size_t from = match->from[1] > BEFORE_MOST_BYTES
			      ? match->from[1] - BEFORE_MOST_BYTES
			      : 0;
	while ((match->text[from] & 0xC0) == 0x80)
		from++;
	return regex_is_in(
		regex_once(&compiled,
			"(?i)(?<!\\w)(?:директор(?:у|ові)|дырэктару|"
			"начальник(?:у|ові)|керівник(?:у|ові)|"
			"руководителю|кіраўніку|голові|председателю|"
			"старшыні|the manager|to the|(?:customer|complaints) "
			"\\p{L}+|кому:?|куди:?|куда:?|dear|attn:?|to:)"
			"\\s+(?:(?!(?:від|от|ад|from)\\s)[\\p{L}-]+\\s+){0,3}$",
			REGEX_CASE_WORDS),
		match->text + from, match->from[1] - from);
}

/* Begins with one of the names most bear; of English ones there is no list. */
static bool is_given(const char *name)
{
	g_auto(GStrv) words = g_strsplit(name, " ", 2);
	g_autofree char *lower = g_utf8_strdown(words[0], -1);
	bool found = (*name & 0x80) == 0;
	for (int tongue = 0; tongue < NAME_TONGUES && !found; tongue++)
		for (int gender = 0; gender < NAME_GENDERS; gender++)
			found = found ||
				given_name_is((enum name_tongue)tongue,
					(enum name_gender)gender, lower);
	return found;
}

/* "від" is Ukrainian, "от" Russian, "ад" Belarusian, whatever the letter. */
static const char *language_of(
	const struct name_finder *names, const struct regex_match *match)
{
	static const char *const from[][2] = { { "від", "uk" }, { "от", "ru" },
		{ "ад", "be" } };
	g_autofree char *written = g_strndup(
		match->text + match->from[0], match->from[1] - match->from[0]);
	g_autofree char *before = g_utf8_strdown(g_strchug(written), -1);
	for (size_t i = 0; i < G_N_ELEMENTS(from); i++)
		if (g_str_has_prefix(before, from[i][0]))
			return from[i][1];
	return names->finder->options->language;
}

/* "Crane, Neil" */
static void drop_comma(char *name)
{
	char *comma = strstr(name, ", ");
	if (comma != NULL)
		memmove(comma, comma + 1, strlen(comma));
}

static bool each_name(const struct regex_match *match, void *user)
{
	const struct name_finder *names = user;
	struct finder *finder = names->finder;
	g_autofree char *name = regex_group(match, 1);
	g_strstrip(name);
	drop_comma(name);
	if ((names->form != FAMILY && is_no_name(name)) ||
		(names->form != PERSON && names->form != GENITIVE &&
			is_addressed(match)) ||
		(names->form == ONE && !is_given(name)))
		return true;
	if (names->form == GENITIVE) {
		char *mended =
			name_to_nominative(name, language_of(names, match));
		g_free(name);
		name = mended;
	}
	enum entity_kind kind =
		names->form == FIRM ? ENTITY_ORGANISATION : ENTITY_NAME;
	struct entity *entity = finder_add(finder, kind, g_steal_pointer(&name),
		match->from[1], match->to[1]);
	if (entity != NULL)
		entity->writer = true;
	return true;
}

static bool each_sign(const struct regex_match *match, void *user)
{
	(void)match;
	*(bool *)user = true;
	return false;
}

static bool has_firm(const char *text, size_t length, const GArray *words)
{
	static gsize compiled;
	bool found = false;
	regex_each_word(regex_once(&compiled, FIRM_SIGN, REGEX_CASE_WORDS),
		text, length, words, each_sign, &found);
	return found;
}

/* Nothing but blanks stands before it on its line. */
static bool begins_line(const char *text, size_t at)
{
	while (at > 0 && g_ascii_isspace(text[at - 1]) && text[at - 1] != '\n')
		at--;
	return at == 0 || text[at - 1] == '\n';
}

static GArray *words_of_lines(const struct finder *finder, const GArray *words)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(struct word_head));
	for (guint i = 0; i < words->len; i++) {
		const struct word_head *word =
			&g_array_index(words, struct word_head, i);
		if (begins_line(finder->text, word->at))
			g_array_append_val(out, *word);
	}
	return out;
}

static void find_at_words(struct finder *finder, const struct place *place,
	gsize *compiled, const GArray *words)
{
	struct name_finder names = { finder, place->form };
	g_autoptr(GArray) first = place->tried == TRIED_AT_LINES
					  ? words_of_lines(finder, words)
					  : NULL;
	regex_each_word(regex_once(compiled, place->pattern, REGEX_CASE_WORDS),
		finder->text, finder->length, first != NULL ? first : words,
		each_name, &names);
}

static void find_within(struct finder *finder, const struct place *place,
	gsize *compiled, const GArray *passages)
{
	struct name_finder names = { finder, place->form };
	regex_each_within(regex_once(compiled, place->pattern, REGEX_CASE),
		place->where == BESIDE_FOUND ? finder->rest : finder->text,
		finder->length, passages, each_name, &names);
}

/* What is read out of the places' patterns once. */
struct places_read {
	struct regex_heads heads;	/* of all that are tried at words */
	bool is_last[NAME_PLACES_MOST]; /* to the end of all */
};

static void read_place(
	const struct place *place, size_t i, struct places_read *out)
{
	struct regex_heads heads;
	out->is_last[i] = g_str_has_suffix(place->pattern, "\\z");
	if (place->tried == TRIED_ALL)
		return;
	/* Not understood: it may begin with any. */
	if (regex_heads_read(place->pattern, &heads))
		regex_heads_join(&out->heads, &heads);
	else
		memset(&out->heads, 0xFF, sizeof(out->heads));
}

static const struct places_read *places_read(void)
{
	static struct places_read all;
	static gsize is_made;
	if (g_once_init_enter(&is_made)) {
		for (size_t i = 0; name_places[i].pattern != NULL; i++)
			read_place(&name_places[i], i, &all);
		g_once_init_leave(&is_made, 1);
	}
	return &all;
}

/* What has to be the end of all is looked for in the last lines alone. */
void find_names(struct finder *finder)
{
	static gsize compiled[NAME_PLACES_MOST];
	const struct places_read *read = places_read();
	struct name_look look;
	bool with_firms = has_firm(finder->text, finder->length, finder->words);
	/* Few of a text's words begin any of them. */
	g_autoptr(GArray) begun = words_that_fit(finder->words, &read->heads);
	name_look_init(&look, finder, begun);
	for (size_t i = 0; name_places[i].pattern != NULL; i++) {
		const struct place *place = &name_places[i];
		int in = read->is_last[i] ? IN_LAST_LINES : IN_ALL;
		const GArray *passages = look.passages[in][place->where];
		const GArray *words = look.words[in][place->where];
		if ((place->form == FIRM && !with_firms) ||
			!name_look_has_signs(&look, in, place))
			continue;
		if (place->tried != TRIED_ALL && words->len > 0)
			find_at_words(finder, place, &compiled[i], words);
		else if (place->tried == TRIED_ALL && passages->len > 0)
			find_within(finder, place, &compiled[i], passages);
	}
	name_look_clear(&look);
}

/* The whole of a From name: a person's, a firm's, or neither ("Support"). */
void find_sender(struct finder *finder, const char *name)
{
	static const struct place forms[] = {
		{ "^\\s*(" ORGANISATION "|" TRADER "|" FIRM_EN "|" FORM
		  "\\s.+)\\s*$",
			FIRM },
		{ "^[\\s\"'«“]*(" FULL "|" WORD GAP INITIAL "|" WORD ",[ ]" WORD
		  "(?:" GAP WORD ")?|\\p{Lu}\\p{Ll}[\\p{L}'’ʼ]*"
		  ")[\\s\"'»”]*(?:\\([^)]*\\)\\s*|\\s(?i:via|через|праз)\\s.*)?"
		  "$",
			NOMINATIVE },
		{ "^\\s*(" SMALL ")\\s*$", ONE },
	};
	static gsize compiled[G_N_ELEMENTS(forms)];
	g_autoptr(GArray) words = word_heads(name, strlen(name));
	bool with_firm = has_firm(name, strlen(name), words);
	for (size_t i = with_firm ? 0 : 1; i < G_N_ELEMENTS(forms); i++) {
		struct name_finder names = { finder, forms[i].form };
		regex_each(
			regex_once(&compiled[i], forms[i].pattern, REGEX_CASE),
			name, strlen(name), each_name, &names);
	}
}

static bool is_short_sender(const char *name)
{
	static gsize compiled;
	return regex_is_in(
		regex_once(&compiled, "^" WORD "(?:" GAP INITIAL ")?$",
			REGEX_CASE),
		name, strlen(name));
}

/* "Руслан Б." in From and "Байрамов" or "Р. Байрамов" below: what the two
 * make together. */
static char *join_names(const char *sender, const char *signed_as)
{
	static gsize compiled;
	bool fits =
		regex_is_in(regex_once(&compiled,
				    "^(?:" INITIAL " ?)?" WORD "$", REGEX_CASE),
			signed_as, strlen(signed_as));
	const char *surname = strrchr(signed_as, '.');
	surname = surname != NULL ? surname + 1 : signed_as;
	while (*surname == ' ')
		surname++;
	g_auto(GStrv) words = g_strsplit(sender, " ", 2);
	bool has_initial = surname != signed_as;
	bool is_same_initial = has_initial && g_utf8_get_char(signed_as) ==
						      g_utf8_get_char(sender);
	bool is_same_surname =
		words[1] != NULL &&
		g_utf8_get_char(words[1]) == g_utf8_get_char(surname);
	if (!fits || is_given(surname) || strcmp(surname, words[0]) == 0 ||
		(has_initial && !is_same_initial) ||
		(words[1] != NULL && !is_same_surname))
		return NULL;
	return g_strconcat(words[0], " ", surname, NULL);
}

void complete_sender(GPtrArray *entities)
{
	for (guint i = 0; i < entities->len; i++) {
		struct entity *sender = entities->pdata[i];
		if (sender->kind != ENTITY_NAME ||
			sender->span.part != PART_FROM ||
			!is_short_sender(sender->value))
			continue;
		for (guint k = 0; k < entities->len; k++) {
			const struct entity *other = entities->pdata[k];
			char *joined = other->kind == ENTITY_NAME && k != i
					       ? join_names(sender->value,
							 other->value)
					       : NULL;
			if (joined == NULL)
				continue;
			g_free(sender->value);
			sender->value = joined;
			break;
		}
	}
}
