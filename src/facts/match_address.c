/* Addresses and account numbers made comparable. */
#include "match_sound.h"

#include <string.h>

/* Words every address has, as sounds. */
static bool is_address_word(const char *skeleton)
{
	static const char *const plain[] = { "vul", "vulica", "vulici", "ul",
		"ulica", "ulici", "stret", "str", "st", "rad", "rd", "prt",
		"pr", "prasp", "praspekt", "bud", "budinak", "dam", "d", "b",
		"kv", "kvartira", "kvartiri", "flat", "apt", "apartment", "m",
		"misto", "mista", "h", "harad", "har", "s", "sela", "smt",
		"abl", "ablast", "vabl", "rn", "raian", "pravulak", "prav",
		"per", "bulvar", "bul", "br", "plaSCa", "pl", "i" };
	for (size_t i = 0; i < G_N_ELEMENTS(plain); i++)
		if (strcmp(plain[i], skeleton) == 0)
			return true;
	return false;
}

static bool is_flat_word(const char *skeleton)
{
	static const char *const words[] = { "flat", "apt", "apartment", "kv",
		"kvartira" };
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(words[i], skeleton) == 0)
			return true;
	return false;
}

/* Entrance and floor: one writes them and another does not. */
static bool is_way_word(const char *skeleton)
{
	static const char *const words[] = { "pidizd", "padezd", "pid", "pad",
		"paverh", "pavarh", "pav", "etaZ", "et", "entrance", "flar" };
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(words[i], skeleton) == 0)
			return true;
	return false;
}

enum {
	POSTCODE_DIGITS = 5
};

struct place {
	GPtrArray *names;   /* of char *: skeletons */
	GPtrArray *numbers; /* of char *: house, flat, in order */
	/* "Flat 4, 22 High Street": the first number is the second one. */
	bool flat_first;
	bool is_way;	  /* an entrance's or a floor's number follows */
	bool ends_number; /* a number stands last, and no comma behind it */
};

static void place_clear(struct place *place)
{
	g_ptr_array_unref(place->names);
	g_ptr_array_unref(place->numbers);
}
typedef struct place place;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(place, place_clear)

static void place_add(struct place *place, const char *word)
{
	size_t digits = strspn(word, "0123456789");
	size_t letters = (size_t)g_utf8_strlen(word + digits, -1);
	if (strpbrk(word, "0123456789") != NULL) {
		/* "14", "14а"; "01001", "LS1" and "4AP" are postcodes. */
		bool fits =
			digits > 0 && digits < POSTCODE_DIGITS && letters <= 1;
		if (fits && !place->is_way)
			g_ptr_array_add(
				place->numbers, g_utf8_strdown(word, -1));
		place->ends_number = fits && !place->is_way;
		place->is_way = false;
		return;
	}
	g_autofree char *skeleton = sound_skeleton(word);
	if (is_way_word(skeleton)) {
		/* "2 этаж" */
		if (place->ends_number)
			g_ptr_array_remove_index(
				place->numbers, place->numbers->len - 1);
		place->is_way = !place->ends_number;
		place->ends_number = false;
		return;
	}
	place->is_way = false;
	if (place->numbers->len == 0 && is_flat_word(skeleton))
		place->flat_first = true;
	if (strlen(skeleton) > 1 && !is_address_word(skeleton))
		g_ptr_array_add(place->names, g_steal_pointer(&skeleton));
}

static void place_read(struct place *place, const char *text)
{
	*place = (struct place){ 0 };
	place->names = g_ptr_array_new_with_free_func(g_free);
	place->numbers = g_ptr_array_new_with_free_func(g_free);
	GString *word = g_string_new(NULL);
	for (const char *p = text;; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if (c != 0 && (g_unichar_isalnum(c) || c == '\'')) {
			if (c != '\'')
				g_string_append_unichar(word, c);
			continue;
		}
		if (word->len > 0)
			place_add(place, word->str);
		g_string_truncate(word, 0);
		if (c == ',' || c == '\n')
			place->ends_number = false;
		if (c == 0)
			break;
	}
	g_string_free(word, TRUE);
	if (place->flat_first && place->numbers->len > 1)
		g_ptr_array_insert(place->numbers, 1,
			g_ptr_array_steal_index(place->numbers, 0));
}

static bool has_name_like(const struct place *place, const char *skeleton)
{
	g_autofree char *bones = sound_bones(skeleton);
	for (guint i = 0; i < place->names->len; i++) {
		const char *other = place->names->pdata[i];
		g_autofree char *other_bones = sound_bones(other);
		if (strcmp(bones, other_bones) == 0 &&
			sound_distance(skeleton, other) <= 2)
			return true;
	}
	return false;
}

bool match_addresses(const char *a, const char *b)
{
	g_auto(place) x, y;
	place_read(&x, a);
	place_read(&y, b);
	if (x.numbers->len == 0 || y.numbers->len == 0)
		return false;
	const struct place *less = x.names->len <= y.names->len ? &x : &y;
	const struct place *more = less == &x ? &y : &x;
	guint numbers = MIN(x.numbers->len, y.numbers->len);
	for (guint i = 0; i < numbers; i++)
		if (strcmp(x.numbers->pdata[i], y.numbers->pdata[i]) != 0)
			return false;
	for (guint i = 0; i < less->names->len; i++)
		if (!has_name_like(more, less->names->pdata[i]))
			return false;
	return less->names->len > 0;
}

char *match_account(const char *text)
{
	g_autofree char *upper = g_utf8_strup(text, -1);
	GString *out = g_string_new(NULL);
	for (const char *p = upper; *p != '\0'; p = g_utf8_next_char(p))
		if (g_unichar_isalnum(g_utf8_get_char(p)))
			g_string_append_unichar(out, g_utf8_get_char(p));
	return g_string_free(out, FALSE);
}
