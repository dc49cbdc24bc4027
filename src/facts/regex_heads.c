/* A pattern is read as far as the first letters of its matches go: each branch
 * gives heads, rows of up to four letters.  What is not understood may be
 * anything, so a head too many is all that can go wrong. */
#include "plaint/facts/regex_heads.h"

#include <string.h>
#include "plaint/text/letter.h"

enum {
	HEADS_MOST = 4096,
	DEPTH_MOST = 64,
	RANGE_MOST = 8, /* a longer one is any letter */
	CODE_DIGITS_MOST = 6,
	KEY_SHIFT = 4,	 /* for the number of letters and their tail */
	HASH_SHIFT = 20, /* 12 bits of 32: HEAD_HASHES */
};

/* What stands behind the letters of a head. */
enum tail {
	TAIL_OPEN,  /* what the pattern goes on with */
	TAIL_OTHER, /* no letter */
	TAIL_ANY,
};

struct head {
	guint8 letters[HEAD_LETTERS];
	guint8 count, tail;
};

/* Reading stops for good at what is not understood. */
struct heads_reader {
	const char *at;
	int depth;
	bool failed;
};

static GArray *heads_new(void)
{
	return g_array_new(FALSE, FALSE, sizeof(struct head));
}

/* Without letters: nothing, no letter, or whatever. */
static void add_tail(GArray *heads, enum tail tail)
{
	struct head head = { .tail = (guint8)tail };
	g_array_append_val(heads, head);
}

static void add_char(GArray *heads, gunichar c)
{
	struct head head = { .letters = { letter_class(c) }, .count = 1 };
	if (letter_is(c))
		g_array_append_val(heads, head);
	else
		add_tail(heads, TAIL_OTHER);
}

static GArray *heads_of(enum tail tail)
{
	GArray *heads = heads_new();
	add_tail(heads, tail);
	return heads;
}

static GArray *fail(struct heads_reader *reader)
{
	reader->failed = true;
	return heads_of(TAIL_ANY);
}

static struct head join(struct head head, const struct head *next)
{
	for (int i = 0; i < next->count && head.count < HEAD_LETTERS; i++)
		head.letters[head.count++] = next->letters[i];
	head.tail = head.count == HEAD_LETTERS ? TAIL_ANY : next->tail;
	return head;
}

/* What `heads` go on with is one of `next`, which it takes. */
static void join_all(struct heads_reader *reader, GArray *heads, GArray *next)
{
	guint count = heads->len;
	for (guint i = 0; i < count; i++) {
		struct head head = g_array_index(heads, struct head, i);
		if (head.tail != TAIL_OPEN || next->len == 0)
			continue;
		for (guint k = 1; k < next->len && heads->len < HEADS_MOST;
			k++) {
			struct head joined = join(
				head, &g_array_index(next, struct head, k));
			g_array_append_val(heads, joined);
		}
		g_array_index(heads, struct head, i) =
			join(head, &g_array_index(next, struct head, 0));
	}
	reader->failed |= heads->len >= HEADS_MOST;
	g_array_unref(next);
}

/* \x{A0} and \x1A. */
static gunichar read_code(struct heads_reader *reader)
{
	bool is_braced = *reader->at == '{';
	gunichar c = 0;
	int digits = 0;
	for (reader->at += is_braced;
		g_ascii_isxdigit(*reader->at) &&
		digits < (is_braced ? CODE_DIGITS_MOST : 2);
		digits++)
		c = c * 16 + (gunichar)g_ascii_xdigit_value(*reader->at++);
	reader->failed |= digits == 0 || (is_braced && *reader->at != '}');
	reader->at += is_braced && *reader->at == '}';
	return c;
}

/* "\p{L}" behind its "p". */
static void read_property(struct heads_reader *reader, GArray *heads)
{
	const char *end = *reader->at == '{' ? strchr(reader->at, '}') : NULL;
	reader->failed |= end == NULL;
	reader->at = end != NULL ? end + 1 : reader->at;
	add_tail(heads, TAIL_ANY);
}

/* Behind a backslash; adds what it may be. */
static void read_escape(struct heads_reader *reader, GArray *heads)
{
	static const struct {
		const char *letters;
		enum tail tail;
	} classes[] = { { "wWSDHVN", TAIL_ANY }, { "sdhvRntrf", TAIL_OTHER },
		{ "bBAzZ", TAIL_OPEN } };
	char c = *reader->at;
	reader->at += c != '\0';
	for (size_t i = 0; i < G_N_ELEMENTS(classes) && c != '\0'; i++)
		if (strchr(classes[i].letters, c) != NULL) {
			add_tail(heads, classes[i].tail);
			return;
		}
	if (c == 'p' || c == 'P')
		read_property(reader, heads);
	else if (c == 'x')
		add_char(heads, read_code(reader));
	else if (c == '\0' || g_ascii_isalnum(c))
		reader->failed = true;
	else
		add_tail(heads, TAIL_OTHER);
}

/* Behind `from` and at the "-". */
static void read_range(
	struct heads_reader *reader, GArray *heads, gunichar from)
{
	gunichar to = g_utf8_get_char(++reader->at);
	if (to == '\\' || to == '\0') {
		reader->failed = true;
		return;
	}
	bool is_few = from <= to && to - from <= RANGE_MOST;
	for (gunichar c = from; is_few && c <= to; c++)
		add_char(heads, c);
	if (!is_few)
		add_tail(heads, TAIL_ANY);
	reader->at = g_utf8_next_char(reader->at);
}

static GArray *read_class(struct heads_reader *reader)
{
	GArray *heads = heads_new();
	const char *first = reader->at + (*reader->at == '^');
	bool is_other = first != reader->at;
	reader->at = first;
	while (!reader->failed && (*reader->at != ']' || reader->at == first)) {
		if (*reader->at == '\0' || g_str_has_prefix(reader->at, "[:")) {
			reader->failed = true;
		} else if (*reader->at == '\\') {
			reader->at++;
			read_escape(reader, heads);
			if (*reader->at == '-' && reader->at[1] != ']')
				add_tail(heads, TAIL_ANY);
		} else {
			gunichar c = g_utf8_get_char(reader->at);
			reader->at = g_utf8_next_char(reader->at);
			if (*reader->at == '-' && reader->at[1] != ']')
				read_range(reader, heads, c);
			else
				add_char(heads, c);
		}
	}
	reader->at += *reader->at == ']';
	if (is_other)
		add_tail(heads, TAIL_ANY);
	return heads;
}

/* "(*VERB)", "(?#…)" and "(?x)": brackets in them may be none. */
static bool is_strange_group(const char *at)
{
	if (at[1] != '?')
		return at[1] == '*';
	size_t flags = strspn(at + 2, "imsxnJU^-");
	return at[2] == '#' || memchr(at + 2, 'x', flags) != NULL;
}

/* Up to the "|" or ")" that ends a sequence, of which no more is asked. */
static void skip_sequence(struct heads_reader *reader)
{
	int depth = 0;
	while (!reader->failed && *reader->at != '\0') {
		char c = *reader->at;
		if (depth == 0 && (c == '|' || c == ')'))
			return;
		reader->failed = c == '(' && is_strange_group(reader->at);
		reader->at++;
		depth += (c == '(') - (c == ')');
		if (c == '[')
			g_array_unref(read_class(reader));
		if (c != '\\')
			continue;
		reader->failed = *reader->at == 'Q' || *reader->at == '\0';
		reader->at += *reader->at != '\0';
	}
	reader->failed |= depth > 0;
}

static GArray *read_alternatives(struct heads_reader *reader);

/* Up to the bracket that closes it. */
static GArray *read_inner(struct heads_reader *reader)
{
	if (++reader->depth > DEPTH_MOST)
		return fail(reader);
	GArray *heads = read_alternatives(reader);
	reader->depth--;
	reader->failed |= *reader->at != ')';
	reader->at += *reader->at == ')';
	return heads;
}

static bool skip(struct heads_reader *reader, const char *text)
{
	if (!g_str_has_prefix(reader->at, text))
		return false;
	reader->at += strlen(text);
	return true;
}

/* "(?=…)", "(?<!…)", "(?(DEFINE)…)": take no room. */
static GArray *read_roomless(struct heads_reader *reader)
{
	do
		skip_sequence(reader);
	while (skip(reader, "|"));
	return skip(reader, ")") ? heads_of(TAIL_OPEN) : fail(reader);
}

/* "(?!\p{L})", "(?!\w)", "(?![\p{L}…])", behind its "?!": what goes on goes
 * on with no letter. */
static bool forbids_letters(const char *at)
{
	if (g_str_has_prefix(at, "\\p{L})") || g_str_has_prefix(at, "\\w)"))
		return true;
	if (!g_str_has_prefix(at, "[\\p{L}"))
		return false;
	const char *end = strchr(at, ']');
	return end != NULL && end[-1] != '\\' && end[1] == ')';
}

static GArray *read_negative(struct heads_reader *reader)
{
	bool is_of_letters = forbids_letters(reader->at);
	GArray *heads = read_roomless(reader);
	if (is_of_letters && !reader->failed)
		g_array_index(heads, struct head, 0).tail = TAIL_OTHER;
	return heads;
}

/* "(?i:…)" and "(?i)". */
static GArray *read_flags(struct heads_reader *reader)
{
	reader->at += strspn(reader->at, "ims-");
	if (skip(reader, ":"))
		return read_inner(reader);
	return skip(reader, ")") ? heads_of(TAIL_OPEN) : fail(reader);
}

static GArray *read_group(struct heads_reader *reader)
{
	static const char *const roomless[] = { "?=", "?<=", "?<!",
		"?(DEFINE)" };
	static const char *const plain[] = { "?:", "?|", "?>" };
	if (skip(reader, "?!"))
		return read_negative(reader);
	for (size_t i = 0; i < G_N_ELEMENTS(roomless); i++)
		if (skip(reader, roomless[i]))
			return read_roomless(reader);
	for (size_t i = 0; i < G_N_ELEMENTS(plain); i++)
		if (skip(reader, plain[i]))
			return read_inner(reader);
	if (g_str_has_prefix(reader->at, "?<") ||
		g_str_has_prefix(reader->at, "?&")) {
		bool is_call = reader->at[1] == '&';
		reader->at += strcspn(reader->at, ">)");
		reader->at += *reader->at != '\0';
		return is_call ? heads_of(TAIL_ANY) : read_inner(reader);
	}
	if (skip(reader, "?"))
		return read_flags(reader);
	return *reader->at == '*' ? fail(reader) : read_inner(reader);
}

static GArray *read_atom(struct heads_reader *reader)
{
	gunichar c = g_utf8_get_char(reader->at);
	reader->at = g_utf8_next_char(reader->at);
	if (c == '(')
		return read_group(reader);
	if (c == '[')
		return read_class(reader);
	if (c == '.')
		return heads_of(TAIL_ANY);
	if (c == '^' || c == '$')
		return heads_of(TAIL_OPEN);
	if (c == '*' || c == '+' || c == '?')
		return fail(reader);
	GArray *heads = heads_new();
	if (c == '\\')
		read_escape(reader, heads);
	else
		add_char(heads, c);
	return heads;
}

/* "?", "*", "+", "{2}", "{0,3}", lazy or possessive. */
static void read_repeat(struct heads_reader *reader, GArray *heads)
{
	bool may_lack = *reader->at == '?' || *reader->at == '*';
	bool may_repeat = *reader->at == '*' || *reader->at == '+';
	if (*reader->at == '{' && g_ascii_isdigit(reader->at[1])) {
		may_lack = reader->at[1] == '0';
		may_repeat = true;
		reader->at += strcspn(reader->at, "}");
		reader->failed |= *reader->at == '\0';
	} else if (!may_lack && !may_repeat) {
		return;
	}
	reader->at += *reader->at != '\0';
	reader->at += *reader->at == '?' || *reader->at == '+';
	for (guint i = 0; may_repeat && i < heads->len; i++) {
		struct head *head = &g_array_index(heads, struct head, i);
		if (head->tail == TAIL_OPEN && head->count > 0)
			head->tail = TAIL_ANY;
	}
	if (may_lack)
		add_tail(heads, TAIL_OPEN);
}

static bool is_any_open(const GArray *heads)
{
	for (guint i = 0; i < heads->len; i++)
		if (g_array_index(heads, struct head, i).tail == TAIL_OPEN)
			return true;
	return false;
}

static GArray *read_sequence(struct heads_reader *reader)
{
	GArray *heads = heads_of(TAIL_OPEN);
	while (!reader->failed && *reader->at != '\0' && *reader->at != '|' &&
		*reader->at != ')') {
		GArray *next = read_atom(reader);
		read_repeat(reader, next);
		join_all(reader, heads, next);
		if (!is_any_open(heads))
			skip_sequence(reader);
	}
	return heads;
}

static GArray *read_alternatives(struct heads_reader *reader)
{
	GArray *heads = read_sequence(reader);
	while (!reader->failed && *reader->at == '|') {
		reader->at++;
		g_autoptr(GArray) more = read_sequence(reader);
		g_array_append_vals(heads, more->data, more->len);
	}
	return heads;
}

static uint32_t add_letter(uint32_t letters, guint8 letter)
{
	return letters * LETTER_CLASSES + letter;
}

/* Of the first letters, as many as `count`, and what follows them. */
static unsigned hash_of(uint32_t letters, int count, enum tail tail)
{
	uint32_t key = letters << KEY_SHIFT | (uint32_t)count << 1 |
		       (tail == TAIL_OTHER);
	return key * UINT32_C(0x9E3779B1) >> HASH_SHIFT;
}

static void allow(struct regex_heads *out, const struct head *head)
{
	bool is_word = head->tail == TAIL_OTHER;
	uint32_t letters = 0;
	for (int i = 0; i < head->count; i++)
		letters = add_letter(letters, head->letters[i]);
	unsigned hash =
		hash_of(letters, head->count, is_word ? TAIL_OTHER : TAIL_ANY);
	out->hashes[hash / 64] |= UINT64_C(1) << hash % 64;
	out->pairs[head->letters[0]] |=
		head->count > 1 || is_word ? UINT64_C(1) << head->letters[1]
					   : UINT64_MAX;
}

static bool has_hash(const struct regex_heads *heads, unsigned hash)
{
	return (heads->hashes[hash / 64] >> hash % 64 & 1) != 0;
}

bool regex_heads_know(
	const struct regex_heads *heads, const struct word_head *word)
{
	uint32_t letters = 0;
	int count = 0;
	while (count < HEAD_LETTERS && word->letters[count] != 0) {
		letters = add_letter(letters, word->letters[count++]);
		if (has_hash(heads, hash_of(letters, count, TAIL_ANY)))
			return true;
	}
	return count < HEAD_LETTERS &&
	       has_hash(heads, hash_of(letters, count, TAIL_OTHER));
}

static bool read_heads(
	const char *pattern, bool letters_alone, struct regex_heads *out)
{
	struct heads_reader reader = { .at = pattern };
	g_autoptr(GArray) heads = read_alternatives(&reader);
	memset(out, 0, sizeof(*out));
	if (reader.failed || *reader.at != '\0')
		return false;
	for (guint i = 0; i < heads->len; i++) {
		const struct head *head = &g_array_index(heads, struct head, i);
		if (head->count > 0)
			allow(out, head);
		else if (!letters_alone || head->tail != TAIL_OTHER)
			return false;
	}
	return true;
}

bool regex_heads_read(const char *pattern, struct regex_heads *out)
{
	return read_heads(pattern, false, out);
}

bool regex_heads_read_letters(const char *pattern, struct regex_heads *out)
{
	return read_heads(pattern, true, out);
}

const struct regex_heads *regex_heads_once(gsize *slot, const char *pattern)
{
	if (g_once_init_enter(slot)) {
		struct regex_heads *read = g_new(struct regex_heads, 1);
		if (!regex_heads_read_letters(pattern, read))
			memset(read, 0xFF, sizeof(*read));
		g_once_init_leave(slot, (gsize)read);
	}
	return (const struct regex_heads *)*slot;
}

void regex_heads_join(struct regex_heads *out, const struct regex_heads *other)
{
	for (size_t i = 0; i < G_N_ELEMENTS(out->pairs); i++)
		out->pairs[i] |= other->pairs[i];
	for (size_t i = 0; i < G_N_ELEMENTS(out->hashes); i++)
		out->hashes[i] |= other->hashes[i];
}

bool regex_heads_are_words(const char *pattern)
{
	static const char *const guards[] = { "(?<!\\p{L})", "(?<!\\w)",
		"(?<![\\p{L}", "\\b" };
	struct heads_reader reader = { .at = pattern };
	struct regex_heads heads;
	bool is_guarded = false;
	for (size_t i = 0; i < G_N_ELEMENTS(guards); i++)
		is_guarded = is_guarded || g_str_has_prefix(pattern, guards[i]);
	/* The guard is the first branch's alone. */
	g_array_unref(read_sequence(&reader));
	return is_guarded && *reader.at == '\0' &&
	       regex_heads_read(pattern, &heads);
}
