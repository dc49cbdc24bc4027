/* Who writes: From, "Я, Коваленко Ганна Петрівна", "от Иванова И. И.", what
 * stands under "с уважением", and firms by their legal form.  Only the
 * writer is looked for; people a letter tells of are not. */
#include "extract_parts.h"

#include <string.h>
#include "name_given.h"
#include "name_places.h"
#include "plaint/domain/signs.h"

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
	return regex_is_in(
		regex_once(&compiled, NO_NAME, REGEX_CASE), name, strlen(name));
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
			REGEX_CASE),
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

static size_t last_word_end(const struct finder *finder)
{
	size_t end = finder->length;
	while (end > 0 && g_ascii_isspace(finder->text[end - 1]))
		end--;
	return end;
}

/* A sign for each place that has cues, in their order. */
static const struct signs *cues_once(void)
{
	static gsize cues;
	if (g_once_init_enter(&cues)) {
		struct signs *signs = signs_new();
		for (size_t i = 0; name_places[i].pattern != NULL; i++) {
			char name[24];
			(void)g_snprintf(name, sizeof(name), "%zu", i);
			if (name_places[i].cues != NULL)
				signs_add(signs, name, name_places[i].cues);
		}
		g_once_init_leave(&cues, (gsize)signs);
	}
	return (const struct signs *)cues;
}

static void find_at_cues(struct name_finder *names, gsize *compiled,
	const struct place *place, const GArray *cues, uint64_t sign)
{
	g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(size_t));
	for (guint i = 0; i < cues->len; i++) {
		const struct sign_place *cue =
			&g_array_index(cues, struct sign_place, i);
		if ((cue->found & sign) != 0)
			g_array_append_val(places, cue->offset);
	}
	regex_each_at(regex_once(compiled, place->pattern, REGEX_CASE_PLACED),
		names->finder->text, names->finder->length, places, each_name,
		names);
}

/* Before what was found so far. */
static void find_beside(
	struct name_finder *names, gsize *compiled, const struct place *place)
{
	const struct finder *finder = names->finder;
	g_autoptr(GArray) passages =
		g_array_new(FALSE, FALSE, sizeof(struct passage));
	for (size_t i = 0; i < finder->length; i++)
		if (finder->rest[i] == FOUND)
			passages_add(passages, finder->rest, i, i,
				BESIDE_FOUND_BYTES);
	regex_each_within(regex_once(compiled, place->pattern, REGEX_CASE),
		finder->rest, finder->length, passages, each_name, names);
}

/* What has to be the end of all is looked for in the last lines alone. */
void find_names(struct finder *finder)
{
	static gsize compiled[NAME_PLACES_MOST];
	g_autoptr(GArray) cues =
		g_array_new(FALSE, FALSE, sizeof(struct sign_place));
	g_autoptr(GArray) whole =
		g_array_new(FALSE, FALSE, sizeof(struct passage));
	g_autoptr(GArray) last =
		g_array_new(FALSE, FALSE, sizeof(struct passage));
	uint64_t sign = 1;
	signs_places(cues_once(), finder->text, finder->length, cues);
	passages_add(whole, finder->text, 0, finder->length, 0);
	passages_add(last, finder->text, last_word_end(finder), finder->length,
		LAST_LINES_BYTES);
	for (size_t i = 0; name_places[i].pattern != NULL; i++) {
		const struct place *place = &name_places[i];
		struct name_finder names = { finder, place->form };
		bool is_last = g_str_has_suffix(place->pattern, "\\z");
		if (place->cues != NULL) {
			find_at_cues(&names, &compiled[i], place, cues, sign);
			sign <<= 1;
		} else if (place->beside_found) {
			find_beside(&names, &compiled[i], place);
		} else {
			regex_each_within(regex_once(&compiled[i],
						  place->pattern, REGEX_CASE),
				finder->text, finder->length,
				is_last ? last : whole, each_name, &names);
		}
	}
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
	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
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
