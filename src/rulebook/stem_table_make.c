/* Makes a table's bytes. */
#include "stem_table.h"

#include <string.h>

#include "stem_table_parts.h"

enum {
	FLAGS = 256,
	ALIKE = 4, /* words for each place, at most about */
	PLACE_BITS_LEAST = 8,
};

struct making {
	const struct stem_source *source;
	GArray *affixes; /* of struct stem_affix */
	guint prefixes;
	GByteArray *text;	/* of affixes */
	GArray *numbers[FLAGS]; /* of struct numbered, by flag */
	GHashTable *known;	/* GBytes of affixes -> 1 + paradigm, owned */
	GArray *paradigm_from;	/* of uint32_t */
	GArray *paradigms;	/* of uint16_t */
	GArray *word_paradigms; /* of uint16_t, by word */
	uint32_t place_bits;
};

/* Those of a flag that strip the same are side by side, and of these those of
 * the same condition. */
struct numbered {
	const struct stem_rule *rule;
	size_t strip; /* bytes */
	uint16_t affix;
	guint strip_end, condition_end; /* where others follow */
};

/* --- affixes ------------------------------------------------------------ */

static int compare_rules(gconstpointer a, gconstpointer b)
{
	const struct stem_rule *x = *(const struct stem_rule *const *)a;
	const struct stem_rule *y = *(const struct stem_rule *const *)b;
	size_t x_length = strlen(x->append), y_length = strlen(y->append);
	if (x->is_prefix != y->is_prefix)
		return x->is_prefix ? -1 : 1;
	if (x_length != y_length)
		return x_length < y_length ? -1 : 1;
	int order = strcmp(x->append, y->append);
	if (order == 0)
		order = strcmp(x->strip, y->strip);
	return order != 0 ? order : (int)x->crosses - (int)y->crosses;
}

static void add_affix(struct making *making, const struct stem_rule *rule)
{
	struct stem_affix affix = { making->text->len,
		(uint8_t)strlen(rule->append), (uint8_t)strlen(rule->strip),
		rule->crosses, 0 };
	g_byte_array_append(
		making->text, (const guint8 *)rule->append, affix.append);
	g_byte_array_append(
		making->text, (const guint8 *)rule->strip, affix.strip);
	g_array_append_val(making->affixes, affix);
	making->prefixes += rule->is_prefix ? 1 : 0;
}

static int compare_numbered(gconstpointer a, gconstpointer b)
{
	const struct numbered *x = a, *y = b;
	int order = strcmp(x->rule->strip, y->rule->strip);
	return order != 0 ? order
			  : strcmp(x->rule->condition, y->rule->condition);
}

static void put_side_by_side(GArray *numbers)
{
	g_array_sort(numbers, compare_numbered);
	struct numbered *all = (struct numbered *)(void *)numbers->data;
	for (guint i = numbers->len; i-- > 0;) {
		const struct numbered *next = &all[i + 1];
		bool is_last = i + 1 == numbers->len;
		all[i].strip_end = is_last || strcmp(all[i].rule->strip,
						      next->rule->strip) != 0
					   ? i + 1
					   : next->strip_end;
		all[i].condition_end =
			is_last || compare_numbered(&all[i], next) != 0
				? i + 1
				: next->condition_end;
	}
}

/* Rules that differ in flag and condition alone are one affix. */
static bool number_affixes(struct making *making)
{
	static const struct stem_rule none = {
		.is_prefix = false, .strip = "", .append = ""
	};
	const GArray *rules = making->source->rules;
	g_autoptr(GPtrArray) order = g_ptr_array_new();
	for (guint i = 0; i < rules->len; i++)
		g_ptr_array_add(
			order, &g_array_index(rules, struct stem_rule, i));
	g_ptr_array_sort(order, compare_rules);
	add_affix(making, &none);
	for (guint i = 0; i < order->len; i++) {
		const struct stem_rule *rule = order->pdata[i];
		if (i == 0 || compare_rules(&order->pdata[i - 1],
				      &order->pdata[i]) != 0)
			add_affix(making, rule);
		if (making->affixes->len > G_MAXUINT16)
			return false;
		struct numbered numbered = { rule, strlen(rule->strip),
			(uint16_t)(making->affixes->len - 1), 0, 0 };
		g_array_append_val(making->numbers[rule->flag], numbered);
	}
	for (guint i = 0; i < FLAGS; i++)
		put_side_by_side(making->numbers[i]);
	return true;
}

/* --- paradigms ---------------------------------------------------------- */

/* How many letters a condition is of. */
static size_t condition_letters(const char *condition)
{
	size_t count = 0;
	for (; *condition != '\0'; condition++, count++)
		if (*condition == '[')
			condition += strcspn(condition, "]");
	return count;
}

/* "[^аб]в": of the end of a word. */
static bool fits(const char *condition, const char *word, size_t length)
{
	size_t letters = condition_letters(condition);
	if (letters > length)
		return false;
	for (const char *at = word + length - letters; *condition != '\0';
		at++, condition++) {
		if (*condition == '[') {
			bool is_not = condition[1] == '^';
			const char *from = condition + (is_not ? 2 : 1);
			condition += strcspn(condition, "]");
			bool is_there =
				memchr(from, *at, (size_t)(condition - from)) !=
				NULL;
			if (is_there == is_not)
				return false;
		} else if (*condition != '.' && *condition != *at) {
			return false;
		}
	}
	return true;
}

static bool ends_with(
	const char *word, size_t length, const struct numbered *numbered)
{
	size_t strip = numbered->strip;
	if (strip == 0 || length < strip)
		return strip == 0;
	const char *end = word + length - strip;
	return *end == *numbered->rule->strip &&
	       memcmp(end, numbered->rule->strip, strip) == 0;
}

/* What the rules of a flag make other words with. */
static void add_affixes(
	const GArray *numbers, const char *word, size_t length, GArray *out)
{
	const struct numbered *all = (const void *)numbers->data;
	for (guint i = 0; i < numbers->len;) {
		const struct stem_rule *rule = all[i].rule;
		guint end = all[i].condition_end;
		if (rule->is_prefix) {
			g_array_append_val(out, all[i++].affix);
		} else if (!ends_with(word, length, &all[i])) {
			i = all[i].strip_end;
		} else if (!fits(rule->condition, word, length)) {
			i = end;
		} else {
			for (; i < end; i++)
				g_array_append_val(out, all[i].affix);
		}
	}
}

static int compare_numbers(gconstpointer a, gconstpointer b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

static void keep_each_once(GArray *numbers)
{
	g_array_sort(numbers, compare_numbers);
	uint16_t *all = (uint16_t *)(void *)numbers->data;
	guint kept = 0;
	for (guint i = 0; i < numbers->len; i++)
		if (kept == 0 || all[i] != all[kept - 1])
			all[kept++] = all[i];
	g_array_set_size(numbers, kept);
}

static void find_affixes(
	const struct making *making, const struct stem_word *word, GArray *out)
{
	static const uint16_t none = STEM_NO_AFFIX;
	size_t length = strlen(word->text);
	guint8 inside = making->source->only_in_compound;
	g_array_set_size(out, 0);
	if (inside == 0 || strchr(word->flags, inside) == NULL)
		g_array_append_val(out, none);
	for (const char *flag = word->flags; *flag != '\0'; flag++)
		add_affixes(making->numbers[(guint8)*flag], word->text, length,
			out);
}

/* affixes: as they were found; they are put in order when they are found so
 * for the first time.  False: there are too many. */
static bool number_paradigm(
	struct making *making, GArray *affixes, uint16_t *out)
{
	GBytes *key =
		g_bytes_new(affixes->data, affixes->len * sizeof(uint16_t));
	guint known = GPOINTER_TO_UINT(g_hash_table_lookup(making->known, key));
	if (known == 0) {
		keep_each_once(affixes);
		g_array_append_val(
			making->paradigm_from, making->paradigms->len);
		g_array_append_vals(
			making->paradigms, affixes->data, affixes->len);
		known = making->paradigm_from->len;
		g_hash_table_insert(making->known, g_bytes_ref(key),
			GUINT_TO_POINTER(known));
	}
	g_bytes_unref(key);
	*out = (uint16_t)(known - 1);
	return known <= G_MAXUINT16;
}

static bool number_paradigms(struct making *making)
{
	const GArray *words = making->source->words;
	g_autoptr(GArray) affixes = g_array_new(FALSE, FALSE, sizeof(uint16_t));
	for (guint i = 0; i < words->len; i++) {
		uint16_t paradigm;
		find_affixes(making, &g_array_index(words, struct stem_word, i),
			affixes);
		if (!number_paradigm(making, affixes, &paradigm))
			return false;
		g_array_append_val(making->word_paradigms, paradigm);
	}
	g_array_append_val(making->paradigm_from, making->paradigms->len);
	return true;
}

/* --- words -------------------------------------------------------------- */

static uint32_t place_of(const struct making *making, const char *word)
{
	uint32_t hash = STEM_HASH_START;
	for (; *word != '\0'; word++)
		hash = stem_hash_add(hash, (uint8_t)*word);
	return stem_place(hash, making->place_bits);
}

/* Where the words of each place begin in out, which gets its length. */
static GArray *count_words(struct making *making, GByteArray *out)
{
	const GArray *words = making->source->words;
	making->place_bits = PLACE_BITS_LEAST;
	while (UINT32_C(1) << making->place_bits < words->len / ALIKE)
		making->place_bits++;
	guint places = UINT32_C(1) << making->place_bits;
	GArray *from =
		g_array_sized_new(FALSE, TRUE, sizeof(uint32_t), places + 1);
	g_array_set_size(from, places + 1);
	uint32_t *at = (uint32_t *)(void *)from->data;
	for (guint i = 0; i < words->len; i++) {
		const char *text =
			g_array_index(words, struct stem_word, i).text;
		at[place_of(making, text) + 1] +=
			STEM_WORD_HEAD_BYTES + (uint32_t)strlen(text);
	}
	for (guint i = 0; i < places; i++)
		at[i + 1] += at[i];
	g_byte_array_set_size(out, at[places]);
	return from;
}

static GArray *put_words(struct making *making, GByteArray *out)
{
	const GArray *words = making->source->words;
	GArray *from = count_words(making, out);
	g_autofree uint32_t *next =
		g_memdup2(from->data, from->len * sizeof(uint32_t));
	for (guint i = 0; i < words->len; i++) {
		const char *text =
			g_array_index(words, struct stem_word, i).text;
		uint32_t *place = &next[place_of(making, text)];
		guint8 *at = out->data + *place;
		size_t length = strlen(text);
		at[0] = (guint8)length;
		memcpy(at + 1,
			&g_array_index(making->word_paradigms, uint16_t, i),
			sizeof(uint16_t));
		memcpy(at + STEM_WORD_HEAD_BYTES, text, length);
		*place += STEM_WORD_HEAD_BYTES + (uint32_t)length;
	}
	return from;
}

/* --- all ---------------------------------------------------------------- */

static void put_array(GByteArray *out, const GArray *array)
{
	g_byte_array_append(out, (const guint8 *)array->data,
		array->len * g_array_get_element_size((GArray *)array));
}

static GByteArray *put_all(struct making *making)
{
	g_autoptr(GByteArray) words = g_byte_array_new();
	g_autoptr(GArray) places = put_words(making, words);
	struct stem_table_head head = {
		.affixes = making->affixes->len,
		.prefixes = making->prefixes,
		.paradigms = making->paradigm_from->len - 1,
		.paradigm_affixes = making->paradigms->len,
		.place_bits = making->place_bits,
		.text_bytes = making->text->len,
		.words_bytes = words->len,
		.has_compounds = making->source->has_compounds,
	};
	GByteArray *out = g_byte_array_new();
	g_byte_array_append(out, (const guint8 *)&head, sizeof(head));
	put_array(out, making->affixes);
	put_array(out, making->paradigm_from);
	put_array(out, places);
	put_array(out, making->paradigms);
	g_byte_array_append(out, making->text->data, making->text->len);
	g_byte_array_append(out, words->data, words->len);
	return out;
}

GByteArray *stem_table_make(const struct stem_source *source)
{
	struct making making = {
		.source = source,
		.affixes = g_array_new(FALSE, FALSE, sizeof(struct stem_affix)),
		.text = g_byte_array_new(),
		.known = g_hash_table_new_full(g_bytes_hash, g_bytes_equal,
			(GDestroyNotify)g_bytes_unref, NULL),
		.paradigm_from = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
		.paradigms = g_array_new(FALSE, FALSE, sizeof(uint16_t)),
		.word_paradigms = g_array_new(FALSE, FALSE, sizeof(uint16_t)),
	};
	for (guint i = 0; i < FLAGS; i++)
		making.numbers[i] =
			g_array_new(FALSE, FALSE, sizeof(struct numbered));
	GByteArray *out = number_affixes(&making) && number_paradigms(&making)
				  ? put_all(&making)
				  : NULL;
	for (guint i = 0; i < FLAGS; i++)
		g_array_unref(making.numbers[i]);
	g_array_unref(making.affixes);
	g_byte_array_unref(making.text);
	g_hash_table_unref(making.known);
	g_array_unref(making.paradigm_from);
	g_array_unref(making.paradigms);
	g_array_unref(making.word_paradigms);
	return out;
}
