/* Words to text: flowing lines, hyphens, look-alike letters; and how far a
 * page may be trusted. */
#include "../../../src/ocr/compose.h"
#include "check_main.h"
#include "plaint/ocr/trust.h"

/* --- mending ----------------------------------------------------------- */

static const struct {
	const char *read, *mended; /* NULL: stays */
	const char *next;
} words[] = {
	{ "Ме", "№", "0093417" },
	{ "Ме", NULL, "разам" },
	{ "Не", NULL, "5" },		      /* "not 5" */
	{ "pахунок", "рахунок" },	      /* Latin p */
	{ "Кieв", "Кіев" },		      /* Latin i, e */
	{ "Вristol", "Bristol" },	      /* Cyrillic Ve */
	{ "Оrange", "Orange" },		      /* Cyrillic O */
	{ "рахунок", NULL },		      /* nothing mixed */
	{ "account", NULL },		      /* nothing mixed */
	{ "LTE-мережа", NULL },		      /* L has no counterpart */
	{ "+38О67555О134", "+380675550134" }, /* Cyrillic O for zero */
	{ "№3О418827", "№30418827" },
	{ "148,5О", NULL }, /* four digits: not sure */
	{ "12345Щ", NULL }, /* no digit looks so */
	{ "ab123456@example.org", NULL },
	{ "", NULL },
	{ "—", NULL },
};

START_TEST(mends)
{
	g_autofree char *mended =
		mend_word(words[_i].read, words[_i].next ? words[_i].next : "");
	if (!words[_i].mended)
		ck_assert_msg(
			mended == NULL || strcmp(mended, words[_i].read) == 0,
			"%s became %s", words[_i].read, mended);
	else
		ck_assert_pstr_eq(mended, words[_i].mended);
}
END_TEST

/* --- composing --------------------------------------------------------- */

enum {
	LETTER = 10,
	HEIGHT = 20,
	PITCH = 30,
	MOST_LINES = 8
};

/* Lines of text set in letters of one width; "" leaves a gap, every space
 * stands for a letter. */
static struct recognition *typeset(const char *const *lines)
{
	struct recognition *recognition = recognition_new();
	int y = 0, line = 0;
	for (; *lines; lines++, y += PITCH) {
		g_auto(GStrv) parts = g_strsplit(*lines, " ", -1);
		int x = 0;
		for (int i = 0; parts[i] && **lines; i++) {
			if (!*parts[i]) {
				x += LETTER;
				continue;
			}
			int width = LETTER * (int)g_utf8_strlen(parts[i], -1);
			struct read_word word = { g_strdup(parts[i]), x, y,
				width, HEIGHT, 0.9, line };
			g_array_append_val(recognition->words, word);
			x += width + LETTER;
		}
		line += **lines != 0;
	}
	return recognition;
}

static const struct {
	const char *lines[MOST_LINES];
	const char *text;
} texts[] = {
	{ { "прошу повернути гроші на мій", "рахунок негайно" },
		"прошу повернути гроші на мій рахунок негайно" },
	{ { "Ганна Жукова", "вул. Садова, буд. 12, квартира 7" },
		"Ганна Жукова\nвул. Садова, буд. 12, квартира 7" },
	{ { "перший абзац листа про рахунок", "за січень.", "",
		  "другий абзац листа про рахунок", "за лютий." },
		"перший абзац листа про рахунок за січень.\n\n"
		"другий абзац листа про рахунок за лютий." },
	{ { "мені відмовили в обслугову-", "ванні без пояснень причини" },
		"мені відмовили в обслуговуванні без пояснень причини" },
	{ { "зателефонуйте в дзень будь-", "який зручний для вас, прошу" },
		"зателефонуйте в дзень будь-який зручний для вас, прошу" },
	{ { "мешкаю в місті Івано-", "Франківськ, вулиця Січових" },
		"мешкаю в місті Івано- Франківськ, вулиця Січових" },
	{ { NULL }, "" },
	{ { "прошу пояснити рахунок за січень:",
		  "послуга              період          сума",
		  "абонентська плата    січень    320,00 грн",
		  "роумінг              лютий     192,50 грн",
		  "разом                          512,50 грн",
		  "ним я не користувався в жоден із тих днів" },
		"прошу пояснити рахунок за січень:\n"
		"послуга\tперіод\tсума\n"
		"абонентська плата\tсічень\t320,00 грн\n"
		"роумінг\tлютий\t192,50 грн\n"
		"разом\t\t512,50 грн\n"
		"ним я не користувався в жоден із тих днів" },
	{ { "музика без меж, з перш-     35,00    не замовляв",
		  "ого дня січня                        ніколи",
		  "роумінг у Польщі           192,50    я був удома",
		  "переадресація всіх          20,00    вимкнено",
		  "дзвінків на номер", "дякую" },
		"музика без меж, з першого дня січня\t35,00\t"
		"не замовляв ніколи\n"
		"роумінг у Польщі\t192,50\tя був удома\n"
		"переадресація всіх дзвінків на номер\t20,00\t"
		"вимкнено\n"
		"дякую" },
	/* Twice is chance. */
	{ { "м. Суми         12 січня", "вих. № 7        на № 418",
		  "шановний пане директоре, прошу вас" },
		"м. Суми 12 січня\nвих. № 7 на № 418\n"
		"шановний пане директоре, прошу вас" },
};

START_TEST(composes)
{
	struct recognition *recognition = typeset(texts[_i].lines);
	g_autofree char *text = compose_text(recognition);
	ck_assert_str_eq(text, texts[_i].text);
	recognition_free(recognition);
}
END_TEST

/* Cells of frames, each a block of its own, and a row that is none. */
START_TEST(composes_cells)
{
	static const char *const lines[] = { "послуга та      чому не",
		"її назва        погоджуюся", "", "музика          ні", "",
		"відповідь надішліть поштою", NULL };
	static const int blocks[] = { 0, 0, 1, 1, 0, 0, 1, 2, 2, 3, 3, 3 };
	struct recognition *recognition = typeset(lines);
	/* In the order that cells are read in. */
	static const guint order[] = { 0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 10, 11 };
	struct recognition *cells = recognition_new();
	for (guint i = 0; i < recognition->words->len; i++) {
		struct read_word word = g_array_index(
			recognition->words, struct read_word, order[i]);
		word.text = g_strdup(word.text);
		word.block = blocks[order[i]];
		word.line += 10 * word.block;
		g_array_append_val(cells->words, word);
	}
	g_autofree char *text = compose_text(cells);
	ck_assert_str_eq(text, "послуга та її назва\tчому не погоджуюся\n"
			       "музика\tні\n\nвідповідь надішліть поштою");
	recognition_free(cells);
	recognition_free(recognition);
}
END_TEST

/* A column's line is full at the column's edge, not at the heading's. */
START_TEST(composes_columns)
{
	static const char *const lines[] = {
		"про зміну умов обслуговування з першого лютого", "",
		"мені відмовили в обслугову-", "ванні без пояснень", NULL
	};
	struct recognition *recognition = typeset(lines);
	for (guint i = 0; i < recognition->words->len; i++) {
		struct read_word *word =
			&g_array_index(recognition->words, struct read_word, i);
		word->block = word->line > 0;
	}
	g_autofree char *text = compose_text(recognition);
	ck_assert_str_eq(text,
		"про зміну умов обслуговування з першого лютого\n\n"
		"мені відмовили в обслуговуванні без пояснень");
	recognition_free(recognition);
}
END_TEST

/* --- trust ------------------------------------------------------------- */

static const struct {
	const char *word;
	bool plausible;
} shapes[] = {
	{ "рахунок", true },
	{ "Щербакова", true },
	{ "впродовж", true },
	{ "strengths", true },
	{ "г.", true },
	{ "і", true },
	{ "148,50", true },
	{ "20.01.2026", true },
	{ "№", true },
	{ "BX-204471", true },
	{ "e.whitcombe@example.org", true },
	{ "МТС", true },
	{ "жкпртвщ", false },
	{ "аБвГд", false },
	{ "дeмo", false },
	{ ";:,'", false },
};

START_TEST(judges_words)
{
	ck_assert_msg(trust_word_is_plausible(shapes[_i].word) ==
			      shapes[_i].plausible,
		"%s", shapes[_i].word);
}
END_TEST

static struct document *page_of(const char *word, int count, double confidence)
{
	struct document *document = document_new(DOCUMENT_SCAN);
	struct page *page = document_add_page(document);
	page->confidence = trust_page_confidence(confidence);
	for (int i = 0; i < count; i++) {
		struct word *one = page_add_word(page);
		document_set(&one->text, word);
		one->confidence = trust_word_confidence(confidence);
	}
	return document;
}

static const struct {
	const char *word;
	int count;
	double confidence;
	enum trust_verdict verdict;
	double even, joined;
} pages[] = {
	{ "рахунок", 100, 0.96, TRUST_STRAIGHT_THROUGH, 0.95, 0 },
	{ "рахунок", 100, 0.80, TRUST_CHECK_WORDS, 0.95, 0 },
	{ "рахунок", 100, 0.40, TRUST_KEY_IN, 0.95, 0 },
	{ "жкпртвщ", 100, 0.96, TRUST_KEY_IN, 0.95, 0 },
	{ "рахунок", 3, 0.96, TRUST_CHECK_WORDS, 0.95, 0 },
	{ "рахунок", 0, 0, TRUST_KEY_IN, 0.95, 0 },
	{ "рахунок", 100, 0.96, TRUST_CHECK_WORDS, 0.75, 0 },
	{ "рахунок", 100, 0.65, TRUST_KEY_IN, 0.50, 0 },
	{ "рахунок", 100, 0.96, TRUST_KEY_IN, 0.75, 0.5 },
};

START_TEST(judges_pages)
{
	g_autoptr(document) document =
		page_of(pages[_i].word, pages[_i].count, pages[_i].confidence);
	const struct strokes strokes = { pages[_i].even, pages[_i].joined };
	struct trust trust =
		trust_page(g_ptr_array_index(document->pages, 0), &strokes);
	ck_assert_str_eq(trust_verdict_name(trust.verdict),
		trust_verdict_name(pages[_i].verdict));
	ck_assert_int_eq(trust.words, pages[_i].count);
}
END_TEST

/* Surer is never worth less, nor as much: verdicts would change. */
static void rises(double (*confidence)(double))
{
	ck_assert_double_eq(confidence(-1), confidence(0));
	ck_assert_double_eq(confidence(2), confidence(1));
	ck_assert_double_ge(confidence(0), 0);
	ck_assert_double_le(confidence(1), 1);
	for (int i = 0; i < 1000; i++)
		ck_assert_double_lt(
			confidence(i / 1000.0), confidence((i + 1) / 1000.0));
}

START_TEST(confidences_rise)
{
	rises(trust_word_confidence);
	rises(trust_page_confidence);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ocr text");
	TCase *tests = tcase_create("text");
	tcase_add_loop_test(tests, mends, 0, G_N_ELEMENTS(words));
	tcase_add_loop_test(tests, composes, 0, G_N_ELEMENTS(texts));
	tcase_add_test(tests, composes_columns);
	tcase_add_test(tests, composes_cells);
	tcase_add_loop_test(tests, judges_words, 0, G_N_ELEMENTS(shapes));
	tcase_add_test(tests, confidences_rise);
	tcase_add_loop_test(tests, judges_pages, 0, G_N_ELEMENTS(pages));
	suite_add_tcase(suite, tests);
	return check_main(suite);
}
