/* What a word can be in an address: the lists put into one open table, asked
 * for by hashes that grow with the word, so that beginnings ("вулиц*") and
 * stems (a town's, in any case) need no second reading. */
#include "address_index.h"

#include <stdint.h>
#include <string.h>
#include "address_lists.h"
#include "address_words.h"
#include "plaint/text/letter.h"

enum {
	TABLE_SIZE = 8192, /* a power of two, more than twice the words */
	MARKS = 1 << 16,
	BEGINNING_LEAST = 3,
	BEGINNING_END_MOST = 6, /* letters behind a word's beginning */
	STEM_LEAST = 4,		/* letters of a town's */
	STEM_END_MOST = 2,
};

/* How a word stands in the table; its first letters' classes in the marks
 * alone. */
enum form {
	FORM_WHOLE = 1,
	FORM_BEGINNING,
	FORM_STEM,
	FORM_HEAD,
	FORM_HEAD_BEGINNING, /* BEGINNING_LEAST of them, and more behind */
};

struct slot {
	uint64_t key; /* 0: free */
	unsigned roles;
};

static const char *const town_endings[] = { "", "а", "я", "у", "ю", "і", "и",
	"ы", "е", "о", "ь", "ом", "ем", "ам", "ах", "ях", "ою", "ею", "ой",
	"ей", "ай", "яй", "ів", NULL };

static uint64_t hash_longer(uint64_t hash, gunichar letter)
{
	return (hash ^ letter) * UINT64_C(0x100000001b3);
}

static uint64_t key_of(uint64_t hash, enum form form)
{
	return ((hash ^ (uint64_t)form) * UINT64_C(0x9E3779B97F4A7C15)) | 1;
}

/* Most of what is asked for is not there, and the marks, which the
 * processor's nearest cache holds, say so. */
struct table {
	struct slot slots[TABLE_SIZE];
	uint64_t marks[MARKS / 64];
};

static size_t slot_of(const struct table *table, uint64_t key)
{
	size_t slot = (key >> 40) % TABLE_SIZE;
	while (table->slots[slot].key != 0 && table->slots[slot].key != key)
		slot = (slot + 1) % TABLE_SIZE;
	return slot;
}

static bool is_marked(const struct table *table, uint64_t key)
{
	size_t mark = (key >> 16) % MARKS;
	return (table->marks[mark / 64] >> mark % 64 & 1) != 0;
}

static void set_mark(struct table *table, uint64_t key)
{
	size_t mark = (key >> 16) % MARKS;
	table->marks[mark / 64] |= UINT64_C(1) << mark % 64;
}

static unsigned roles_of(
	const struct table *table, uint64_t hash, enum form form)
{
	uint64_t key = key_of(hash, form);
	return is_marked(table, key) ? table->slots[slot_of(table, key)].roles
				     : 0;
}

static void add(
	struct table *table, uint64_t hash, enum form form, unsigned roles)
{
	uint64_t key = key_of(hash, form);
	struct slot *slot = &table->slots[slot_of(table, key)];
	slot->key = key;
	slot->roles |= roles;
	set_mark(table, key);
}

static uint64_t head_key(const struct word_head *word, enum form form)
{
	const guint8 *letters = word->letters;
	guint32 last = form == FORM_HEAD ? letters[BEGINNING_LEAST] : 0;
	guint32 all = letters[0] | (guint32)letters[1] << 8 |
		      (guint32)letters[2] << 16 | last << 24;
	return key_of(all, form);
}

static void mark_head(
	struct table *table, const char *word, size_t bytes, bool is_beginning)
{
	struct word_head head;
	size_t at = 0;
	(void)word_head_next(word, bytes, &at, &head);
	set_mark(table, head_key(&head, FORM_HEAD));
	if (is_beginning && head.letters[BEGINNING_LEAST] == 0)
		set_mark(table, head_key(&head, FORM_HEAD_BEGINNING));
}

/* "одеса" and "кобрин" stand there without their endings too. */
static void add_word(
	struct table *table, const char *word, size_t bytes, unsigned roles)
{
	const char *end = word + bytes;
	const char *last = g_utf8_find_prev_char(word, end);
	uint64_t hash = 0, before_last = 0;
	bool is_beginning = *last == '*';
	if (is_beginning)
		end = last;
	for (const char *p = word; p < end; p = g_utf8_next_char(p)) {
		before_last = hash;
		hash = hash_longer(hash, letter_at(p));
	}
	mark_head(table, word, (size_t)(end - word), is_beginning);
	add(table, hash, is_beginning ? FORM_BEGINNING : FORM_WHOLE, roles);
	if ((roles & AS_TOWN) == 0)
		return;
	g_autofree char *ending = g_strndup(last, (size_t)(end - last));
	bool ends = g_strv_contains(town_endings, ending);
	add(table, ends ? before_last : hash, FORM_STEM, AS_TOWN);
}

static const struct table *table_get(void)
{
	static struct table table;
	static gsize is_made;
	if (g_once_init_enter(&is_made)) {
		for (const struct address_list *list = address_lists;
			list->words != NULL; list++)
			for (const char *p = list->words; *p != '\0';) {
				size_t bytes = strcspn(p, " ");
				if (bytes > 0)
					add_word(&table, p, bytes, list->roles);
				p += bytes + strspn(p + bytes, " ");
			}
		g_once_init_leave(&is_made, 1);
	}
	return &table;
}

static bool is_town_ending(const gunichar *letters, size_t count)
{
	char text[STEM_END_MOST * 6 + 1];
	size_t length = 0;
	for (size_t i = 0; i < count; i++)
		length += (size_t)g_unichar_to_utf8(letters[i], text + length);
	text[length] = '\0';
	return g_strv_contains(town_endings, text);
}

bool address_may_have_roles(const struct word_head *word)
{
	const struct table *table = table_get();
	return is_marked(table, head_key(word, FORM_HEAD)) ||
	       (word->letters[BEGINNING_LEAST] != 0 &&
		       is_marked(table, head_key(word, FORM_HEAD_BEGINNING)));
}

unsigned address_roles(const gunichar *letters, size_t count)
{
	const struct table *table = table_get();
	uint64_t hash = 0;
	unsigned roles = 0;
	for (size_t i = 1; i <= count; i++) {
		hash = hash_longer(hash, letters[i - 1]);
		size_t left = count - i;
		if (left <= BEGINNING_END_MOST && i >= BEGINNING_LEAST)
			roles |= roles_of(table, hash, FORM_BEGINNING);
		if (left <= STEM_END_MOST && i >= STEM_LEAST &&
			(roles & AS_TOWN) == 0 &&
			roles_of(table, hash, FORM_STEM) != 0 &&
			is_town_ending(letters + i, left))
			roles |= AS_TOWN;
	}
	return roles | roles_of(table, hash, FORM_WHOLE);
}
