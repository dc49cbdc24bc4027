/* Tables of words that addresses are made of, and a letter cut into tokens. */
#include "address_words.h"

#include <string.h>
#include "letter.h"

enum {
	ENDING_MOST_CHARS = 6,
	DIGITS_MOST = 200, /* counted no further */
};

/* Words parted by spaces; "вулиц*": with any ending of a few letters. */
static const struct {
	unsigned roles;
	const char *words;
} lists[] = {
	{ AS_CITY, "м г місто місті міста город городе города горад горадзе "
		   "горада гор" },
	{ AS_VILLAGE | AS_DOTTED, "с в п х" },
	{ AS_VILLAGE | AS_HOUSE | AS_DOTTED, "д" },
	{ AS_HOUSE, "д" },
	{ AS_VILLAGE,
		"село селі села селе смт пгт сел селищ* пос посел* пасёл* "
		"пасел* дер деревн* вёск* вёсц* веск* аг агр агрогородк* "
		"агрогородок агро аграгарад* хутор* хутір хут р.п г.п а.г к.п "
		"п.г.т "
		"гп рп с.м.т с-ще станиц* ст-ца слобод* сл містечк* мястэчк*" },
	{ AS_REGION, "обл област* вобл вобласц* обл-ть р-н р-ну р-на р-не "
		     "район району района районе раён раёна раёне край края "
		     "крае респ республик* сельсовет* сельсавет* с/с с/р "
		     "сільрад* громад* отг тг повіт повіту" },
	{ AS_STREET,
		"вул вулиц* вуліц* вул-ця ул улиц* ул-ца просп пр-т пр-ту "
		"пр-те "
		"пр-кт проспект* праспект* пр пров провул* пер переул* пер-к "
		"зав "
		"завул* прав бул бульв бульвар* бульвр б-р наб набережн* "
		"набярэжн* пл площ* плошч* майдан* шосе шоссе шаша шашы ш "
		"проїзд* проезд* праезд* пр-д тупик* тупік* узвіз узвозі "
		"спуск* "
		"в'їзд въезд тракт* шлях шляху дорога дорозі дороге алея алеї "
		"аллея аллее алей ал лінія лінії линия vul vulytsia ul ulitsa "
		"prosp prospekt" },
	{ AS_AREA,
		"мкр мкрн мкр-н м-н мікрорайон* микрорайон* мікрараён* жк ж/к "
		"ж/м житлов* снт днт стсн ст дск гск "
		"квартал* кв-л кварт масив* массив* масіў* урочищ* урочыш* "
		"товариств* товариществ* таварыств* в/г" },
	{ AS_HOUSE,
		"дім буд будинок будинку будинки дом доме дома дому б участок "
		"участке уч уч-к ділянка ділянці діл участак участку дач* "
		"гараж бокс влад владение bud dom budynok" },
	{ AS_FLAT,
		"корп корпус корпусе корпусі к стр строение буд-ня кв кварт "
		"квартир* кватэр* кв-ра під'їзд* под'їзд пад'езд* подъезд* под "
		"під пд оф офис* офіс* пов поверх* эт этаж* пав павярх* кім "
		"кімнат* комн комнат* пакой пом помещ* пам приміщ* памяшк* "
		"прим "
		"секц* секція літ лит літера литера блок блоку каб кабінет* "
		"кабинет* гурт apt kv suite" },
	{ AS_BOX, "а/с а/я п/с" },
	{ AS_COUNTRY, "україна украина украіна ukraine россия росія расія "
		      "беларусь білорусь рб рф uk england scotland wales "
		      "ireland" },
	{ AS_LEAD, "адрес адреса адресу адресою адресу: адресі адресе адресом "
		   "адрасе адрас адрасам проживаю проживає проживаємо прожива* "
		   "мешка* жив* жыв* пражыва* прописан* зарегистр* зареєстр* "
		   "зарэгістр* прапісан* надіслати надсилати прислати прислать "
		   "присылать даслаць дасылаць доставити доставить доставка "
		   "даставіць направити направить address live lives living "
		   "reside resident home property premises deliver delivered "
		   "moved moving" },
	{ AS_RANK,
		"ім імені им имени імя генерала академіка академика акадэміка "
		"маршала героїв героев герояў капітана капитана капітана "
		"полковника палкоўніка лейтенанта адмірала адмирала професора "
		"профессора гетьмана князя княгині княгини святого святої "
		"святой років лет гадоў летия річчя гв на під над под і и та ў "
		"старая новая старий новий" },
	{ AS_COUNTED,
		"людзей мешканц* жильц* жител* жыхар* сусід* сосед* сусед* "
		"абонент* клієнт* клиент* кліент* машин* людей чоловік человек "
		"чалавек чал чел осіб особи дні днів "
		"день "
		"дня дней дзень дзён дні годин години годину час часа часов "
		"гадзін* гадзіны хвилин* минут* мінут хвілін секунд* раз рази "
		"разів раза разы разоў тижд* тижні недел* тыдн* місяц* месяц* "
		"рік року роки років год года годы лет гадоў гады г р рр гг "
		"грн "
		"гривень гривні гривня руб рублей рубля рублёў рубель коп "
		"копеек "
		"копійок капеек тис тыс тысяч* тисяч* млн відсот* процент* "
		"працэнт* метр* км квартир будинків домов дамоў дзеці детей "
		"дітей сім'ї сімей семей родин градус* ранку вечора утра "
		"вечера "
		"ночи ночі раніцы вечара січня лютого березня квітня травня "
		"червня липня серпня вересня жовтня листопада грудня января "
		"февраля марта апреля мая июня июля августа сентября октября "
		"ноября декабря студзеня лютага сакавіка красавіка траўня "
		"чэрвеня ліпеня жніўня верасня кастрычніка лістапада снежня "
		"мбіт "
		"мбит мегабіт мегабит гб мб шт штук каналів каналов каналаў "
		"дзвінк* звонк* званк* заяв* скарг* жалоб* january february "
		"march april may june july august september october november "
		"december days day weeks week months month years year hours "
		"hour "
		"minutes times people calls pounds gb mb" },
	{ AS_BETWEEN, "по на у в ў" },
	{ AS_LABEL, "індекс индекс индэкс інд инд поштов* почтов* паштов* "
		    "відділення отделение аддзяленне" },
	{ AS_NUMERAL,
		"один одна перший два дві две дзве три тры чотири четыре "
		"чатыры "
		"п'ять пять пяць шість шесть шэсць сім семь сем вісім восемь "
		"восем дев'ять девять дзевяць десять дзесяць одинадцять "
		"одиннадцать адзінаццаць дванадцять двенадцать дванаццаць "
		"тринадцять тринадцать трынаццаць чотирнадцять четырнадцать "
		"чатырнаццаць п'ятнадцять пятнадцать пятнаццаць шістнадцять "
		"шестнадцать шаснаццаць сімнадцять семнадцать семнаццаць "
		"вісімнадцять восемнадцать васемнаццаць дев'ятнадцять "
		"девятнадцать дзевятнаццаць двадцять двадцать дваццаць "
		"тридцять тридцать трыццаць сорок сорак п'ятдесят пятьдесят "
		"пяцьдзясят шістдесят шестьдесят шэсцьдзясят сімдесят "
		"семьдесят семдзесят вісімдесят восемьдесят восемдзесят "
		"дев'яносто девяносто дзевяноста сто" },
	{ AS_NO_NAME,
		"вітаю добрий доброго добры добрый здравствуйте здрастуйте "
		"шановні уважаемые паважаныя дякую спасибо дзякуй прошу "
		"телефон тел моб т факс договор договір дагавор рахунок счёт "
		"счет інтернет интернет інтэрнэт зв'язок связь сувязь я мы ми "
		"наш наша мой моя мій мая у в на з с до от від ад та і и а але "
		"но что що це это гэта там тут зараз сейчас цяпер вчора вчера "
		"учора коли когда калі если якщо калі также також прашу мене "
		"меня мяне ип фоп тов ооо таа л/с о/р лицевой особовий email "
		"e-mail пошта почта дата підпис подпись заява заявление "
		"претензія претензия скарга жалоба сторінка страница старонка "
		"вашій "
		"вашей вашай нашій нашей нашай "
		"тариф тарыф пакет tel telephone phone mobile "
		"mob account acc email my i the we it our mr mrs ms miss dr "
		"dear "
		"please when since this that there they he she you your and "
		"but "
		"then last yesterday today customer ref reference openreach "
		"thank thanks yours regards kind every nothing still after if "
		"as at for in on so what why how date from to re monday "
		"tuesday "
		"wednesday thursday friday saturday sunday january february "
		"march "
		"april may june july august september october november "
		"december" },
	{ AS_FLAT_EN, "flat apartment apt unit suite room office studio plot "
		      "floor maisonette" },
	{ AS_STREET_EN,
		"street st str road rd avenue ave av lane ln close cl drive dr "
		"way "
		"court ct place pl terrace terr gardens gdns garden crescent "
		"cres "
		"square sq grove gr hill row mews park pk green walk steps "
		"bank "
		"yard wharf quay parade circus rise view vale meadow meadows "
		"field "
		"fields croft gate end cross common heath wood woods boulevard "
		"blvd highway hwy parkway pkwy pike broadway esplanade "
		"embankment "
		"promenade passage alley arcade bridge brow brae wynd loan "
		"villas "
		"cottages buildings estate loop trail turnpike orchard "
		"orchards "
		"garth approach crest dale dell downs drove fold ridge spinney "
		"mount hollow chase copse corner dene glade glen island "
		"landing "
		"mead paddock path plaza point reach spur strand track mill "
		"bottom lea ley lodge hall house works" },
	{ AS_BUILDING_EN, "cottage house farm farmhouse lodge barn rectory "
			  "vicarage mill hall villa manor court mansions "
			  "heights towers tower building buildings centre "
			  "bungalow croft chalet stables granary forge "
			  "parsonage schoolhouse grange estate" },
	{ AS_TOWN,
		"київ харків одеса дніпро львів запоріжжя миколаїв вінниця "
		"полтава чернігів черкаси житомир суми хмельницький чернівці "
		"рівне тернопіль луцьк ужгород кропивницький херсон "
		"івано-франківськ кременчук бровари бориспіль ірпінь буча "
		"умань "
		"мукачево дрогобич стрий самбір ковель ніжин коломия калуш "
		"конотоп шостка бердичів трускавець фастів васильків обухів "
		"ізмаїл кам'янське нікополь павлоград києві харкові одесі "
		"львові "
		"полтаві москва санкт-петербург спб питер петербург "
		"новосибирск "
		"екатеринбург казань самара омск уфа пермь воронеж волгоград "
		"саратов тюмень тольятти ижевск барнаул иркутск ярославль "
		"томск "
		"оренбург кемерово рязань астрахань пенза липецк тула киров "
		"калининград тверь псков иваново сочи вологда чита владимир "
		"калуга смоленск орёл орел кострома рыбинск ржев мурманск "
		"архангельск хабаровск владивосток краснодар ставрополь "
		"ростов-на-дону подольск химки мытищи королёв королев балашиха "
		"киев харьков одесса днепр львов минск гомель брест гродно "
		"витебск могилёв могилев бобруйск барановичи борисов пинск "
		"орша "
		"мозырь солигорск лида полоцк новополоцк жодино слуцк кобрин "
		"слоним молодечно мінск гомель брэст гродна віцебск магілёў "
		"бабруйск баранавічы барысаў пінск ворша мазыр салігорск ліда "
		"полацк наваполацк жодзіна слуцк кобрын слонім маладзечна "
		"ваўкавыск паставы ашмяны смаргонь браслаў нясвіж navapolatsk "
		"kyiv kiev lviv minsk" },
};

static GHashTable *index_of_lists(void)
{
	static gsize made;
	if (g_once_init_enter(&made)) {
		GHashTable *index = g_hash_table_new_full(
			g_str_hash, g_str_equal, g_free, NULL);
		for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
			g_auto(GStrv) words =
				g_strsplit(lists[i].words, " ", -1);
			for (char **word = words; *word != NULL; word++) {
				unsigned known = GPOINTER_TO_UINT(
					g_hash_table_lookup(index, *word));
				g_hash_table_insert(index, g_strdup(*word),
					GUINT_TO_POINTER(
						known | lists[i].roles));
			}
		}
		g_once_init_leave(&made, (gsize)index);
	}
	return (GHashTable *)made;
}

/* In small letters; 0: none. */
static unsigned address_roles(const char *lower)
{
	GHashTable *index = index_of_lists();
	unsigned roles = GPOINTER_TO_UINT(g_hash_table_lookup(index, lower));
	char stem[ADDRESS_WORD_MOST_BYTES + 1];
	size_t length = strlen(lower);
	memcpy(stem, lower, length + 1);
	for (int i = 0; i <= ENDING_MOST_CHARS && length > 0; i++) {
		stem[length] = '*';
		stem[length + 1] = '\0';
		roles |= GPOINTER_TO_UINT(g_hash_table_lookup(index, stem));
		do
			length--;
		while (length > 0 && (stem[length] & 0xC0) == 0x80);
	}
	return roles;
}

static bool is_apostrophe(gunichar c)
{
	return c == '\'' || c == 0x2019 || c == 0x2BC;
}

void address_token_lower(const char *text, const struct address_token *token,
	char out[ADDRESS_WORD_MOST_BYTES])
{
	size_t length = 0;
	const char *end = text + token->to;
	for (const char *p = text + token->from; p < end;
		p = g_utf8_next_char(p)) {
		gunichar c = letter_at(p);
		char piece[6];
		c = is_apostrophe(c) ? '\'' : letter_small(c);
		size_t more = (size_t)g_unichar_to_utf8(c, piece);
		if (length + more >= ADDRESS_WORD_MOST_BYTES - 1) {
			length = 0;
			break;
		}
		memcpy(out + length, piece, more);
		length += more;
	}
	out[length] = '\0';
}

static gunichar char_at(const char *p, const char *end)
{
	return p < end ? letter_at(p) : 0;
}

/* The end of the letters at p. */
static const char *letters_end(const char *p, const char *end)
{
	while (p < end && letter_is(letter_at(p)))
		p = g_utf8_next_char(p);
	return p;
}

/* Letters, with an apostrophe, a hyphen or a stroke inside ("с/с"), or the
 * full stops of an abbreviation ("г.п"). */
static const char *word_end(const char *p, const char *end)
{
	const char *start = p;
	p = letters_end(p, end);
	while (p < end) {
		gunichar c = letter_at(p);
		const char *next = g_utf8_next_char(p);
		const char *more = letters_end(next, end);
		bool joins = is_apostrophe(c) || c == '-' || c == 0x2011;
		if (c == '/' || c == '.')
			joins = more - next <= 3 && p - start <= 8 &&
				next < more && g_utf8_next_char(next) == more &&
				(c == '/' || char_at(more, end) == '.' ||
					g_ascii_isspace(char_at(more, end)));
		if (!joins || more == next)
			break;
		p = more;
	}
	return p;
}

/* "12", "12а", "12-А", "12/5", "28-14", "12к2"; "5-й", "40-річчя". */
static const char *number_end(
	const char *p, const char *end, struct address_token *token)
{
	int digits = 0;
	for (; p < end && g_ascii_isdigit(*p); p++)
		digits = MIN(digits + 1, DIGITS_MOST);
	token->digits = (guint8)digits;
	token->is_plain = true;
	while (p < end) {
		bool has_sign = *p == '-' || *p == '/';
		const char *next = has_sign ? p + 1 : p;
		const char *letters = letters_end(next, end);
		glong count = letters > next
				      ? g_utf8_pointer_to_offset(next, letters)
				      : 0;
		bool is_end = !g_ascii_isdigit(char_at(letters, end));
		if (count == 0 && has_sign && !is_end) {
			for (p = next; p < end && g_ascii_isdigit(*p); p++)
				;
		} else if (count > 1 && *p == '-') {
			token->is_ordinal = true;
			p = letters;
		} else if (count == 1 && (is_end || !has_sign)) {
			gunichar c = letter_small(letter_at(next));
			token->is_ordinal =
				*p == '-' && (c == 0x439 || c == 0x44F ||
						     c == 0x435 || c == 0x456);
			p = letters;
		} else
			break;
		token->is_plain = false;
	}
	return p;
}

static void read_word(const char *text, struct address_token *token)
{
	gunichar first = letter_at(text + token->from);
	const char *next = g_utf8_next_char(text + token->from);
	char lower[ADDRESS_WORD_MOST_BYTES];
	token->is_capital = g_unichar_isupper(first);
	token->is_initial =
		token->is_capital &&
		(next == text + token->to ||
			(*next == '.' && token->to - token->from < 8));
	address_token_lower(text, token, lower);
	if (*lower != '\0')
		token->roles = address_roles(lower);
	/* "вул. Квартальна"; "СТ «Черешенька»", "ст. 32" */
	bool is_title = token->is_capital &&
			g_unichar_islower(char_at(next, text + token->to));
	if (is_title || strcmp(lower, "ст") == 0)
		token->roles &= token->is_capital && !is_title
					? token->roles
					: (unsigned)~AS_AREA;
	if ((token->roles & AS_DOTTED) != 0 && text[token->to] != '.')
		token->roles &= (unsigned)~(AS_VILLAGE | AS_DOTTED);
}

GArray *address_tokens(const char *text, size_t length)
{
	GArray *tokens = g_array_new(FALSE, TRUE, sizeof(struct address_token));
	const char *end = text + length;
	struct address_token token = { .lines = 2 };
	for (const char *p = text; p < end;) {
		gunichar c = letter_at(p);
		if (c < 0x80 ? g_ascii_isspace(*p) : g_unichar_isspace(c)) {
			token.is_spaced = true;
			token.lines = MIN(token.lines + (c == '\n'), 2);
			p = g_utf8_next_char(p);
			continue;
		}
		token.from = (size_t)(p - text);
		if (g_ascii_isdigit(*p)) {
			token.kind = TOKEN_NUMBER;
			p = number_end(p, end, &token);
		} else if (letter_is(c)) {
			token.kind = TOKEN_WORD;
			p = word_end(p, end);
		} else {
			token.kind = TOKEN_SIGN;
			token.sign = c;
			p = g_utf8_next_char(p);
		}
		token.to = (size_t)(p - text);
		if (token.kind == TOKEN_WORD)
			read_word(text, &token);
		g_array_append_val(tokens, token);
		token = (struct address_token){ 0 };
	}
	token = (struct address_token){
		.kind = TOKEN_SIGN, .from = length, .to = length, .lines = 2
	};
	g_array_append_val(tokens, token);
	return tokens;
}
