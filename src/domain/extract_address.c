/* Postal addresses: a street with a house, what stands before it (index,
 * place) and behind it (flat), in the ways of four languages. */
#include "extract_parts.h"

/* Bounded: a text without spaces is one word to its end. */
#define LETTERS "[\\p{L}'’ʼ.-]{1,40}"
#define NAME	"\\p{Lu}" LETTERS "(?: \\p{Lu}?" LETTERS "){0,3}"
#define PLACE                                                                                                             \
	"(?:(?:\\d{5,6}|м\\.|м\\.? "                                                                                    \
	"?|г\\.|гор\\.|с\\.|смт\\.?|пос\\.|п\\.|в\\.|аг\\.|"                                               \
	"місто|город|горад|село|вёска|деревня|обл\\.|область|вобл\\.|р-н|" \
	"район|"                                                                                                     \
	"раён)\\s*)"
#define STREET                                                                                                           \
	"(?:вул\\.|вулиц[яіею]\\w*|вуліц\\w+|ул\\.|улиц\\w+|пр-т\\.?|пр\\.|"                 \
	"просп\\.|проспект\\w*|праспект\\w*|пров\\.|провул\\w+|пер\\.|"                \
	"переул\\w+|зав\\.|завул\\w+|бул\\.|б-р\\.?|бульвар\\w*|наб\\.|"                    \
	"набережн\\w+|пл\\.|площ\\w+|шосе|шоссе|ш\\.|мікрорайон|микрорайон|" \
	"мкр\\.?|жк)"
#define HOUSE                                                                             \
	"(?:,?\\s*(?:буд(?:инок|\\.)?|б\\.|дом|д\\.|№))?\\s*,?\\s*\\d{1,4}" \
	"(?:\\s?[-/]?\\s?[\\dА-ЯЄІа-яєі]{1,3}(?!\\p{L}))?"
#define FLAT                                                                                                     \
	"(?:,?\\s*(?:корп\\.?|корпус|к\\.|стр\\.|під'?їзд|под\\.|под'?езд|"         \
	"кв(?:артира|артыра)?\\.?|оф(?:іс|ис)?\\.?|офіс|пов\\.|эт\\.|поверх)" \
	"\\s*"                                                                                                   \
	"[№]?\\s*\\d{1,5}\\p{L}?)*"
#define BEFORE                                                                 \
	"(?:\\d{5,6},?\\s+)?(?:(?:" PLACE NAME ",?\\s+)){0,4}(?:" NAME ",\\s+" \
	")?"
#define AFTER                                                                  \
	"(?:,?\\s+(?:м\\.|г\\.|г\\.п\\.)\\s*" NAME                             \
	")?(?:,?\\s+\\d{5,6}(?!\\d))?"
#define POSTCODE "[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2}"
#define STREET_EN                                                              \
	"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Close|Drive|Way|Court|Place|" \
	"Terrace|Gardens|Crescent|Square|Grove|Hill|Row|Mews|Park|Green|Walk)"

static bool each_address(const struct regex_match *match, void *user)
{
	struct finder *finder = user;
	g_autofree char *address = regex_group(match, 0);
	/* One line, single spaces. */
	g_auto(GStrv) words = g_strsplit_set(address, " \n\r\t", -1);
	GString *line = g_string_new(NULL);
	for (size_t i = 0; words[i] != NULL; i++)
		if (*words[i] != '\0')
			g_string_append_printf(line, "%s%s",
				line->len > 0 ? " " : "", words[i]);
	finder_add(finder, ENTITY_ADDRESS, g_string_free(line, FALSE),
		match->from[0], match->to[0]);
	return true;
}

void find_addresses(struct finder *finder)
{
	static const char *const patterns[] = {
		"(?<!\\w)" BEFORE "(?i:" STREET
		")\\s*\\p{L}?[\\p{L}\\d'’ʼ. -]{2,40}?" HOUSE FLAT AFTER,
		"(?<!\\w)(?:(?:Flat|Apartment|Unit) \\d{1,4}[A-Za-z]?,\\s+)?"
		"\\d{1,4}[A-Za-z]?,? \\p{Lu}[\\w']+(?: "
		"\\p{Lu}[\\w']+){0,3} " STREET_EN
		"\\b\\.?(?:,\\s+\\p{Lu}[\\p{L}']+(?: "
		"\\p{Lu}[\\p{L}']+)*\\b(?!\\d)){0,3}"
		"(?:,?\\s+" POSTCODE ")?",
	};
	static gsize compiled[G_N_ELEMENTS(patterns)];
	for (size_t i = 0; i < G_N_ELEMENTS(patterns); i++)
		regex_each(regex_once(&compiled[i], patterns[i], REGEX_CASE),
			finder->text, finder->length, each_address, finder);
}
