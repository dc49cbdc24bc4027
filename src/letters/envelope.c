/* Signs that one envelope has several of and a letter's page, which may have
 * the same words in its head, has too much else beside. */
#include "envelope.h"

#include <string.h>

#include "plaint/facts/regex.h"

enum {
	WORDS_MOST = 70,
	SIGNS_LEAST = 3,
	LANDSCAPE_PERCENT = 125, /* width of height */
};

static bool note(const struct regex_match *match, void *user)
{
	(void)match;
	*(bool *)user = true;
	return false;
}

static int words_of(const char *text)
{
	int words = 0;
	bool was_space = true;
	for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
		bool space = g_unichar_isspace(g_utf8_get_char(at));
		words += was_space && !space;
		was_space = space;
	}
	return words;
}

bool envelope_is(const struct page *page)
{
	static const char *const signs[] = {
		/* uk, ru, be, en: who and where to */
		"^\\W*(?:кому|куди|куда|каму|куды|одержувач|получатель|"
		"атрымальнік|to)\\b[^\\w\\n]*(?=[:\\w\\n]|$)",
		/* who and where from */
		"^\\W*(?:від\\s+кого|звідки|от\\s+кого|откуда|ад\\s+каго|"
		"адкуль|відправник|отправитель|адпраўнік|from|sender)\\b",
		/* six figures in Russia and Belarus, five in Ukraine */
		"(?:^|[\\s,(])\\d{5,6}(?=$|[\\s,.)])",
		"укрпошта|ukrposhta|почта\\s+россии|белпошта|belpost|"
		"нова\\s+пошта|\\bпошт[аи]\\b|\\bпочт[аы]\\b|postage|"
		"priority|par\\s+avion|рекомендован|заказное|заказны|"
		"registered\\s+mail|\\bpost\\b",
		"\\b(?:вул|ул|просп|пр-т|бульв|пров|буд|кв|street|road)\\b",
	};
	static gsize compiled[G_N_ELEMENTS(signs)];
	if (words_of(page->text) > WORDS_MOST || page->text[0] == '\0')
		return false;
	int found = page->width * 100 > page->height * LANDSCAPE_PERCENT;
	for (size_t i = 0; i < G_N_ELEMENTS(signs); i++) {
		g_autofree char *pattern = g_strconcat("(?m)", signs[i], NULL);
		bool is_there = false;
		regex_each(regex_once(&compiled[i], pattern, REGEX_CASELESS),
			page->text, strlen(page->text), note, &is_there);
		found += is_there;
	}
	return found >= SIGNS_LEAST;
}
