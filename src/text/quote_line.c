/* The words by which mail programs and people set their history, signatures
 * and footers apart, in the languages our letters come in and those of the
 * programs they are written with. */
#include "quote_line.h"

#include <string.h>
#include <glib.h>
#include "plaint/base/utf8.h"
#include "quote_footer.h"
#include "quote_pattern.h"

enum {
	ATTRIBUTION_BYTES_MOST = 700,
	SHORT_LINE_BYTES = 220,
	/* What a line is shows in its beginning. */
	SEEN_BYTES_MOST = 4096,
};

static const struct {
	const char *name; /* folded */
	enum header_kind kind;
} header_names[] = {
	{ "from", HEADER_FROM },
	{ "sent", HEADER_DATE },
	{ "date", HEADER_DATE },
	{ "to", HEADER_TO },
	{ "cc", HEADER_OTHER },
	{ "bcc", HEADER_OTHER },
	{ "subject", HEADER_SUBJECT },
	{ "reply-to", HEADER_OTHER },
	{ "importance", HEADER_OTHER },
	{ "attachments", HEADER_OTHER },
	{ "reply to", HEADER_OTHER },
	{ "organization", HEADER_OTHER },
	/* uk */
	{ "від", HEADER_FROM },
	{ "від кого", HEADER_FROM },
	{ "відправник", HEADER_FROM },
	{ "надіслано", HEADER_DATE },
	{ "відправлено", HEADER_DATE },
	{ "дата", HEADER_DATE },
	{ "коли", HEADER_DATE },
	{ "відправлені", HEADER_DATE },
	{ "надіслані", HEADER_DATE },
	{ "дата відправлення", HEADER_DATE },
	{ "дата надсилання", HEADER_DATE },
	{ "кому", HEADER_TO },
	{ "до", HEADER_TO },
	{ "одержувач", HEADER_TO },
	{ "копія", HEADER_OTHER },
	{ "тема", HEADER_SUBJECT },
	{ "вкладення", HEADER_OTHER },
	/* ru */
	{ "от", HEADER_FROM },
	{ "от кого", HEADER_FROM },
	{ "отправитель", HEADER_FROM },
	{ "отправлено", HEADER_DATE },
	{ "отправленные", HEADER_DATE },
	{ "дата отправки", HEADER_DATE },
	{ "когда", HEADER_DATE },
	{ "получатель", HEADER_TO },
	{ "копия", HEADER_OTHER },
	{ "важность", HEADER_OTHER },
	{ "вложения", HEADER_OTHER },
	/* be */
	{ "ад", HEADER_FROM },
	{ "ад каго", HEADER_FROM },
	{ "адпраўнік", HEADER_FROM },
	{ "адпраўлена", HEADER_DATE },
	{ "каму", HEADER_TO },
	{ "тэма", HEADER_SUBJECT },
	{ "копія", HEADER_OTHER },
	/* pl, de */
	{ "od", HEADER_FROM },
	{ "nadawca", HEADER_FROM },
	{ "wysłano", HEADER_DATE },
	{ "wysłane", HEADER_DATE },
	{ "data", HEADER_DATE },
	{ "do", HEADER_TO },
	{ "adresat", HEADER_TO },
	{ "dw", HEADER_OTHER },
	{ "temat", HEADER_SUBJECT },
	{ "von", HEADER_FROM },
	{ "gesendet", HEADER_DATE },
	{ "datum", HEADER_DATE },
	{ "an", HEADER_TO },
	{ "betreff", HEADER_SUBJECT },
	/* fr, es, it, pt, nl, cs, sv, da, no, fi, tr */
	{ "de", HEADER_FROM },
	{ "envoyé", HEADER_DATE },
	{ "à", HEADER_TO },
	{ "objet", HEADER_SUBJECT },
	{ "enviado", HEADER_DATE },
	{ "enviado el", HEADER_DATE },
	{ "enviada em", HEADER_DATE },
	{ "fecha", HEADER_DATE },
	{ "para", HEADER_TO },
	{ "asunto", HEADER_SUBJECT },
	{ "assunto", HEADER_SUBJECT },
	{ "da", HEADER_FROM },
	{ "inviato", HEADER_DATE },
	{ "a", HEADER_TO },
	{ "oggetto", HEADER_SUBJECT },
	{ "van", HEADER_FROM },
	{ "verzonden", HEADER_DATE },
	{ "aan", HEADER_TO },
	{ "onderwerp", HEADER_SUBJECT },
	{ "odesláno", HEADER_DATE },
	{ "komu", HEADER_TO },
	{ "předmět", HEADER_SUBJECT },
	{ "från", HEADER_FROM },
	{ "skickat", HEADER_DATE },
	{ "till", HEADER_TO },
	{ "ämne", HEADER_SUBJECT },
	{ "fra", HEADER_FROM },
	{ "sendt", HEADER_DATE },
	{ "til", HEADER_TO },
	{ "emne", HEADER_SUBJECT },
	{ "lähettäjä", HEADER_FROM },
	{ "lähetetty", HEADER_DATE },
	{ "vastaanottaja", HEADER_TO },
	{ "aihe", HEADER_SUBJECT },
	{ "kimden", HEADER_FROM },
	{ "gönderildi", HEADER_DATE },
	{ "kime", HEADER_TO },
	{ "konu", HEADER_SUBJECT },
};

/* Of a line folded.  Verbs that end an attribution, or stand in one. */
static const char verb_pattern[] =
	"(?:^|[\\s,>\"”])(?:wrote|writes|написав(?:ла)?(?:\\s*\\(.{1,4}\\))?"
	"|написала|написал(?:а)?(?:\\s*\\(.{1,4}\\))?|пише|пишет|піша|напісаў"
	"(?:\\s*\\(.{1,4}\\))?|напісала|napisał(?:a)?(?:\\s*\\(.{1,4}\\))?"
	"|pisze|napsal(?:\\(a\\)|a)?|schrieb|a écrit|escribió|ha scritto"
	"|escreveu|schreef|geschreven|skrev|kirjoitti|yazdı|написа|пиша)"
	"(?=$|[\\s:—-])";
/* Alternative genders in brackets are written by programs only. */
static const char machine_verb_pattern[] =
	"(?:написав|написал|напісаў|napisał|napsal)\\s*\\(.{1,4}\\)\\s*:$";
static const char year_pattern[] = "\\b(?:19|20)\\d\\d\\b";
static const char time_pattern[] = "\\b\\d{1,2}:\\d\\d\\b";
static const char end_pattern[] =
	":\\s*$|(?:wrote|написав(?:ла)?|написала?|піша|пише|пишет|напісаў"
	"|schrieb|napisał)\\s*(?:\\(.{1,4}\\))?\\s*-{2,}\\s*$";
/* Programs that put the date last or say nothing of the writer: Roundcube,
 * The Bat!. */
static const char dated_verb_pattern[] =
	"(?:\\b(?:писав|писала?|пісаў|пісала|pisał|pisała|schrieb|wrote)"
	"(?:\\s?\\(.{1,3}\\))? \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d"
	"|^(?:ви|вы) (?:писали|пісалі) "
	".{4,40}\\d{1,2}:\\d\\d(?::\\d\\d)?)\\s*:$";
/* A person tells what another wrote to them. */
static const char told_pattern[] =
	"\\s(?:мені|мне|нам|mir|uns|mi|nam|me|us)\\s(?:\\S+\\s)?\\S+\\s*:\\s*$";
/* "..., Name <a@b>:" without a verb; Yandex, mail.ru, ukr.net, Gmail. */
static const char verbless_pattern[] =
	"[<(\\[]\\s*[^<>()\\s]*@[^<>()]*[>)\\]]+\\s*:\\s*$"
	"|\\s(?:від|от|ад|from|od|von)\\s.{0,80}\\S@\\S+:\\s*$";
/* Gmail long ago: "2013/7/20 Name <a@b>". */
static const char bare_pattern[] =
	"^\\d{4}[/-]\\d{1,2}[/-]\\d{1,2}\\s.*<\\S+@\\S+>$";

/* How programs head the letter that is answered or passed on. */
#define ORIGINAL_WORDS                                                                                                                        \
	"(?:original message|originalmail|original "                                                                                          \
	"e-?mail"                                                                                                                             \
	"|forwarded message|forwarded by .*|forward(?:ed)? mail|message "                                                                     \
	"forwarded"                                                                                                                           \
	"|reply message|reply to message|"                                                                                                    \
	"оригінальне повідомлення|початкове повідомлення|вихідне повідомлення" \
	"|пересл(?:ане|аний) (?:повідомлення|лист)|перенаправлене "                                \
	"повідомлення"                                                                                                            \
	"|пересилається повідомлення|"                                                                               \
	"исходное (?:сообщение|письмо)|оригинальное (?:сообщение|письмо)"                   \
	"|пересылаемое сообщение|пересланное (?:сообщение|письмо)"                             \
	"|перенаправленное сообщение|конец (?:пересылаемого|исходного) .*|"               \
	"зыходнае паведамленне|арыгінальнае паведамленне"                                         \
	"|пераслан(?:ае|а) паведамленне|"                                                                              \
	"wiadomość oryginalna|oryginalna wiadomość|wiadomość przekazana"                                                                \
	"|treść przekazanej wiadomości|"                                                                                                   \
	"urspr(?:ü|ue)ngliche "                                                                                                              \
	"(?:nachricht|e-?mail)|original-?nachricht|weitergeleitete nachricht|"                                                                \
	"mensaje original|mensaje reenviado|message d'origine|message "                                                                       \
	"original"                                                                                                                            \
	"|message transféré|messaggio originale|messaggio inoltrato"                                                                        \
	"|mensagem original|mensagem encaminhada|oorspronkelijk bericht"                                                                      \
	"|původní zpráva|přeposlaná zpráva|ursprungligt meddelande"                                                                     \
	"|oprindelig meddelelse|opprinnelig melding|orijinal mesaj)"

static const char original_pattern[] = "^[\\s*]*[-—_=]{2,}\\s*" ORIGINAL_WORDS
				       "\\s*(?:from .{1,80})?[-—_=]*[\\s*]*$";
static const char heading_pattern[] = "^[\\s*]*" ORIGINAL_WORDS "[\\s*:]*$";
static const char forward_pattern[] =
	"^(?:begin forwarded message"
	"|початок (?:пересл|переадрес)\\w+ (?:повідомлення|листа)"
	"|початок листа, що пересилається|начало перес\\w+ (?:сообщения|письма)"
	"|начало переадресованного (?:сообщения|письма)"
	"|пачатак перасл\\w+ паведамлення|anfang der weitergeleiteten nachricht"
	"|początek przekazywanej wiadomości|début du message "
	"(?:réexpédié|transféré)"
	")\\s*:?$";

static const char forward_words[] =
	"forward|пересл|пересил|пересыл|перенаправл|переадрес|перасл|przekaz"
	"|weitergeleitet|reenviad|transf[ée]r|réexpédi|inoltrat|encaminhad"
	"|přeposl";
static const char forward_subject[] =
	"^\\s*(?:\\[[^\\]]{0,40}\\]\\s*)?"
	"(?:fwd?|перес|пер|пересл\\w*|перенапр\\w*|переадр\\w*|перасл\\w*"
	"|wg|pd|tr|rv|enc)\\s*:";

bool line_is_heading(const char *line)
{
	g_autofree char *folded = NULL;

	if (strlen(line) > SHORT_LINE_BYTES)
		return false;
	folded = utf8_fold(line);
	return pattern_matches(heading_pattern, folded);
}

bool line_is_forward(const char *line)
{
	g_autofree char *folded = utf8_fold(line);

	return pattern_matches(forward_words, folded);
}

bool line_is_forward_subject(const char *subject)
{
	g_autofree char *folded = utf8_fold(subject);

	return pattern_matches(forward_subject, folded);
}

/* Behind "> > ". */
static const char *line_unquote(const char *line)
{
	const char *at = line;

	for (;;) {
		const char *next = at + strspn(at, " \t");

		if (*next != '>' && *next != '|')
			return at == line ? line : next;
		at = next + 1;
	}
}

bool line_has_initials(const char *line)
{
	int letters = 0;

	while (letters < 3 && g_unichar_isupper(g_utf8_get_char(line))) {
		line = g_utf8_next_char(line);
		letters++;
	}
	return letters > 0 && *line == '>';
}

enum header_kind line_header_find(const char *line)
{
	g_autofree char *name = NULL;
	g_autofree char *folded = NULL;
	size_t length;

	line += strspn(line, " \t*>");
	length = strcspn(line, ":");
	if (line[length] != ':' || length == 0 || length > 40)
		return HEADER_NONE;
	/* A URL or a time of day is no header. */
	if (line[length + 1] == '/')
		return HEADER_NONE;
	name = g_strndup(line, length);
	g_strchomp(name);
	while (*name && name[strlen(name) - 1] == '*')
		name[strlen(name) - 1] = '\0';
	g_strchomp(name);
	folded = utf8_fold(name);
	for (size_t i = 0; i < G_N_ELEMENTS(header_names); i++) {
		if (g_str_equal(folded, header_names[i].name))
			return header_names[i].kind;
	}
	return HEADER_NONE;
}

/* Cheap questions before the dear ones: most lines end in a word. */
bool line_attribution_ends(const char *line)
{
	size_t length = strlen(line);

	while (length > 0 && g_ascii_isspace(line[length - 1]))
		length--;
	return length > 0 && (strchr(":->", line[length - 1]) ||
				     (unsigned char)line[length - 1] == 0x9a);
}

/* "On 5 March 2024, at 10:15, Name wrote:": nobody begins a sentence so. */
static bool is_english(const char *folded)
{
	return g_str_has_prefix(folded, "on ") &&
	       g_str_has_suffix(folded, "wrote:") &&
	       pattern_matches(year_pattern, folded) &&
	       pattern_matches(time_pattern, folded);
}

/* Digits at `at`, at most `most` of them. */
static size_t digits(const char *at, size_t most)
{
	size_t count = 0;

	while (count < most && g_ascii_isdigit(at[count]))
		count++;
	return count;
}

static bool ends_word(const char *at)
{
	return !g_unichar_isalnum(g_utf8_get_char(at)) && *at != '_';
}

/* "3.04.24", "3/4/2024", "10:15", "10.15": from a digit on. */
static bool is_day_or_time(const char *at)
{
	/* One or two digits first: two are tried before one. */
	for (size_t first = digits(at, 2); first > 0; first--) {
		const char *mark = at + first;
		size_t second;

		if (*mark == '\0' || !strchr(".:/", *mark))
			continue;
		second = digits(mark + 1, 2);
		if (*mark != '/' && second == 2 && ends_word(mark + 3))
			return true;
		for (; *mark != ':' && second > 0; second--) {
			const char *next = mark + 1 + second;

			if ((*next == '.' || *next == '/') &&
				digits(next + 1, 2) == 2)
				return true;
		}
	}
	return false;
}

/* A year of ours, a day in figures or a time of day; a pattern would do, but
 * every line with a digit is asked. */
static bool has_date(const char *line)
{
	for (const char *at = strpbrk(line, "0123456789"); at != NULL;
		at = strpbrk(at + 1, "0123456789")) {
		bool is_year = (strncmp(at, "19", 2) == 0 ||
				       strncmp(at, "20", 2) == 0) &&
			       digits(at + 2, 2) == 2;

		if (is_year || is_day_or_time(at))
			return true;
	}
	return false;
}

static bool has_digit_or_at(const char *line)
{
	return strpbrk(line, "0123456789@") != NULL;
}

enum attribution line_attribution_find(const char *line)
{
	g_autofree char *folded = NULL;
	bool is_dated, has_address, has_verb;

	if (!line_attribution_ends(line) ||
		strlen(line) > ATTRIBUTION_BYTES_MOST)
		return ATTRIBUTION_NONE;
	folded = utf8_fold(line_unquote(line));
	g_strstrip(folded);
	if (strlen(folded) <= SHORT_LINE_BYTES &&
		pattern_matches(bare_pattern, folded))
		return ATTRIBUTION_IF_QUOTED;
	if (!pattern_matches(end_pattern, folded))
		return ATTRIBUTION_NONE;
	is_dated = has_date(folded);
	has_address = strchr(folded, '@') != NULL;
	has_verb = pattern_matches(verb_pattern, folded) &&
		   !pattern_matches(told_pattern, folded);
	if (is_dated && pattern_matches(dated_verb_pattern, folded))
		return ATTRIBUTION_SURE;
	if (is_dated && has_address &&
		(has_verb || pattern_matches(verbless_pattern, folded)))
		return ATTRIBUTION_SURE;
	if (is_dated && (is_english(folded) ||
				pattern_matches(machine_verb_pattern, folded)))
		return ATTRIBUTION_SURE;
	if (has_verb && strlen(folded) <= SHORT_LINE_BYTES)
		return ATTRIBUTION_IF_QUOTED;
	return ATTRIBUTION_NONE;
}

bool line_attribution_begins(const char *line)
{
	g_autofree char *folded = NULL;

	if (strlen(line) > SHORT_LINE_BYTES || !has_digit_or_at(line))
		return false;
	folded = utf8_fold(line_unquote(line));
	g_strstrip(folded);
	return has_date(folded) ||
	       (strchr(folded, '@') && pattern_matches(verb_pattern, folded));
}

static bool is_rule(const char *line, const char *characters, size_t least)
{
	size_t length = strspn(line, characters);

	return length >= least && line[length] == '\0';
}

static bool is_dashes(const char *line)
{
	return g_str_equal(line, "--") || g_str_equal(line, "---") ||
	       g_str_equal(line, "—") || g_str_equal(line, "–") ||
	       footer_is_advert(line);
}

/* With what a match of forward_pattern begins. */
static bool may_be_forward(const char *folded)
{
	static const char *const beginnings[] = { "begin forwarded ",
		"початок ", "начало ", "пачатак ", "anfang ", "początek ",
		"début " };

	for (size_t i = 0; i < G_N_ELEMENTS(beginnings); i++) {
		if (g_str_has_prefix(folded, beginnings[i]))
			return true;
	}
	return false;
}

static bool is_original(const char *folded)
{
	if (strlen(folded) > SHORT_LINE_BYTES)
		return false;
	/* Either a line drawn with dashes, or a heading of few words. */
	if (strchr("-_=*", *folded) || g_str_has_prefix(folded, "—"))
		return pattern_matches(original_pattern, folded);
	return strlen(folded) < 100 && may_be_forward(folded) &&
	       pattern_matches(forward_pattern, folded);
}

/* Without the spaces before it and behind. */
static char *beginning_of(const char *line)
{
	size_t length = strlen(line);

	while (g_ascii_isspace(*line)) {
		line++;
		length--;
	}
	if (length > SEEN_BYTES_MOST) {
		length = SEEN_BYTES_MOST;
		while ((line[length] & 0xC0) == 0x80)
			length--;
	}
	return g_strchomp(g_strndup(line, length));
}

enum line_kind line_kind_find(const char *line, unsigned *footer_tries)
{
	g_autofree char *text = beginning_of(line);
	g_autofree char *folded = NULL;

	if (!*text || g_str_equal(text, "\xc2\xa0"))
		return LINE_EMPTY;
	if (*text == '>')
		return LINE_QUOTE;
	if (is_dashes(text))
		return LINE_DASHES;
	if (is_rule(text, "_*", 8) || is_rule(text, "-", 20))
		return LINE_RULE;
	if (line_header_find(text) != HEADER_NONE)
		return LINE_HEADER;
	folded = utf8_fold(text);
	if (is_original(folded))
		return LINE_ORIGINAL;
	switch (footer_find(folded, footer_tries)) {
	case FOOTER_PHONE:
		return LINE_PHONE;
	case FOOTER_DISCLAIMER:
		return LINE_DISCLAIMER;
	case FOOTER_NONE:
		break;
	}
	return LINE_TEXT;
}
