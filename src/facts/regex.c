/* The few ways in which this folder uses PCRE2. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "plaint/facts/regex.h"

#include <pcre2.h>
#include "plaint/facts/extract.h"
#include "plaint/facts/regex_heads.h"
#include "regex_factor.h"

enum {
	PATTERN_MOST_BYTES = 16 << 10
};

struct regex {
	pcre2_code *code;
	bool is_quick; /* compiled for the processor too */
	/* Of words: with which letters; NULL: it is none. */
	struct regex_heads *heads;
};

/* What a match is made with, one for each thread: when the next one begins,
 * nothing of the last is asked any more. */
struct scratch {
	pcre2_match_context *context;
	pcre2_match_data *data;
};

static void scratch_free(void *kept)
{
	struct scratch *scratch = kept;
	pcre2_match_context_free(scratch->context);
	pcre2_match_data_free(scratch->data);
	g_free(scratch);
}

static const struct scratch *scratch_get(void)
{
	static GPrivate kept = G_PRIVATE_INIT(scratch_free);
	struct scratch *scratch = g_private_get(&kept);
	if (scratch != NULL)
		return scratch;
	scratch = g_new(struct scratch, 1);
	scratch->context = pcre2_match_context_create(NULL);
	pcre2_set_match_limit(scratch->context, REGEX_MATCH_LIMIT);
	pcre2_set_depth_limit(scratch->context, REGEX_DEPTH_LIMIT);
	scratch->data = pcre2_match_data_create(REGEX_GROUPS, NULL);
	g_private_set(&kept, scratch);
	return scratch;
}

/* Where nothing is known of the letters, all may be. */
static struct regex_heads *heads_of(const char *pattern)
{
	struct regex_heads *heads = g_new(struct regex_heads, 1);
	if (!regex_heads_read(pattern, heads))
		memset(heads, 0xFF, sizeof(*heads));
	return heads;
}

/* What is wrong with a pattern is said of it as it was written; 0: its
 * length. */
static pcre2_code *compile(
	const char *pattern, uint32_t options, int *code, PCRE2_SIZE *offset)
{
	if (strlen(pattern) > PATTERN_MOST_BYTES)
		return NULL;
	g_autofree char *factored = regex_factor(pattern);
	pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)factored,
		PCRE2_ZERO_TERMINATED, options, code, offset, NULL);
	return compiled != NULL ? compiled
				: pcre2_compile((PCRE2_SPTR)pattern,
					  PCRE2_ZERO_TERMINATED, options, code,
					  offset, NULL);
}

struct regex *regex_new(
	const char *pattern, enum regex_case sensitivity, GError **error)
{
	uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_USE_OFFSET_LIMIT;
	bool is_of_words =
		sensitivity == REGEX_WORDS || sensitivity == REGEX_CASE_WORDS;
	if (sensitivity != REGEX_CASE && sensitivity != REGEX_CASE_WORDS)
		options |= PCRE2_CASELESS;
	/* Looking far ahead for a sign the pattern needs pays once a text,
	 * not once a place. */
	if (is_of_words || sensitivity == REGEX_PLACED)
		options |= PCRE2_ANCHORED | PCRE2_NO_START_OPTIMIZE;
	int code = 0;
	PCRE2_SIZE offset = 0;
	pcre2_code *compiled = compile(pattern, options, &code, &offset);
	if (compiled == NULL) {
		PCRE2_UCHAR why[128] = "too long";
		if (code != 0)
			pcre2_get_error_message(code, why, sizeof(why));
		g_set_error(error, EXTRACT_ERROR, EXTRACT_ERROR_PATTERN,
			"pattern, character %zu: %s", (size_t)offset,
			(const char *)why);
		return NULL;
	}
	/* Where a process may not make code (a sealed one) it goes without. */
	struct regex *regex = g_new0(struct regex, 1);
	regex->is_quick = pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE) == 0;
	regex->code = compiled;
	regex->heads = is_of_words ? heads_of(pattern) : NULL;
	return regex;
}

void regex_free(struct regex *regex)
{
	if (regex == NULL)
		return;
	pcre2_code_free(regex->code);
	g_free(regex->heads);
	g_free(regex);
}

const struct regex_heads *regex_heads_of(const struct regex *regex)
{
	return regex->heads;
}

const struct regex *regex_once(
	gsize *slot, const char *pattern, enum regex_case sensitivity)
{
	if (g_once_init_enter(slot)) {
		struct regex *regex = regex_new(pattern, sensitivity, NULL);
		/* Our own pattern: a mistake in it is a bug that tests meet;
		 * one that matches nothing is safe. */
		if (regex == NULL)
			regex = regex_new("(*FAIL)", sensitivity, NULL);
		g_once_init_leave(slot, (gsize)regex);
	}
	return (const struct regex *)*slot;
}

/* count: what a match answered, 0 where a pattern has more groups. */
static void read_groups(int count, const char *text, struct regex_match *match)
{
	const PCRE2_SIZE *places =
		pcre2_get_ovector_pointer(scratch_get()->data);
	*match = (struct regex_match){ .text = text };
	for (int g = 0; g < (count > 0 ? count : REGEX_GROUPS); g++) {
		if (places[2 * g] == PCRE2_UNSET)
			continue;
		match->from[g] = places[2 * g];
		match->to[g] = places[2 * g + 1];
	}
}

/* A match that begins at `at` or behind it, and not behind `last`.  The domain
 * holds only valid UTF-8, so it is not checked again.  Where the compiled
 * code's small stack does not do, the interpreter's heap does: the answer is
 * the same with and without. */
static int match_in(const struct regex *regex, const char *text, size_t length,
	size_t at, size_t last)
{
	const struct scratch *scratch = scratch_get();
	int count = PCRE2_ERROR_JIT_STACKLIMIT;
	pcre2_set_offset_limit(scratch->context, last);
	if (regex->is_quick)
		count = pcre2_jit_match(regex->code, (PCRE2_SPTR)text, length,
			at, PCRE2_NO_UTF_CHECK, scratch->data,
			scratch->context);
	if (count == PCRE2_ERROR_JIT_STACKLIMIT)
		count = pcre2_match(regex->code, (PCRE2_SPTR)text, length, at,
			PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, scratch->data,
			scratch->context);
	return count;
}

static int match_once(
	const struct regex *regex, const char *text, size_t length, size_t at)
{
	return match_in(regex, text, length, at, PCRE2_UNSET);
}

void regex_each_within(const struct regex *regex, const char *text,
	size_t length, const GArray *passages,
	bool (*each)(const struct regex_match *match, void *user), void *user)
{
	size_t at = 0;
	guint p = 0;
	for (int n = 0; n < REGEX_MATCHES_MOST && p < passages->len;) {
		const struct passage *passage =
			&g_array_index(passages, struct passage, p);
		at = MAX(at, passage->from);
		int count = -1;
		if (at < length && at <= passage->to)
			count = match_in(regex, text, length, at, passage->to);
		if (count < 0) {
			p++;
			continue;
		}
		struct regex_match match;
		read_groups(count, text, &match);
		n++;
		if (!each(&match, user))
			break;
		at = match.to[0];
		if (match.to[0] == match.from[0])
			at = (size_t)(g_utf8_next_char(text + at) - text);
	}
}

void regex_each(const struct regex *regex, const char *text, size_t length,
	bool (*each)(const struct regex_match *match, void *user), void *user)
{
	struct passage whole = { 0, length };
	GArray passages = { (char *)&whole, 1 };
	regex_each_within(regex, text, length, &passages, each, user);
}

/* A pattern being tried at one place after another. */
struct trial {
	const struct regex *regex;
	const char *text;
	size_t length, from; /* behind the last match */
	int found;
};

/* False: enough was found. */
static bool try_at(struct trial *trial, size_t at,
	bool (*each)(const struct regex_match *match, void *user), void *user)
{
	if (at < trial->from)
		return true;
	int count = match_once(trial->regex, trial->text, trial->length, at);
	if (count < 0)
		return true;
	struct regex_match match;
	read_groups(count, trial->text, &match);
	trial->from = match.to[0];
	return each(&match, user) && ++trial->found < REGEX_MATCHES_MOST;
}

void regex_each_at(const struct regex *regex, const char *text, size_t length,
	const GArray *places,
	bool (*each)(const struct regex_match *match, void *user), void *user)
{
	struct trial trial = { regex, text, length };
	for (guint i = 0; i < places->len; i++)
		if (!try_at(&trial, g_array_index(places, size_t, i), each,
			    user))
			break;
}

void regex_each_word(const struct regex *regex, const char *text, size_t length,
	const GArray *words,
	bool (*each)(const struct regex_match *match, void *user), void *user)
{
	struct trial trial = { regex, text, length };
	for (guint i = 0; i < words->len; i++) {
		const struct word_head *word =
			&g_array_index(words, struct word_head, i);
		if (regex_heads_fit(regex->heads, word) &&
			!try_at(&trial, word->at, each, user))
			break;
	}
}

void passages_add(GArray *passages, const char *text, size_t from, size_t to,
	size_t reach)
{
	size_t start = from - MIN(from, reach);
	while (start > 0 && (text[start] & 0xC0) == 0x80)
		start--;
	struct passage *last =
		passages->len > 0 ? &g_array_index(passages, struct passage,
					    passages->len - 1)
				  : NULL;
	if (last != NULL && start <= last->to) {
		last->to = MAX(last->to, to);
		return;
	}
	struct passage passage = { start, to };
	g_array_append_val(passages, passage);
}

static bool is_at_words(
	const struct regex *regex, const char *text, size_t length)
{
	struct word_head word;
	bool found = false;
	for (size_t at = 0; !found && word_head_next(text, length, &at, &word);)
		found = regex_heads_fit(regex->heads, &word) &&
			match_once(regex, text, length, word.at) !=
				PCRE2_ERROR_NOMATCH;
	return found;
}

/* The first of the words from `from` on that does not begin before `at`. */
static guint word_not_before(const GArray *words, guint from, size_t at)
{
	guint to = words->len;
	while (from < to) {
		guint middle = from + (to - from) / 2;
		if (g_array_index(words, struct word_head, middle).at < at)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

GArray *words_within(const GArray *words, const GArray *passages)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(struct word_head));
	guint at = 0;
	for (guint p = 0; p < passages->len && at < words->len; p++) {
		const struct passage *passage =
			&g_array_index(passages, struct passage, p);
		guint from = word_not_before(words, at, passage->from);
		at = word_not_before(words, from, passage->to + 1);
		g_array_append_vals(out,
			&g_array_index(words, struct word_head, from),
			at - from);
	}
	return out;
}

GArray *words_that_fit(const GArray *words, const struct regex_heads *heads)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(struct word_head));
	for (guint i = 0; i < words->len; i++) {
		const struct word_head *word =
			&g_array_index(words, struct word_head, i);
		if (regex_heads_fit(heads, word))
			g_array_append_val(out, *word);
	}
	return out;
}

bool regex_is_in(const struct regex *regex, const char *text, size_t length)
{
	if (regex->heads != NULL)
		return is_at_words(regex, text, length);
	/* Where a limit was met, it may be. */
	return match_once(regex, text, length, 0) != PCRE2_ERROR_NOMATCH;
}

char *regex_group(const struct regex_match *match, int group)
{
	return g_strndup(match->text + match->from[group],
		match->to[group] - match->from[group]);
}

bool regex_has_group(const struct regex_match *match, int group)
{
	return match->to[group] > match->from[group];
}
