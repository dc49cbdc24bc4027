/* Who writes: From, "Я, Коваленко Ганна Петрівна", "от Иванова И. И.", what
 * stands under "с уважением", and firms by their legal form.  Only the
 * writer is looked for; people a letter tells of are not. */
#include "extract_parts.h"

#include <string.h>

enum {
	BEFORE_MOST_BYTES = 160
};

#define WORD	"\\p{Lu}[\\p{L}'’ʼ]+(?:-\\p{Lu}[\\p{L}'’ʼ]+)?"
#define INITIAL "\\p{Lu}\\."
#define GAP	"[ \\t\\x{A0}]+"
#define FULL                                                                   \
	"(?:" WORD GAP INITIAL " ?" INITIAL "|" INITIAL " ?" INITIAL " ?" WORD \
	"|" WORD GAP WORD "(?:" GAP WORD ")?|" INITIAL " ?" WORD ")"
#define THREE WORD GAP WORD GAP WORD
#define CALLED                                                                                               \
	"(?i:гр\\.|громадян\\w+|гражд\\w+|грамадзян\\w+|абонент\\w*|"         \
	"спожива\\w+|"                                                                                \
	"кл[иіi][еє]нт\\w*|кліент\\w*|потребител\\w+|спажы\\w+|покуп\\w+|" \
	"заказчик\\w*|пацієнт\\w*|жител\\w+|мешкан\\w+|жыхар\\w*|"            \
	"пенсіонер\\w*|"                                                                            \
	"пенсионер\\w*)"
#define TITLE                                                                                                               \
	"(?i:(?:генеральн\\w+|генеральны|головн\\w+|главн\\w+|фінансов\\w+|"          \
	"коммерческ\\w+|комерційн\\w+|виконавч\\w+|исполнительн\\w+|"                \
	"заступник|"                                                                                               \
	"заместитель|в\\.о\\.|и\\.о\\.)\\s+)*(?i:директор(?!у|ові|ам)\\w*|"                    \
	"дырэктар(?!у|ам)\\w*|"                                                                                  \
	"бухгалтер(?!у|ові|ам)\\w*|юрист\\w*|адвокат\\w*|менеджер\\w*|голова|"     \
	"председатель|"                                                                                         \
	"старшыня|начальник|керівник|руководитель|кіраўнік|mr|mrs|ms|miss|dr|" \
	"director|manager|solicitor)\\.?(?:\\s+(?:" ORGANISATION "))?"
#define FORM                                                                                                                 \
	"(?:ПП|ЧП|ТОВ|ООО|ТАА|ЗАТ|ПАТ|ПрАТ|АТ|ОАО|ЗАО|ПАО|АО|ААТ|ЧУП|УП|ПУП|" \
	"ЧТУП|"                                                                                                          \
	"ДП|"                                                                                                              \
	"ГУП|ФГУП|МУП|КП|ОСББ|ТСЖ|ГО|НВП|НПП|СП|ОДО|ТДВ|РУП)"
#define ORGANISATION FORM "\\s*[«\"“„][^»\"”“\\n]{2,60}[»\"”“]"
#define FIRM_EN                                                                \
	"\\p{Lu}[\\w&'.-]*(?: (?:&|and|of|\\p{Lu}[\\w&'.-]*)){0,5} "           \
	"(?:Ltd|Limited|LLC|LLP|PLC|plc|Inc|GmbH)\\b\\.?"
#define TRADER "(?:ФОП|ФЛП|ИП|ІП)" GAP FULL
#define FAREWELL                                                                                                    \
	"(?i:повагою|уважением|павагай|пашанай|почтением|regards|sincerely|" \
	"faithfully|wishes|truly|thanks|thank "                                                                     \
	"you|cheers|дякую|спасибо|дзякуй)"

enum form {
	NOMINATIVE,
	GENITIVE,
	FIRM,
};

struct place {
	const char *pattern; /* group 1 is the name */
	enum form form;
};

/* Only in these places is a name the writer's. */
static const struct place places[] = {
	{ "(?m)(?<!\\w)(?i:від|от|ад)\\s+(?:" CALLED "\\s+)*(" THREE ")",
		GENITIVE },
	{ "(?m)^\\s*(?i:від|от|ад)\\s*:?\\s+(?:" CALLED "\\s+)*(" FULL ")",
		GENITIVE },
	{ "(?m)^\\s*(?i:від кого|заявни[кц]\\w*|заявител\\w+|заяўнік\\w*|п\\.?"
	  "і\\.?б\\.?|ф\\.?и\\.?о\\.?|імя|ім'я|имя|відправник|отправитель|"
	  "(?:full )?name|from|споживач|потребитель|абонент|покупець|"
	  "покупатель)\\s*:\\s*(" FULL ")",
		NOMINATIVE },
	{ "(?<!\\w)[Яя],\\s+(?:" CALLED "\\s+)*(" FULL ")\\s*[,(]",
		NOMINATIVE },
	{ "(?i:мене звати|меня зовут|мяне завуць|мяне клічуць|моє ім.?я|мое "
	  "имя|маё імя|my name is|my name's|i am|i'm|this is)\\s+(?:" TITLE
	  "\\s+)?(" FULL ")",
		NOMINATIVE },
	{ "(?i:(?:пише|пишет|піша|звертається|обращается|звяртаецца)\\s+(?:до "
	  "|к |да )?(?:вам|вас))\\s*[,:]?\\s+(?:" CALLED "\\s*,?\\s+)*(" FULL
	  ")",
		NOMINATIVE },
	/* Alone on its line, with where they live and how to call them under
	 * it; or the last words of all. */
	{ "(?:^|\\n)[ \\t]*(?:" TITLE "\\s+)?(" FULL
	  ")[ \\t]*(?:\\([^)\\n]{1,20}\\))?,?(?:\\r?\\n[^\\n]{1,60}){1,4}\\s*"
	  "\\z",
		NOMINATIVE },
	{ "(?<=[\\p{Ll}\\d][.!?,])[ \\t]+(" FULL ")\\.?\\s*\\z", NOMINATIVE },
	{ FAREWELL "[,!.]?\\s*(?:-+\\s*)?(?:" TITLE "\\s*,?\\s*)?(" FULL
		   "|" WORD "(?=\\s*(?:$|\\n|[,+\\d])))",
		NOMINATIVE },
	{ "(?m)^\\s*" TITLE "\\s*,?\\s*[_ ]*(" FULL ")\\s*$", NOMINATIVE },
	{ "(?:^|\\n)\\s*(" FULL ")[ \\t]*(?:,?\\s*(?:т(?:ел)?\\.?:?)?\\s*"
	  "[+(]?\\d[\\d ().-]{6,18})?\\s*(?:\\d{1,2}[./]\\d{1,2}[./]\\d{2,4}"
	  "\\s*(?:р\\.|г\\.)?)?\\s*\\z",
		NOMINATIVE },
	{ "(?i:директор(?!у|ові|ам)\\w*|дырэктар(?!у|ам)\\w*|"
	  "бухгалтер(?!у|ові|ам)\\w*|від|от|ад|ми,|мы,|we,|"
	  "наш\\w+|наше предприятие|на імя|на имя|в лице|в особі|заявник:?|"
	  "заявитель:?|behalf of|directors? "
	  "of|director,|manager,|претензі\\w*|претензи\\w*|прэтэнзі\\w*)[.:]?"
	  "\\s+(" ORGANISATION "|" TRADER "|" FIRM_EN ")",
		FIRM },
	{ "(?<!\\w)(" ORGANISATION
	  ")\\s+(?i:в особі|в лице|у асобе|звертається|"
	  "обращается|звяртаецца|просить|просит|повідомляє|сообщает|є "
	  "(?:вашим )?(?:абонент|клієнт)\\w*|является (?:вашим )?(?:абонент|"
	  "клиент)\\w*)",
		FIRM },
	{ "(?m)^\\s*(" ORGANISATION "|" TRADER "|" FIRM_EN ")\\s*,?\\s*$",
		FIRM },
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
	"отдел\\w*|служб\\w*|вул|ул|мій|мой|my|the|your|and|very|please|"                              \
	"i?nternet|інтернет|интернет|інтэрнэт|writing|not|unhappy|angry|sent|"                      \
	"from|надіслано|отправлено|адпраўлена|iphone|android)(?!\\w)"

static bool note_match(const struct regex_match *match, void *user)
{
	(void)match;
	*(bool *)user = true;
	return false;
}

static bool is_no_name(const char *name)
{
	static gsize compiled;
	bool found = false;
	regex_each(regex_once(&compiled, NO_NAME, REGEX_CASE), name,
		strlen(name), note_match, &found);
	return found;
}

/* "Директору\nООО «…»", "Кому: ТОВ «…»": who is written to. */
static bool is_addressed(const struct regex_match *match)
{
	static gsize compiled;
	bool found = false;
	size_t from = match->from[1] > BEFORE_MOST_BYTES
			      ? match->from[1] - BEFORE_MOST_BYTES
			      : 0;
	while ((match->text[from] & 0xC0) == 0x80)
		from++;
	regex_each(regex_once(&compiled,
			   "(?i)(?<!\\w)(?:директор(?:у|ові)|дырэктару|"
			   "начальник(?:у|ові)|керівник(?:у|ові)|"
			   "руководителю|кіраўніку|голові|председателю|"
			   "старшыні|кому:?|куди:?|куда:?|dear|attn:?|to:)"
			   "\\s+(?:[\\p{L}-]+\\s+){0,3}$",
			   REGEX_CASE),
		match->text + from, match->from[1] - from, note_match, &found);
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

static bool each_name(const struct regex_match *match, void *user)
{
	const struct name_finder *names = user;
	struct finder *finder = names->finder;
	g_autofree char *name = regex_group(match, 1);
	g_strstrip(name);
	if (is_no_name(name) || is_addressed(match))
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

void find_names(struct finder *finder)
{
	static gsize compiled[G_N_ELEMENTS(places)];
	for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
		struct name_finder names = { finder, places[i].form };
		regex_each(
			regex_once(&compiled[i], places[i].pattern, REGEX_CASE),
			finder->text, finder->length, each_name, &names);
	}
}

/* The whole of a From name: a person's, a firm's, or neither ("Support"). */
void find_sender(struct finder *finder, const char *name)
{
	static const struct place forms[] = {
		{ "^\\s*(" ORGANISATION "|" TRADER "|" FIRM_EN "|" FORM
		  "\\s.+)\\s*$",
			FIRM },
		{ "^\\s*(" FULL ")\\s*$", NOMINATIVE },
	};
	static gsize compiled[G_N_ELEMENTS(forms)];
	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
		struct name_finder names = { finder, forms[i].form };
		regex_each(
			regex_once(&compiled[i], forms[i].pattern, REGEX_CASE),
			name, strlen(name), each_name, &names);
	}
}
