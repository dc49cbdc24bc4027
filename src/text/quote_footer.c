/* Patterns by language.  A customer may write of parcels sent and phones used
 * too: so of the words around a device only those are let through that
 * programs put there. */
#include "quote_footer.h"

#include <stdint.h>
#include <string.h>
#include <glib.h>
#include "quote_pattern.h"

enum {
	SHORT_LINE_BYTES = 220,
	TRIPLE_BITS_LOG = 12,
	TRIPLE_BITS = 1 << TRIPLE_BITS_LOG,
	/* Small ones: of a sentence, and of one that ends like one. */
	SENTENCE_WORDS_LEAST = 7,
	ENDED_WORDS_LEAST = 2,
};

/* Devices and programs: what a letter is "sent from". */
#define DEVICES                                                                                                               \
	"(?:i-?phone|i-?pad|i-?pod|android|samsung|galaxy|xiaomi|redmi"                                                       \
	"|huawei|honor|nokia|lenovo|motorola|pixel|htc|lg|meizu|oppo|realme"                                                  \
	"|poco|sony|телефон|смартфон|мобіль|мобиль|мабіль|планшет|устройств" \
	"|пристро|прыла|прилож|додатк|застосунк|outlook|gmail|пошт|почт|mail"        \
	"|yahoo|яндекс|yandex|ukr\\.net|i\\.ua|meta\\.ua|blackberry|windows"                                            \
	"|device|phone|cell|mobile|mobil|tablet|\\bpc\\b|\\bмак|mac\\b"                                                    \
	"|airmail|thunderbird|spark|proton|tutanota|aol|handy|smartfon"                                                       \
	"|telefon)"
/* Cyrillic words beside them; models and addresses are Latin. */
#define BESIDE                                                                                                                          \
	"(?:[^\\p{Cyrillic}]|\\b(?:мо[гйеєїёя]|майго|маёй|сво[гйеє]|нов|цього"                         \
	"|этого|захищен|защищ[её]нн|безпечн|безопасн|безкоштовн|бесплатн"         \
	"|програм|клі[єе]нт|клиент|пакет|систем|для|на|за|зі?|із|со?|из|у|в|"           \
	"баз"                                                                                                                        \
	"|допомог|дапамог|помощ|через|праз|браузер|вибачте|простите|извините" \
	"|прабачце|стислі|кратк|лаконічн|лаконичн|помилки|ошибки|опечатки"      \
	"|планшет|телефон|смартфон|мобіль|мобиль|мабіль|устройств|пристро"      \
	"|прыла|прилож|додатк|застосунк|пошт|почт|яндекс|версі|верси)\\w*)"

static const char slavic_pattern[] =
	"^[<(\\[*]*(?:(?:це|цей|это|данное|гэта|гэты) )?(?:(?:повідомлення|лист"
	"|письмо|сообщение|паведамленне|ліст) )?(?:надіслано|надіслане"
	"|відправлено|відіслано|послано|написано|створено|создано|отправлено"
	"|отправленно|отослано|отправил|адпраўлена|даслана|напісана) "
	"(?:з|із|зі|за|в|у|через|с|со|из|от|при|моего|моїм|мобильн\\w+|праз|са)"
	" " BESIDE "*?" DEVICES "\\w*" BESIDE "*$";

/* The needle is looked for first: matching every pattern against every line
 * would cost more than all the rest of reading. */
static const struct {
	const char *needle;
	const char *pattern;
} phone_lines[] = {
	{ "sent from ", "^[<(\\[*]*sent from (?:my|a|an) .{1,80}$" },
	{ "sent from ", "^[<(\\[*]*sent from \\S+(?: \\S+){0,7}$" },
	{ "sent ",
		"^[<(\\[*]*sent (?:via|with|by|using|through) .{0,40}" DEVICES
		".{0,60}$" },
	{ "sent with ", "^[<(\\[*]*sent with \\S+(?: \\S+)?$" },
	{ "from my ", "^from my " DEVICES ".{0,40}$" },
	{ " from ", "^\\S+ from (?:my )?(?:mobile|phone|iphone|android)\\.?$" },
	{ "get ", "^\\S{0,12}get \\[?\\S{1,30} for "
		  "(?:android|ios|windows|mac|mobile).{0,80}$" },
	{ "outlook",
		"^(?:завантажт?ит[иь]|завантажте|отримати|отримайте|установіть"
		"|скачать|получить|скачайте|загрузить|загрузите|установите"
		"|атрымаць|спампаваць) " BESIDE
		"*outlook (?:для|dla|for) \\w+[^\\p{Cyrillic}]{0,80}$" },
	{ "outlook", "^(?:pobierz|uzyskaj) .{0,20}outlook dla .{1,60}$" },
	{ "outlook", "^holen sie sich outlook für .{1,60}$" },
	{ "outlook",
		"^outlook für .{1,20} (?:beziehen|herunterladen).{0,60}$" },
	{ "створено", slavic_pattern },
	{ "создано", slavic_pattern },
	{ " за ",
		"^(?:вибачте|вибачаюсь|простите|извините|прабачце) за "
		"(?:стисл|кратк|лаконі|лакони|помилк|ошибк|опечатк).{0,80}$" },
	{ "лен", slavic_pattern },
	{ "слан", slavic_pattern },
	{ "пісан", slavic_pattern },
	{ "писан", slavic_pattern },
	{ "отправил", slavic_pattern },
	{ "отправил", "^мо[йё] .{0,20}" DEVICES ".{0,30}отправил.{0,20}$" },
	{ "envoy", "^envoy[eé]e? (?:de|depuis|à partir|avec) .{1,80}$" },
	{ "gesendet", "^von meine[mr] .{1,40} gesendet\\.?$" },
	{ "gesendet", "^diese (?:nachricht|e-?mail|mail) wurde (?:von|mit)"
		      " .{1,80} gesendet\\.?$" },
	{ "gesendet ", "^gesendet (?:von|mit|über) .{1,80}$" },
	{ "enviado ", "^enviado (?:desde|con|de|do|via|pelo) .{1,80}$" },
	{ "inviat", "^inviat[oa] (?:da|dal|con|tramite) .{1,80}$" },
	{ "verzonden ", "^verzonden (?:met|vanaf|van|via|vanuit) .{1,80}$" },
	{ "sendt ", "^sendt fra .{1,80}$" },
	{ "skickat ", "^skickat (?:från|via|med) .{1,80}$" },
	{ "wysłan", "^wysłan[eoy] (?:bezpiecznie )?(?:z|ze|przez|za pomocą|w) "
		    ".{1,80}$" },
	{ "odesláno ", "^odesláno (?:z|ze|pomocí) .{1,80}$" },
	{ "lähetetty ", "^lähetetty .{1,60}$" },
	{ "我", "^.{0,20}(?:从|從|发自|發自|来自|寄自|傳送自)我?的? "
		"?.{0,30}$" },
	{ "我的", "^.{0,10}我的 ?iphone ?.{0,10}$" },
	{ "iphone", "^iphone ?から送信$" },
	{ "vir", "^(?:virus-free|virenfrei)\\.? ?(?:www\\.)?.{0,60}$" },
	{ "вірус", "^не містить вірусів\\.? .{0,60}$" },
	{ "вірус", "^вірусів немає\\.? .{0,60}$" },
	{ "вирус", "^(?:без вирусов|вирусов нет)\\.? .{0,60}$" },
	{ "avast", "^(?:перевірено|проверено|checked|scanned) .{0,90}$" },
	{ "антив", "^(?:перевірено|проверено) .{0,90}$" },
	{ "антив", "^(?:цей лист|це повідомлення|это письмо|это сообщение"
		   "|гэты ліст|данное сообщение) (?:було |было )?"
		   "(?:перевірен|проверен|правераны|правярылі).{0,90}$" },
	{ "environment", "^.{0,12}(?:please )?(?:consider|think of) the "
			 "environment before printing .{0,60}$" },
	{ "друк", "^.{0,20}(?:думайте|подумайте|потурбуйтеся|перш ніж).{0,40}"
		  "(?:довкілл|природ|навколишн).{0,80}$" },
	{ "печат", "^.{0,20}(?:думайте|подумайте|позаботьтесь|прежде чем)"
		   ".{0,40}(?:окружающ|природ|экологи).{0,80}$" },
	{ "antivirus", "^(?:checked|scanned) .{0,90}$" },
};

static const char disclaimer_start[] =
	"^[*\\s]*(?:(?:увага|внимание|warning|attention|achtung|uwaga|важливо"
	"|важно|примітка|примечание)[!:.]+ )?(?:this "
	"(?:e-?mail|message|communication)|the information "
	"(?:contained )?in this|confidentiality (?:notice|note)|disclaimer"
	"|legal notice|important notice|privileged and confidential|"
	"ц(?:е|я|ей) (?:електронн\\w+ )?(?:повідомлення|пошта|лист)\\b"
	"|інформація, (?:що|яка) міститься|застереження|"
	"(?:это|данное|настоящее) (?:электронное )?(?:сообщение|письмо)"
	"|информация, содержащаяся|содержание (?:данного|настоящего|этого)"
	"|уведомление о конфиденциальности|"
	"гэта(?:е)? (?:электронн\\w+ )?(?:паведамленне|пісьмо)|"
	"diese e-?mail|ta wiadomość|niniejsza wiadomość|treść tej wiadomości"
	"|ce (?:message|courriel)|este (?:mensaje|correo))";
static const char disclaimer_word[] =
	"confidential|privileged|intended "
	"(?:only|solely|recipient)|конфіденційн"
	"|призначен|конфиденциальн|предназначен|канфідэнцыйн|прызначан"
	"|vertraulich|poufn|confidentiel|confidencial|addressee|адресат";

static bool try_pattern(
	const char *pattern, const char *folded, unsigned *tries)
{
	if (*tries == 0)
		return false;
	--*tries;
	return pattern_matches(pattern, folded);
}

/* Which three bytes in a row a line has, a bit each by their hash.  A needle
 * that has others is not in it: asked of all needles this costs less than
 * looking for one. */
struct triples {
	uint64_t bits[TRIPLE_BITS / 64];
};

/* Of three bytes with another behind them, be it the end. */
static unsigned triple_hash(const char *at)
{
	uint32_t four;

	memcpy(&four, at, sizeof(four));
	return (GUINT32_FROM_LE(four) & 0xffffff) * UINT32_C(0x9e3779b1) >>
	       (32 - TRIPLE_BITS_LOG);
}

static void triples_read(struct triples *out, const char *line, size_t length)
{
	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i + 3 <= length; i++) {
		unsigned hash = triple_hash(line + i);

		out->bits[hash / 64] |= UINT64_C(1) << hash % 64;
	}
}

static bool has_triple(const struct triples *triples, unsigned hash)
{
	return (triples->bits[hash / 64] >> hash % 64 & 1) != 0;
}

/* Needles have three bytes at least. */
static bool has_needle(
	const struct triples *triples, const char *line, const char *needle)
{
	for (const char *at = needle; at[2] != '\0'; at++) {
		if (!has_triple(triples, triple_hash(at)))
			return false;
	}
	return strstr(line, needle) != NULL;
}

/* Of each phone line's needle the last triple, which says most: in Cyrillic
 * the first is little more than a letter. */
static const guint16 *last_triples(void)
{
	static guint16 table[G_N_ELEMENTS(phone_lines)];
	static gsize ready;

	if (g_once_init_enter(&ready)) {
		for (size_t i = 0; i < G_N_ELEMENTS(phone_lines); i++) {
			const char *needle = phone_lines[i].needle;

			table[i] = (guint16)triple_hash(
				needle + strlen(needle) - 3);
		}
		g_once_init_leave(&ready, 1);
	}
	return table;
}

static bool is_phone(
	const char *folded, const struct triples *triples, unsigned *tries)
{
	const guint16 *last = last_triples();

	for (size_t i = 0; i < G_N_ELEMENTS(phone_lines); i++) {
		if (has_triple(triples, last[i]) &&
			has_needle(triples, folded, phone_lines[i].needle) &&
			try_pattern(phone_lines[i].pattern, folded, tries))
			return true;
	}
	return false;
}

static bool is_disclaimer(
	const char *folded, const struct triples *triples, unsigned *tries)
{
	static const char *const needles[] = { "onfid", "нфід", "нфид",
		"privileg", "intended", "призначен", "предназнач", "прызнач",
		"vertraul", "poufn", "addressee", "адрес" };

	for (size_t i = 0; i < G_N_ELEMENTS(needles); i++) {
		if (has_needle(triples, folded, needles[i]))
			return try_pattern(disclaimer_start, folded, tries) &&
			       try_pattern(disclaimer_word, folded, tries);
	}
	return false;
}

enum footer footer_find(const char *folded, unsigned *tries)
{
	struct triples triples;
	size_t length = strlen(folded);

	triples_read(&triples, folded, length);
	if (length <= SHORT_LINE_BYTES && is_phone(folded, &triples, tries))
		return FOOTER_PHONE;
	/* It may be a whole paragraph in one line. */
	return is_disclaimer(folded, &triples, tries) ? FOOTER_DISCLAIMER
						      : FOOTER_NONE;
}

bool footer_is_advert(const char *line)
{
	static const char begin[] = "-- реклама --";

	return g_str_has_prefix(line, begin) &&
	       line[strspn(line + sizeof(begin) - 1, "- ") + sizeof(begin) -
		       1] == '\0';
}

/* Small words, unless they are cut short. */
static bool is_word(const char *word, size_t length, bool is_last)
{
	return g_unichar_islower(g_utf8_get_char(word)) &&
	       g_utf8_strlen(word, (gssize)length) > 1 &&
	       !memchr(word, '@', length) &&
	       (is_last || word[length - 1] != '.');
}

/* Names, titles and addresses are of capitals, numbers and abbreviations. */
bool footer_is_sentence(const char *line)
{
	g_autofree char *text = g_strstrip(g_strdup(line));
	size_t length, words = 0;
	char last = '\0';

	for (const char *at = text; *at; at += strspn(at, " \t")) {
		length = strcspn(at, " \t");
		last = at[length - 1];
		words += is_word(at, length, at[length] == '\0');
		at += length;
	}
	return words >= SENTENCE_WORDS_LEAST ||
	       (words >= ENDED_WORDS_LEAST && strchr(".!?", last) != NULL);
}
