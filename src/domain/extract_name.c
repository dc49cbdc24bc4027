/* Who writes: From, "Я, Коваленко Ганна Петрівна", "от Иванова И. И.", what
 * stands under "с уважением", and firms by their legal form.  Only the
 * writer is looked for; people a letter tells of are not. */
#include "extract_parts.h"

#include <string.h>
#include "name_given.h"

enum {
	BEFORE_MOST_BYTES = 160,
	LAST_LINES_BYTES = 800,
};

#define WORD	"\\p{Lu}[\\p{L}'’ʼ]+(?:-\\p{Lu}[\\p{L}'’ʼ]+)?"
#define INITIAL "\\p{Lu}\\."
#define GAP	"[ \\t\\x{A0}]+"
#define FULL                                                                   \
	"(?:" WORD GAP INITIAL " ?" INITIAL "|" INITIAL " ?" INITIAL " ?" WORD \
	"|" WORD GAP WORD "(?:" GAP WORD ")?|" INITIAL " ?" WORD ")"
/* No verb: "Дякую", "Допоможіть". */
#define ALONE "\\p{Lu}[\\p{Ll}'’ʼ]{2,20}(?<!те|ть|ую|аю|яю|юсь|ць|ing)"
#define THREE WORD GAP WORD GAP WORD
/* A patronymic in the nominative, and in the genitive. */
#define PATRONYMIC                                                                                                                   \
	"\\p{Lu}[\\p{L}'’ʼ]*(?:ович|евич|йович|івна|ївна|овна|евна|авіч|евіч|"               \
	"овіч|ёвіч|аўна|еўна|ёўна|іўна|лліч|ввич|кич|кіч|міч|льич|льіч|нична|" \
	"мич|тич|ічна)"
#define OF_PATRONYMIC "\\p{Lu}[\\p{L}'’ʼ]*(?:ича|іча|вни|вны|ўны|чны|чни)"
#define CALLED                                                                                                      \
	"(?i:гр\\.|громадян\\w+|гражд\\w+|грамадзян\\w+|абонент\\w*|"                \
	"спожива\\w+|"                                                                                       \
	"кл[иіi][еє]нт\\w*|кліент\\w*|потребител\\w+|спажы\\w+|покуп\\w+|"        \
	"заказчик\\w*|пацієнт\\w*|жител\\w+|мешкан\\w+|жыхар\\w*|"                   \
	"пенсіонер\\w*|"                                                                                   \
	"пенсионер\\w*|бібліотекар\\w*|вчител\\w+|учител\\w+|настаўні\\w+|" \
	"ветеран\\w*|інвалід\\w*|инвалид\\w*)"
#define WHO "(?:(?:" TITLE "|" CALLED ")\\s+)?"
#define TITLE                                                                                                                    \
	"(?i:(?:генеральн\\w+|генеральны|головн\\w+|главн\\w+|галоўн\\w+|"                   \
	"managing|фінансов\\w+|"                                                                                         \
	"коммерческ\\w+|комерційн\\w+|виконавч\\w+|исполнительн\\w+|"                     \
	"заступник|"                                                                                                    \
	"заместитель|в\\.о\\.|и\\.о\\.)\\s+)*(?i:директор(?!у|ові|ам)\\w*|"                         \
	"дырэктар(?!у|ам)\\w*|"                                                                                       \
	"бухгалт[еа]р(?!у|ові|ам)\\w*|юрист\\w*|адвокат\\w*|менеджер\\w*|"                   \
	"голова|"                                                                                                          \
	"председатель|"                                                                                              \
	"старшыня|адміністратор|администратор|адміністратар|лікар|врач|" \
	"урач|завідувач\\w*|заведующ\\w+|загадчы\\w+|власни\\w+|"                              \
	"владел\\w+|уладальні\\w+|owner|начальник|керівник|руководитель|"            \
	"кіраўнік|mr|mrs|ms|miss|dr|"                                                                                    \
	"director|manager|solicitor)\\.?(?:\\s+(?:" ORGANISATION "))?"
#define FORM                                                                                                                  \
	"(?:ПП|ЧП|ТОВ|Т[зЗ]ОВ|ООО|ТАА|ЗАТ|ПАТ|ПрАТ|АТ|ОАО|ЗАО|ПАО|АО|ААТ|ЧУП|" \
	"УП|ПУП|ЧТУП|ДП|ГУП|ФГУП|МУП|КП|ОСББ|ТСЖ|ТСН|СНТ|ГО|НВП|НПП|СП|ОДО|" \
	"ТДВ|РУП|КУП|КНП|КУ|КЗ|ФГ|СФГ|СТОВ|ЖБК|БФ|ГБУ|ГБУЗ|МБУ|МБОУ|МКУ|"      \
	"КФХ|АНО|УЗ|" WRITTEN_OUT ")"
/* The same in words. */
#define WRITTEN_OUT                                                                                                             \
	"(?i:товариство з (?:обмеженою|додатковою) відповідальністю|"             \
	"общество с ограниченной ответственностью|"                                        \
	"таварыства з абмежаванай адказнасцю|"                                                  \
	"(?:приватне |публічне |публичное |закрытое |открытое |закрытае |"     \
	"адкрытае )?(?:акціонерне товариство|акционерное общество|"              \
	"акцыянернае таварыства)|"                                                                         \
	"(?:приватне|державне|комунальне|фермерське|частное|унитарное|"     \
	"государственное|муниципальное|прыватнае|унітарнае|дзяржаўнае)" \
	"(?: [\\p{Ll}-]+){0,3} (?:підприємство|господарство|предприятие|"                    \
	"прадпрыемства))"
#define ORGANISATION FORM "\\s*[«\"“„][^»\"”“\\n]{2,60}[»\"”“]"
#define FIRM_EN                                                                \
	"\\p{Lu}[\\w&'.-]*(?: (?:&|and|of|\\p{Lu}[\\w&'.-]*)){0,5} "           \
	"(?i:Ltd|Limited|LLC|LLP|PLC|Inc|GmbH|CIC)\\b\\.?"
#define TRADER                                                                                        \
	"(?:ФОП|ФЛП|ИП|ІП|(?i:фізична особа[ –-]{1,3}підприємець|" \
	"индивидуальный предприниматель|індывідуальны прадпрымальнік))" GAP                           \
		FULL
#define FAREWELL                                                                                               \
	"(?i:повагою|уважением|павагай|пашанай|почтением|best|regards|" \
	"hopefully|gratefully|respectfully|"                                                                   \
	"sincerely|"                                                                                           \
	"faithfully|wishes|truly|thanks|thank "                                                                \
	"you|cheers|дякую|спасибо|дзякуй)"

#define LIVES                                                                                                                     \
	"|,\\s+(?:\\d|(?i:м|г|с|в|вул|ул|кв|тел|смт|село|вёска|дер|обл|адрес|"               \
	"адрас|мешка|прожив|пражыв|жыв|жив|який|яка|которы|котора|пенс)[.\\p{" \
	"L}]*)"

enum form {
	NOMINATIVE,
	PERSON, /* nominative, and no one who is written to */
	ONE,	/* a single word at the end: a given name that we know */
	GENITIVE,
	FIRM,
};

struct place {
	const char *pattern; /* group 1 is the name */
	enum form form;
};

/* Only in these places is a name the writer's. */
static const struct place places[] = {
	{ "(?m)^\\s*(?i:від|от|ад)\\s*:?\\s+(?:[\\p{Ll}'’-]+\\s+){0,8}(" WORD
			GAP WORD GAP OF_PATRONYMIC ")",
		GENITIVE },
	/* Three names, and nothing behind them but where they live. */
	{ "(?m)^[ \\t]*(?!(?:ФОП|ФЛП|ИП|ІП)\\b)(?:[\\p{L}-]+" GAP
	  "){0,2}(?!" CALLED ")(" WORD GAP PATRONYMIC GAP WORD
	  ")[ \\t]*(?:,[^\\n]{0,80}\\s*\\z|\\r?$" LIVES ")",
		PERSON },
	{ "(?m)^[ \\t]*(?!(?:ФОП|ФЛП|ИП|ІП)\\b)(?:[\\p{L}-]+" GAP
	  "){0,2}?(?!" CALLED ")(" WORD GAP WORD GAP PATRONYMIC
	  ")[ \\t]*(?:,[^\\n]{0,80}\\s*\\z|\\r?$" LIVES ")",
		PERSON },
	{ "(?m)(?<!\\w)(?i:від|от|ад)\\s+(?:" CALLED "\\s+)*(" THREE ")",
		GENITIVE },
	{ "(?m)^\\s*(?i:від|от|ад)\\s*:?\\s+(?:" CALLED "\\s+)*(" FULL ")",
		GENITIVE },
	{ "(?m)^\\s*(?i:від кого|заявни[кц]\\w*|заявител\\w+|заяўнік\\w*|п\\.?"
	  "і\\.?б\\.?|ф\\.?и\\.?о\\.?|імя|ім'я|имя|відправник|отправитель|"
	  "подпись|підпис|подпіс|signed|(?:full "
	  ")?name|from|споживач|потребитель|абонент|покупець|"
	  "покупатель)\\s*[:–—-]\\s*(" FULL ")",
		NOMINATIVE },
	{ "(?<!\\w)[ЯяI],\\s+(?:" CALLED "\\s+)*(" FULL ")\\s*[,(]",
		NOMINATIVE },
	{ "(?<!\\p{L})(?i:мене звати|меня зовут|мяне завуць|мяне клічуць|my "
	  "name is|my "
	  "name's)\\s+(" WORD ")(?=[\\s,.!]+(?!\\p{Lu}))",
		NOMINATIVE },
	{ "(?<!\\p{L})(?i:it is|it's|this is)\\s+(" WORD ")\\s+here\\b",
		NOMINATIVE },
	{ "(?<!\\p{L})(?i:мене звати|меня зовут|мяне завуць|мяне клічуць|моє "
	  "ім.?я|мое "
	  "имя|маё імя|my name is|my name's|i am|i'm|this is)\\s+" WHO "(" FULL
	  ")",
		NOMINATIVE },
	{ "(?<!\\p{L})(?i:(?:пише|пишет|піша|звертається|обращается|звяртаецца)"
	  "\\s+(?:до "
	  "|к |да )?(?:вам|вас))\\s*[,:]?\\s+(?:" CALLED "\\s*,?\\s+)*(" FULL
	  ")",
		NOMINATIVE },
	/* "Добрий день! Мельник О. В., вул. Зелена 3": whom one greets is not
	 * called by initials, nor lives anywhere. */
	{ "^\\s*(?i:здравствуйте|здрастуйте|вітаю|добр\\w+ (?:день|дня|"
	  "вечір|вечора|вечер|дзень|вечар|ранку|утро)|hello|good "
	  "(?:day|morning|afternoon))[!.]\\s+(" FULL ")(?:,\\s+(?:\\d|(?i:м|г|"
	  "вул|ул|о/р|л/"
	  "с|ос|лиц|дог|дагавор|тел|абон|account|of)[.\\p{L}]*(?:\\s+\\p{Ll}+)?"
	  "\\s*[№:\\p{Lu}\\d]))",
		NOMINATIVE },
	{ "^\\s*(?i:здравствуйте|здрастуйте|вітаю|добр\\w+ (?:день|дня|"
	  "вечір|вечора|вечер|дзень|вечар|ранку|утро))[!.,]\\s+(" WORD GAP
			INITIAL " ?" INITIAL "),",
		NOMINATIVE },
	/* Alone on its line, with where they live and how to call them under
	 * it; or the last words of all. */
	{ "(?:^|\\n)[ \\t]*" WHO "(" FULL
	  ")[ \\t]*(?:\\([^)\\n]{1,20}\\))?,?(?:\\r?\\n[^\\n]{1,60}){1,4}\\s*"
	  "\\z",
		NOMINATIVE },
	{ "(?<=[\\p{Ll}\\d][.!?,])[ \\t]+" WHO "(" FULL ")\\.?\\s*\\z",
		NOMINATIVE },
	{ "(?<=[\\p{Ll}\\d][.!?])[ \\t]+" WHO "(" FULL
	  "),[^\\n.!?]{0,20}\\d[^\\n.!?]{0,20}"
	  "\\s*\\z",
		NOMINATIVE },
	/* "Hilary Benn-Mason, 5 Beck Cottages, Staveley" in the last line. */
	{ "\\n[ \\t]*" WHO "(" FULL "),[ \\t]*[^\\n]{2,80}\\s*\\z",
		NOMINATIVE },
	{ "\\n[ \\t]*(" FULL ")[ \\t]+(?:и|і|й|та|ды|and|&)[ \\t]+[^\\n]{2,60}"
	  "\\s*\\z",
		NOMINATIVE },
	/* "Ваш абонент Ткаченко В. І.", "Заранее благодарю, Виктор", "- Gary"
	 */
	{ "(?<!\\p{L})(?i:ваш|ваша)[ \\t]+(?:\\p{Ll}+[ \\t]+){1,3}(" FULL
	  "|" WORD ")\\.?\\s*\\z",
		NOMINATIVE },
	{ "(?i:благодарю|благодар[ен]н?а?|вдячн\\w+|удзячн\\w+|щиро|искренне|"
	  "побажання\\w*|пожелания\\w*|пажадання\\w*|(?<!\\p{L})ув\\.)[,!.]"
	  "\\s*(" FULL "|" WORD ")\\.?\\s*\\z",
		NOMINATIVE },
	{ "\\n[ \\t]*[-–—][ \\t]*(" FULL "|" WORD ")\\.?\\s*\\z", NOMINATIVE },
	{ "(?:\\n|[\\p{Ll}\\d)][.!?])[ \\t]*(" ALONE GAP INITIAL ")\\s*\\z",
		ONE },
	{ "\\n[ \\t]*(" ALONE ")[.!]?\\s*\\z", NOMINATIVE },
	{ "(?<=[\\p{Ll}\\d)][.!?]|[\\p{Ll}]\\))[ \\t]+(" ALONE ")[.!]?\\s*\\z",
		ONE },
	{ FAREWELL "[,!.]?\\s*(?:-+\\s*)?(?:" TITLE "\\s*,?\\s*)?(" FULL
		   "|" WORD "(?=\\s*(?:$|\\n|[,+\\d])))",
		NOMINATIVE },
	{ "(?m)^\\s*" TITLE "(?:[ \\t]+[\\p{Ll}'’-]+){0,4}\\s*,?\\s*[_ ]*(" FULL
	  ")\\s*$",
		NOMINATIVE },
	{ "(?:^|\\n)\\s*(" FULL ")[ \\t]*(?:,?\\s*(?:т(?:ел)?\\.?:?)?\\s*"
	  "[+(]?\\d[\\d ().-]{6,18})?\\s*(?:\\d{1,2}[./]\\d{1,2}[./]\\d{2,4}"
	  "\\s*(?:р\\.|г\\.)?)?\\s*\\z",
		NOMINATIVE },
	{ "(?<!\\p{L})(?i:директор(?!у|ові|ам)\\w*|дырэктар(?!у|ам)\\w*|"
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
	/* On its line; its number in the register or its address behind it. */
	{ "(?m)^\\s*(" ORGANISATION "|" TRADER "|" FIRM_EN ")(?:\\s*,?\\s*$|"
	  ",\\s*(?:\\d|(?i:код|є[дг]рпоу|рнокпп|ин?п?н|унп|огрн|reg|comp|vat|м|"
	  "г|"
	  "вул|ул|директор|дырэктар)(?!\\p{L})))",
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
	"щиро|ваша?|искренне|шчыра|чекаю|чакаю|жду|прашу|waiting|please|"            \
	"secretary|manager|director|"                                                                                       \
	"office|department|company|officer|support|info|admin|sales|mailer|"                                                \
	"підтримк\\w*|поддержк\\w*|падтрымк\\w*|бухгалтері\\w*|"                          \
	"бухгалтери\\w*|канцеляр\\w*|оператор\\w*|регистратор\\w*|then|mr|"            \
	"mrs|ms|miss|regards|sincerely|faithfully|cheers|"                                                                  \
	"from|надіслано|отправлено|адпраўлена|iphone|android)(?!\\w)"

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
			"старшыні|the manager|(?:customer|complaints) "
			"\\p{L}+|кому:?|куди:?|куда:?|dear|attn:?|to:)"
			"\\s+(?:(?!(?:від|от|ад)\\s)[\\p{L}-]+\\s+){0,3}$",
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

static bool each_name(const struct regex_match *match, void *user)
{
	const struct name_finder *names = user;
	struct finder *finder = names->finder;
	g_autofree char *name = regex_group(match, 1);
	g_strstrip(name);
	if (is_no_name(name) ||
		(names->form != PERSON && is_addressed(match)) ||
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

/* What has to be the end of all is looked for in the last lines alone. */
void find_names(struct finder *finder)
{
	static gsize compiled[G_N_ELEMENTS(places)];
	g_autoptr(GArray) whole =
		g_array_new(FALSE, FALSE, sizeof(struct passage));
	g_autoptr(GArray) last =
		g_array_new(FALSE, FALSE, sizeof(struct passage));
	passages_add(whole, finder->text, 0, finder->length, 0);
	passages_add(last, finder->text, last_word_end(finder), finder->length,
		LAST_LINES_BYTES);
	for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
		struct name_finder names = { finder, places[i].form };
		bool is_last = g_str_has_suffix(places[i].pattern, "\\z");
		regex_each_within(
			regex_once(&compiled[i], places[i].pattern, REGEX_CASE),
			finder->text, finder->length, is_last ? last : whole,
			each_name, &names);
	}
}

/* The whole of a From name: a person's, a firm's, or neither ("Support"). */
void find_sender(struct finder *finder, const char *name)
{
	static const struct place forms[] = {
		{ "^\\s*(" ORGANISATION "|" TRADER "|" FIRM_EN "|" FORM
		  "\\s.+)\\s*$",
			FIRM },
		{ "^\\s*(" FULL "|" WORD GAP INITIAL
		  "|\\p{Lu}\\p{Ll}[\\p{L}'’ʼ]*"
		  ")\\s*$",
			NOMINATIVE },
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
