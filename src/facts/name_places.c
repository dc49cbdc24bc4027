/* The places of names.  Only in these is a name the writer's; people a letter
 * tells of are not. */
#include "name_places.h"

/* No verb: "Дякую", "Допоможіть". */
#define ALONE "\\p{Lu}[\\p{Ll}'’ʼ]{2,20}(?<!те|ть|ую|аю|яю|юсь|ць|ing)"
#define THREE WORD GAP WORD GAP WORD
/* A patronymic in the nominative, and in the genitive. */
#define PATRONYMIC                                                                                                                   \
	"\\p{Lu}[\\p{L}'’ʼ]*(?:ович|евич|йович|івна|ївна|овна|евна|авіч|евіч|"               \
	"овіч|ёвіч|аўна|еўна|ёўна|іўна|лліч|ввич|кич|кіч|міч|льич|льіч|нична|" \
	"мич|тич|ічна)"
#define OF_PATRONYMIC "\\p{Lu}[\\p{L}'’ʼ]*(?:ича|іча|вни|вны|ўны|чны|чни)"
#define CALLED                                                                                                    \
	"(?i:гр\\.|громадян\\w+|гражд\\w+|грамадзян\\w+|аб[оа]нент\\w*|"          \
	"спожива\\w+|"                                                                                     \
	"кл[иіi][еє]нт\\w*|кліент\\w*|потребител\\w+|спажы\\w+|покуп\\w+|"      \
	"заказчик\\w*|пацієнт\\w*|жител\\w+|мешкан\\w+|жыхар\\w*|"                 \
	"пенсіонер\\w*|"                                                                                 \
	"пенсионер\\w*|студент\\w*|бібліотекар\\w*|вчител\\w+|учител\\w+|" \
	"настаўні\\w+|"                                                                                   \
	"ветеран\\w*|ветэран\\w*|пенсіянер\\w*|інвалід\\w*|инвалид\\w*|"     \
	"сторож\\w*|teacher|nurse)"
#define NO_TRADER "(?!(?:ФОП|ФЛП|ИП|ІП)\\b)"
#define WHO	  "(?:\\(?(?:" TITLE "|" CALLED ")\\)?\\s+)?"
#define TITLE                                                                                                                  \
	"(?i:(?:acting|deputy|vice|генеральн\\w+|генеральны|головн\\w+|"                              \
	"главн\\w+|галоўн\\w+|"                                                                                     \
	"managing|фінансов\\w+|"                                                                                       \
	"коммерческ\\w+|комерційн\\w+|виконавч\\w+|исполнительн\\w+|"                   \
	"заступник|"                                                                                                  \
	"заместитель|в\\.о\\.|и\\.о\\.)\\s+)*(?i:директор(?!у|ові|ам)\\w*|"                       \
	"дырэктар(?!у|ам)\\w*|"                                                                                     \
	"бухгалт[еа]р(?!у|ові|ам)\\w*|юрист\\w*|адвокат\\w*|менеджер\\w*|"                 \
	"голова|"                                                                                                        \
	"председатель|"                                                                                            \
	"старшыня|управляющ\\w+|керуюч\\w+|кіруюч\\w+|адміністратор|"                \
	"администратор|адміністратар|лікар|врач|"                                           \
	"урач|завідувач\\w*|заведующ\\w+|загадчы\\w+|власни\\w+|"                            \
	"владел\\w+|уладальні\\w+|owner|начальник|керівник|руководитель|"          \
	"кіраўнік|зав\\.|head|mr|mrs|ms|miss|dr|cllr|rev|prof|"                                                     \
	"director|manager|solicitor|sgt|cpl|capt|canon|nurse|"                                                                 \
	"юр[иы]сконсульт\\w*|медсестра|медсястра|фельдшер|завгосп|завхоз|" \
	"завуч|солдат|сержант|сяржант)\\.?(?:\\s+(?:" ORGANISATION "))?"
/* "Зповагою" is a slip of the keyboard. */
#define RESPECT "[зс]?(?:повагою|уважением|павагай|пашанай|почтением)"
#define FAREWELL                                                                \
	"(?i:" RESPECT "|best|regards|hopefully|gratefully|respectfully|"       \
	"sincerely|faithfully|wishes|truly|thanks|thank you|cheers|дякую|" \
	"спасибо|дзякуй)"
/* Never with a verb's object. */
#define STRICT_FAREWELL "(?i:" RESPECT "|regards|sincerely|faithfully|truly)"
/* Where a line begins. */
#define LINE "(?m)(?:^|(?<=^[ \\t]))"
/* Where a sentence begins, a part of it, and either. */
#define SENTENCE  "(?<=[\\n.!?]|[\\n.!?][ \\t])"
#define PART	  "(?:^|(?<=[\\n.!?,:;–—-])|(?<=[\\n.!?,:;–—-][ \\t]))"
#define BEGINNING "(?:^|(?<=[\\n.!,])|(?<=[\\n.!,][ \\t]))"

/* Who writes for another, or for many. */
#define KIN                                                                                                                     \
	"(?i:син|сын|донька|дочка|дочь|дачка|внук|внучка|онук|онука|онучка|" \
	"унук|унучка|брат|сестра|сястра|чоловік|муж|дружина|жена|жонка|"    \
	"невістка|невестка|зять|племінни\\w+|племянни\\w+|пляменні\\w+|"            \
	"son|daughter|husband|wife|brother|sister|niece|nephew|"                                                                \
	"grandson|granddaughter)"
#define SPEAKS                                                                                                    \
	"(?i:представни\\w+|представител\\w+|прадстаўні\\w+|"                     \
	"довірена особа|доверенное лицо|давераная асоба|адвокат|" \
	"старш(?:ий|а) (?:по|у) \\p{L}+|старш(?:ий|ая) по \\p{L}+|"                         \
	"старшы по \\p{L}+|голова|председатель|старшыня|chair|secretary)"
#define ROLE "(?:" CALLED "|" TITLE "|" KIN "|" SPEAKS ")"
#define AND  "(?:та|і|й|и|ды|and|&)"
/* "Tom and Helen Archer" */
#define PAIR WORD GAP AND GAP WORD "(?:" GAP WORD ")?"
/* "Thank the engineer, Victor Hill." */
#define NO_STAFF                                                                                                         \
	"(?<!engineer,|technician,|manager,|agent,|adviser,|advisor,|driver,|"                                           \
	"operator,|майстру,|майстрові,|мастеру,|монтеру,|монтёру,|манцёру,|" \
	"менеджеру,|менеджару,|оператору,|аператару,|инженеру,|інженеру,)"
#define SIGNATURE "(?i:підпис|подпись|подпіс|signed|signature)"
/* Lines and dates to sign on. */
#define SIGNED                                                                 \
	"(?:[_.]{3,}|\\d{1,2}[./]\\d{1,2}[./]\\d{2,4}(?:[ \\t]*[рг]\\.)?)"

#define LIVES                                                                                                                     \
	"|,\\s+(?:\\d|(?i:м|г|с|в|вул|ул|кв|тел|смт|село|вёска|дер|обл|адрес|"               \
	"адрас|мешка|прожив|пражыв|жыв|жив|який|яка|которы|котора|пенс)[.\\p{" \
	"L}]*)"

/* Only in these places is a name the writer's. */
const struct place name_places[] = {
	{ "(?i:від|от|ад)\\s*:?\\s+(?:(?:[\\p{Ll}'’-]+|[IІV]{"
	  "1,3})\\s+"
	  "){0,8}(" WORD GAP WORD GAP OF_PATRONYMIC ")",
		GENITIVE, BEFORE_FULL, TRIED_AT_LINES },
	/* Three names, and nothing behind them but where they live. */
	{ "(?m)^[ \\t]*" NO_TRADER "(?:[\\p{L}-]+" GAP "){0,2}(?!" CALLED
	  ")(" WORD GAP PATRONYMIC GAP WORD
	  ")[ \\t]*(?:,[^\\n]{0,80}\\s*\\z|\\r?$" LIVES ")",
		PERSON, ON_LINE, .signs = SIGN_PATRONYMIC },
	{ "(?m)^[ \\t]*" NO_TRADER "(?:[\\p{L}\\d№«»-]+" GAP "){0,5}?(?!" CALLED
	  ")(" WORD GAP WORD GAP PATRONYMIC
	  ")[ \\t]*(?:,[^\\n]{0,80}\\s*\\z|\\r?$" LIVES ")",
		PERSON, ON_LINE, .signs = SIGN_PATRONYMIC },
	{ "(?m)(?<!\\w)(?i:від|от|ад)\\s+(?:" CALLED "\\s+)*" NO_TRADER
	  "(" THREE ")",
		GENITIVE, BEFORE_FULL, TRIED_AT_WORDS },

	/* "Директору\nКоваля Петра Івановича, м. Стрий": the genitive
	 * is not whom it is written to. */
	{ "^\\s*(?i:директор(?:у|ові)|дырэктару|начальник(?:у|ові)|"
	  "керівник(?:у|ові)|руководителю|кіраўніку|голові|"
	  "председателю|"
	  "старшыні)(?:[ \\t]+[^\\n]{1,60})?\\n(?:[^\\n]{1,60}\\n)?[ "
	  "\\t]*(" WORD GAP WORD GAP OF_PATRONYMIC ")[ \\t]*(?:,|\\r?\\n)",
		GENITIVE, .signs = SIGN_COMMA | SIGN_LINE },
	/* "Контактна особа: Олена Мороз", "For the company: Ann Holt"
	 */
	{ "(?<!\\p{L})(?i:контакт(?:н\\w+)?(?: особа| "
	  "лицо)?|кантакт(?:н\\w+)?"
	  "(?: асоба)?|contact(?: person| name)?|for (?:and on behalf "
	  "of )?the "
	  "(?:company|committee|trustees|board|partners|club|school)|"
	  "за "
	  "(?:підприємство|компанію|предприятие|компанию|прадпрыемства)"
	  ")[ "
	  "\\t]*[:,][ \\t]*\\s(" FULL ")\\s*(?:[,.;]|$|\\n)",
		NOMINATIVE, BEFORE_FULL, TRIED_AT_WORDS },
	/* "Я вчителька на пенсії, Ганна Петрівна Лис." */
	{ "(?<!\\w)[ЯяI](?:['’]m|[ \\t]+am)?[ \\t]+(?:an?[ "
	  "\\t]+)?(?:" CALLED "|" TITLE "|" KIN ")[^.,\\n]{0,40},[ \\t]+(" FULL
	  ")[.,]",
		NOMINATIVE, BEFORE_FULL, TRIED_AT_WORDS,
		.signs = SIGN_COMMA | SIGN_STOP },
	/* "Send it to me, please: Ann Holt, 9 Mill Lane" */
	{ "(?<!\\p{L})(?i:me|мені|мне)(?:,?[ \\t]+\\p{Ll}+){0,3}[ "
	  "\\t]*:[ "
	  "\\t]*(" FULL "),",
		NOMINATIVE, BEFORE_FULL, TRIED_AT_WORDS, .signs = SIGN_COMMA },
	/* With how old they are. */
	{ LINE "(" FULL "),[ \\t]*(?i:aged?[ \\t]+\\d{2}|\\d{2}[ "
	       "\\t]+(?:рок|рік|"
	       "лет|год|гад)\\p{L}*)(?![\\p{L}\\d])[^\\n,.!?]{0,25}[ "
	       "\\t]*$",
		NOMINATIVE, ON_LINE, .signs = SIGN_AGE },
	/* The last line of what is written, and where to reach them
	   below. */
	{ "\\n[ \\t]*" WHO "(" FULL "),[ \\t]*" ROLE
	  "[^\\n]{0,40}(?:\\r?\\n[^\\n]{1,80}){0,3}\\s*\\z",
		NOMINATIVE, ON_LINE, .signs = SIGN_COMMA },
	{ ROLE "(?:[ \\t]+[\\p{Ll}\\d'’.-]+){0,5}[ \\t]+(?:" ORGANISATION
	       "[ \\t]+)?(" FULL ")(?:\\r?\\n[^\\n]{1,60}){1,3}\\s*\\z",
		NOMINATIVE, BEFORE_FULL, TRIED_AT_LINES, .signs = SIGN_LINE },
	{ "(?:^|\\n)[ \\t]*(" FULL ")[ \\t]*[|·•][ \\t]*[^\\n]{1,80}\\s*\\z",
		NOMINATIVE, ON_LINE, .signs = SIGN_BAR },
	/* "Одарка Шпак, вдова" */
	{ "[\\n.!?,][ \\t]*(" FULL "),[ \\t]+(?:" CALLED
	  "|(?i:вдова|вдівець|вдовец|удава|удавец|учасни\\w+|"
	  "участни\\w+|"
	  "удзельні\\w+|widow|widower|pensioner|veteran))[^\\n.!?]{0,"
	  "40}\\.?"
	  "\\s*\\z",
		NOMINATIVE, ON_LINE, .signs = SIGN_COMMA },
	{ "(?:^|\\n)[ \\t]*(" WORD GAP WORD GAP PATRONYMIC
	  ")\\.[ \\t]+[^\\n!?]{0,60}\\d[^\\n!?]{0,30}\\s*\\z",
		PERSON, ON_LINE, .signs = SIGN_PATRONYMIC },
	{ "(?i:від|от|ад)\\s*:?\\s+(?:" CALLED "\\s+)*" NO_TRADER "(" FULL ")",
		GENITIVE, BEFORE_FULL, TRIED_AT_LINES },
	{ "(?m)(?i:від|от|ад)[ \\t]*:?[ \\t]+(?:" CALLED
	  "\\s+)*(" WORD GAP INITIAL ")[ \\t]*$",
		GENITIVE, BEFORE_FULL, TRIED_AT_LINES },
	{ "(?i:from)[ \\t]*:?[ \\t]+" WHO "(" FULL "),", NOMINATIVE,
		BEFORE_FULL, TRIED_AT_LINES, .signs = SIGN_COMMA },
	{ "(?i:від "
	  "кого|заявни[кц]\\w*|заявител\\w+|заяўнік\\w*|п\\.?"
	  "і\\.?б\\.?|ф\\.?и\\.?о\\.?|імя|ім'я|имя|відправник|"
	  "отправитель|"
	  "подпись|підпис|подпіс|signed|(?:full "
	  ")?name|from|споживач|потребитель|абонент|покупець|"
	  "покупатель|applicant|complainant|account "
	  "holder|customer)\\s*[:–—-]\\s*[_/ ]*(?:" CALLED "\\s+)*(" FULL ")",
		NOMINATIVE, BEFORE_FULL, TRIED_AT_LINES },
	{ "(?<!\\w)[Яя]\\s+(" THREE ")\\s*[,(]", NOMINATIVE, BEFORE_FULL,
		TRIED_AT_WORDS },
	/* "Edith Crane's daughter, Polly Marsh, " */
	{ "['’]s\\s+" KIN ",?\\s+(" FULL ")[,.]", NOMINATIVE,
		.signs = SIGN_COMMA | SIGN_STOP },
	{ "(?<!\\w)[ЯяI],\\s+(?:" CALLED "\\s+)*(" FULL ")\\s*[,(]", NOMINATIVE,
		BEFORE_FULL, TRIED_AT_WORDS },
	{ "(?<!\\p{L})(?i:мене зв(?:ати|уть)|меня зовут|мяне "
	  "завуць|мяне "
	  "клічуць|my "
	  "name is|my "
	  "name's)\\s+(" WORD ")(?=[\\s,.!]+(?!\\p{Lu}))",
		NOMINATIVE, ANYWHERE, TRIED_AT_WORDS },
	/* "Здравствуйте, это Аркадий Зотов." */
	{ BEGINNING "(?i:це|это|гэта)[ \\t]+(" FULL ")[.,!]", NOMINATIVE,
		BEFORE_FULL, TRIED_AT_WORDS },
	{ BEGINNING "(?i:(?:це|это|гэта)[ \\t]+(?:пише|пишет|піша))"
		    "[ \\t]+(" FULL "|" WORD ")",
		NOMINATIVE, ANYWHERE, TRIED_AT_WORDS },
	{ "(?i:заявни[кц]\\w*|заявител\\w+|заяўні\\w+)[ "
	  "\\t]+(" FULL ")\\s*,",
		NOMINATIVE, BEFORE_FULL, TRIED_AT_LINES },
	{ "(?:^|[\\n.!,])[ \\t]*" WHO "(" FULL ")[ \\t]+here\\b", NOMINATIVE,
		ON_LINE, .signs = SIGN_HERE },
	{ "(?<!\\p{L})(?i:это|це|гэта|my name's|i'm)\\s+(" WORD
	  "),\\s+(?i:[\\p{L}]+\\s+)?" KIN "(?!\\p{L})",
		NOMINATIVE, ANYWHERE, TRIED_AT_WORDS },
	{ "(?<!\\p{L})[ЯяI],?\\s*(?:[–—-]\\s*)?(?i:am|її|его|її|ее|"
	  "её|його|яе|яго|her|his|their)\\s+" KIN ",?\\s+(" FULL "|" WORD
	  ")(?!\\p{L})",
		NOMINATIVE, ANYWHERE, TRIED_AT_WORDS },
	{ "(?i:by (?:his|her|their))\\s+" KIN ",?\\s+(" FULL ")", NOMINATIVE,
		BEFORE_FULL, TRIED_AT_WORDS },
	{ "(?<!\\p{L})(?i:it is|it's|this is)\\s+(" WORD ")\\s+here\\b",
		NOMINATIVE, ANYWHERE, TRIED_AT_WORDS },
	{ "(?<!\\p{L})(?i:мене зв(?:ати|уть)|меня зовут|мяне "
	  "завуць|мяне "
	  "клічуць|моє "
	  "ім.?я|мое "
	  "имя|маё імя|my name is|my name's|i am|i'm|this is)\\s+" WHO "(" FULL
	  ")(?<!['’]s)(?![\\p{L}'’])",
		NOMINATIVE, BEFORE_FULL, TRIED_AT_WORDS },
	{ "(?<!\\p{L})(?i:(?:пише|пишет|піша|звертається|обращается|"
	  "звяртаецца)"
	  "\\s+(?:до "
	  "|к |да )?(?:вам|вас))\\s*[,:]?\\s+(?:(?:" CALLED "|(?i:вдова|"
	  "вдівець|вдовец|удава|удавец|учасни\\w+|участни\\w+|"
	  "удзельні\\w+))(?:[ \\t]+[\\p{Ll}\\d-]+){0,3}\\s*,?\\s+)*(" FULL ")",
		NOMINATIVE, BEFORE_FULL, TRIED_AT_WORDS },
	/* "Добрий день! Мельник О. В., вул. Зелена 3": whom one greets
	 * is not called by initials, nor lives anywhere. */
	{ "^\\s*(?i:здравствуйте|здрастуйте|вітаю|добр\\w+ (?:день|дня|"
	  "вечір|вечора|вечер|дзень|вечар|ранку|утро)|hello|good "
	  "(?:day|morning|afternoon))[!.]\\s+(" FULL ")(?:,\\s+(?:\\d|(?i:м|г|"
	  "вул|ул|о/р|л/"
	  "с|ос|лиц|дог|дагавор|тел|абон|account|of)[.\\p{L}]*(?:\\s+"
	  "\\p{Ll}+)?"
	  "\\s*[№:\\p{Lu}\\d]))",
		NOMINATIVE, .signs = SIGN_COMMA },
	{ "^\\s*(?i:здравствуйте|здрастуйте|вітаю|добр\\w+ (?:день|дня|"
	  "вечір|вечора|вечер|дзень|вечар|ранку|утро))[!.,]\\s+(" WORD GAP
			INITIAL " ?" INITIAL "),",
		NOMINATIVE, .signs = SIGN_COMMA },
	/* "Голова правління ЖБК «Мрія» Остапчук С. В.", "Внучка Алина
	 * Жукова", "Ваша клієнтка з 2009 року Оксана Лесів" */
	{ PART "(?i:(?:ваш|ваша|your|її|его|ее|яе|her|"
	       "his)[ \\t]+)?" ROLE
	       "(?:[ \\t]+[\\p{Ll}\\d'’.-]+){0,5}(?:[ \\t]+"
	       "(?:" ORGANISATION
	       "|[«\"“„][^»\"”“\\n]{2,40}[»\"”“]))?[ \\t]*[:,–—-]?\\s+(" FULL
	       ")\\.?\\s*\\z",
		NOMINATIVE, BEFORE_FULL, TRIED_AT_WORDS, .signs = SIGN_END },
	/* "Подружжя Ганна та Ілля Бондаренки", "Сям'я Грыневіч, Алена і
	 * Пётр" */
	{ "\\n[ "
	  "\\t]*(?i:(?:подружжя|супруги|сям['’]я|сім['’]я|семья|родина|"
	  "the|муж и жена)[ \\t]+)?(?:" WORD "[,:][ \\t]*)?(" PAIR
	  ")\\.?\\s*\\z",
		NOMINATIVE, ON_LINE, .signs = SIGN_AND },
	{ SENTENCE ROLE "[ \\t]+(" ALONE ")[.!]?\\s*\\z", ONE, BEFORE_LAST,
		TRIED_AT_WORDS },
	{ SENTENCE "(?i:ваш|ваша)[ \\t]+(" ALONE ")[.!]?\\s*\\z", ONE,
		BEFORE_LAST, TRIED_AT_WORDS },
	/* Alone on its line, with where they live and how to call them
	 * under it; or the last words of all. */
	{ "(?:^|\\n)[ \\t]*" WHO "(" FULL ")[ "
	  "\\t]*(?:\\([^)\\n]{1,20}\\))?,?(?:\\r?\\n[^\\n]{1,60}){1,4}"
	  "\\s*"
	  "\\z",
		NOMINATIVE, ON_LINE,
		.signs = SIGN_COMMA | SIGN_LINE | SIGN_BRACKET },
	{ "(?<=[\\p{Ll}\\d][.!?,])" NO_STAFF "[ \\t]+" WHO "(" FULL
	  ")\\.?\\s*\\z",
		NOMINATIVE, ON_LINE, .signs = SIGN_END },
	{ "(?<=[\\p{Ll}\\d][.!?])[ \\t]+" WHO "(" FULL
	  "),[^\\n.!?]{0,20}\\d[^\\n.!?]{0,20}"
	  "\\s*\\z",
		NOMINATIVE, ON_LINE, .signs = SIGN_COMMA },
	/* "Hilary Benn-Mason, 5 Beck Cottages, Staveley" in the last
	   line. */
	{ "\\n[ \\t]*" WHO "(" FULL "),[ \\t]*[^\\n]{2,80}\\s*\\z", NOMINATIVE,
		ON_LINE, .signs = SIGN_COMMA },
	{ "\\n[ \\t]*(" FULL ")[ \\t]+(?:и|і|й|та|ды|and|&)[ \\t]+[^\\n]{2,60}"
	  "\\s*\\z",
		NOMINATIVE, ON_LINE, .signs = SIGN_AND },
	{ "\\n[^\\n]{0,40}" SIGNED "[ \\t/]*(" FULL ")[ \\t/]*\\s*\\z",
		NOMINATIVE, ON_LINE, .signs = SIGN_END },
	/* "Підпис: /Коваль/", "(подпись) Синицын" */
	{ SIGNATURE "[ \\t]*[:–—-]?[ \\t]*[_ ]*[/(][ \\t]*(" FULL "|" WORD
		    ")[ \\t]*[/)]\\s*\\z",
		NOMINATIVE, ANYWHERE, TRIED_AT_WORDS },
	{ SIGNATURE "[ \\t]*[/)][ \\t]*(" FULL "|" WORD ")\\.?\\s*\\z",
		NOMINATIVE, ANYWHERE, TRIED_AT_WORDS },
	{ "(?i:підписа(?:в|ла)|подписала?|падпіса(?:ў|ла)|signed by)[ "
	  "\\t:]+(" FULL ")\\.?\\s*\\z",
		NOMINATIVE, BEFORE_FULL, TRIED_AT_WORDS, .signs = SIGN_END },
	/* "Сергій (абонент 0441234)" */
	{ "\\n[ \\t]*(" ALONE ")[ \\t]*\\((?i:аб[оа]нент|кл[иіi][еє]нт|"
	  "кліент|customer|account|flat|кв\\.|вул\\.|ул\\.|т[еэ]л|"
	  "\\d)[^)\\n]{0,40}\\)\\s*\\z",
		ONE, ANYWHERE },
	/* "З повагою, родина Шевчуків", "the Baxter family" */
	{ "(?:^|(?<=[\\n.!?,])|(?<=[\\n.!?,][ "
	  "\\t]))((?i:родина|сім['’]я|семья|сям['’]я)" GAP WORD
	  ")(?:\\.|,[^\\n]{2,80})?\\s*\\z",
		FAMILY, ANYWHERE, TRIED_AT_WORDS },
	{ "(?:\\n|[.!?,])[ \\t]*(?i:the)?[ \\t]*((?!Holy)" WORD GAP
	  "[Ff]amily)\\.?\\s*\\z",
		FAMILY, BEFORE_END },
	{ "[–—-][ \\t]*(" THREE ")\\.?\\s*\\z", PERSON, ON_LINE,
		.signs = SIGN_END },
	/* "Ваш абонент Ткаченко В. І.", "Заранее благодарю, Виктор", "-
	 * Gary"
	 */
	{ "(?<!\\p{L})(?i:ваш|ваша)[ \\t]+(?:\\p{Ll}+[ "
	  "\\t]+){1,3}(" FULL "|" WORD ")\\.?\\s*\\z",
		NOMINATIVE, ANYWHERE, TRIED_AT_WORDS },
	{ "(?i:благодарю|благодар[ен]н?а?|вдячн\\w+|удзячн\\w+|щиро|"
	  "искренне|"
	  "побажання\\w*|пожелания\\w*|пажадання\\w*|(?<!\\p{L})ув\\.?)"
	  "[,!.]"
	  "\\s*(" FULL "|" WORD ")\\.?\\s*\\z",
		NOMINATIVE, ANYWHERE, TRIED_AT_WORDS },
	{ "\\n[ \\t]*[-–—][ \\t]*(" FULL "|" WORD ")\\.?\\s*\\z", NOMINATIVE,
		LAST_ON_LINE },
	{ "\\n[ \\t]*[-–—][ \\t]*(" FULL "),[^\\n]{1,60}\\s*\\z", NOMINATIVE,
		ON_LINE, .signs = SIGN_COMMA },
	{ "(?:\\n|[\\p{Ll}\\d)][.!?])[ \\t]*(" ALONE GAP INITIAL ")\\s*\\z",
		ONE, ON_LINE, .signs = SIGN_END },
	/* "женя рудь", of who does not care for capitals. */
	{ "(?:\\n[ \\t]*|\\d[ \\t]+)(" SMALL ")[.!)]*\\s*\\z", ONE,
		BEFORE_END },
	{ "\\n[ \\t]*(" ALONE "(?:" GAP INITIAL ")?)[.!]?\\s*\\z", NOMINATIVE,
		LAST_ON_LINE },
	{ "(?<=[\\p{Ll}\\d)][.!?]|[\\p{Ll}]\\))[ \\t]+(" ALONE ")[.!]?\\s*\\z",
		ONE, LAST_ON_LINE },
	{ FAREWELL "[,!.]?\\s*(?:-+\\s*)?(?:\\(?" TITLE "\\)?\\s*,?\\s*)?(" FULL
		   "|" WORD "(?=\\s*(?:$|\\n|[,+\\d])))",
		NOMINATIVE, ANYWHERE, TRIED_AT_WORDS },
	{ STRICT_FAREWELL "[,!.]?\\s*(?:[\\p{Ll}'’-]+\\s+){1,5}(?:" ORGANISATION
			  "\\s+)?(" FULL "|" PAIR ")",
		NOMINATIVE, BEFORE_FULL, TRIED_AT_WORDS },
	{ "(?m)" TITLE "(?:[ \\t]+[\\p{Ll}'’-]+){0,4}\\s*,?\\s*[_ ]*(" FULL
	  ")\\s*$",
		NOMINATIVE, BEFORE_FULL, TRIED_AT_LINES },
	{ "(?:^|\\n)\\s*(" FULL ")[ \\t]*(?:,?\\s*(?:т(?:ел)?\\.?:?)?\\s*"
	  "[+(]?\\d[\\d "
	  "().-]{6,18})?\\s*(?:\\d{1,2}[./]\\d{1,2}[./]\\d{2,4}"
	  "\\s*(?:р\\.|г\\.)?)?\\s*\\z",
		NOMINATIVE },
	{ "(?<!\\p{L})(?i:директор(?!у|ові|ам)\\w*|дырэктар(?!у|ам)\\w*"
	  "|"
	  "бухгалтер(?!у|ові|ам)\\w*|від|от|ад|ми,|мы,|we,|"
	  "наш\\w+|наше предприятие|на імя|на имя|в лице|в "
	  "особі|заявник:?|"
	  "заявитель:?|behalf of|directors? "
	  "of|director,|manager,|претензі\\w*|претензи\\w*|прэтэнзі\\w*"
	  ")[.:]?"
	  "\\s+(" ORGANISATION "|" TRADER "|" FIRM_EN ")",
		FIRM, ANYWHERE, TRIED_AT_WORDS },
	{ "(?<!\\w)(" ORGANISATION
	  ")\\s+(?i:в особі|в лице|у асобе|звертається|"
	  "обращается|звяртаецца|просить|просит|повідомляє|сообщает|є "
	  "(?:вашим )?(?:абонент|клієнт)\\w*|является (?:вашим "
	  ")?(?:абонент|"
	  "клиент)\\w*)",
		FIRM, ANYWHERE, TRIED_AT_WORDS },
	/* On its line; its number in the register or its address behind
	   it. */
	{ "(?m)^\\s*(" ORGANISATION "|" TRADER "|" FIRM_EN ")(?:\\s*,?\\s*$|"
	  ",\\s*(?:\\d|(?i:код|є[дг]рпоу|рнокпп|ин?п?н|унп|огрн|reg|"
	  "comp|vat|м|"
	  "г|"
	  "вул|ул|директор|дырэктар)(?!\\p{L})))",
		FIRM, ANYWHERE },
	/* Behind the end of a sentence and before an address or a
	 * telephone, with which the line ends. */
	{ "(?m)(?:^|[\\p{Ll}\\d)\\x1A][.!?]|\\x1A,)[ \\t]*(?:" ROLE
	  "(?:[ \\t]+[\\p{Ll}\\d]+){0,3}[ \\t]+)?(" FULL "|" WORD GAP INITIAL
	  "),?[ "
	  "\\t]*(?:(?i:т|тел|моб|tel|phone|адрес\\w*|адрас|о/р|л/с|"
	  "(?:особов|лицев|асабов)\\p{L}+ "
	  "\\p{L}+|договір|договор|дагавор|"
	  "account|acc)[.:№]*[ "
	  "\\t]*)?\\x1A+[^\\p{L}\\n]{0,20}(?:$|[.;!])",
		NOMINATIVE, BESIDE_FOUND },
	{ NULL },
};

G_STATIC_ASSERT(G_N_ELEMENTS(name_places) <= NAME_PLACES_MOST);
