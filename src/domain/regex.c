/* The few ways in which this folder uses PCRE2. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "regex.h"

#include <pcre2.h>
#include "plaint/domain/extract.h"

enum {
	PATTERN_MOST_BYTES = 16 << 10
};

struct regex {
	pcre2_code *code;
	pcre2_match_context *context;
};

struct regex *regex_new(
	const char *pattern, enum regex_case sensitivity, GError **error)
{
	uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_USE_OFFSET_LIMIT;
	bool is_placed =
		sensitivity == REGEX_PLACED || sensitivity == REGEX_CASE_PLACED;
	if (sensitivity == REGEX_CASELESS || sensitivity == REGEX_PLACED)
		options |= PCRE2_CASELESS;
	/* Looking far ahead for a sign the pattern needs pays once a text,
	 * not once a place. */
	if (is_placed)
		options |= PCRE2_ANCHORED | PCRE2_NO_START_OPTIMIZE;
	int code = 0;
	PCRE2_SIZE offset = 0;
	size_t length = strlen(pattern);
	pcre2_code *compiled = NULL;
	if (length <= PATTERN_MOST_BYTES)
		compiled = pcre2_compile((PCRE2_SPTR)pattern, length, options,
			&code, &offset, NULL);
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
	pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE);
	struct regex *regex = g_new0(struct regex, 1);
	regex->code = compiled;
	regex->context = pcre2_match_context_create(NULL);
	pcre2_set_match_limit(regex->context, REGEX_MATCH_LIMIT);
	pcre2_set_depth_limit(regex->context, REGEX_DEPTH_LIMIT);
	return regex;
}

void regex_free(struct regex *regex)
{
	if (regex == NULL)
		return;
	pcre2_code_free(regex->code);
	pcre2_match_context_free(regex->context);
	g_free(regex);
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

static void read_groups(pcre2_match_data *data, int count, const char *text,
	struct regex_match *match)
{
	const PCRE2_SIZE *places = pcre2_get_ovector_pointer(data);
	*match = (struct regex_match){ .text = text };
	for (int g = 0; g < MIN(count, REGEX_GROUPS); g++) {
		if (places[2 * g] == PCRE2_UNSET)
			continue;
		match->from[g] = places[2 * g];
		match->to[g] = places[2 * g + 1];
	}
}

/* The domain holds only valid UTF-8, so it is not checked again.  Where the
 * compiled code's small stack does not do, the interpreter's heap does: the
 * answer is the same with and without. */
static int match_in(const struct regex *regex, pcre2_match_context *context,
	const char *text, size_t length, size_t at, pcre2_match_data *data)
{
	int count = pcre2_match(regex->code, (PCRE2_SPTR)text, length, at,
		PCRE2_NO_UTF_CHECK, data, context);
	if (count == PCRE2_ERROR_JIT_STACKLIMIT)
		count = pcre2_match(regex->code, (PCRE2_SPTR)text, length, at,
			PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, data, context);
	return count;
}

static int match_once(const struct regex *regex, const char *text,
	size_t length, size_t at, pcre2_match_data *data)
{
	return match_in(regex, regex->context, text, length, at, data);
}

void regex_each_within(const struct regex *regex, const char *text,
	size_t length, const GArray *passages,
	bool (*each)(const struct regex_match *match, void *user), void *user)
{
	/* The limit is this call's own: threads share the pattern.  Beside the
	 * match data the copy costs nothing that can be measured. */
	pcre2_match_context *context = pcre2_match_context_copy(regex->context);
	pcre2_match_data *data =
		pcre2_match_data_create_from_pattern(regex->code, NULL);
	size_t at = 0;
	guint p = 0;
	for (int n = 0; n < REGEX_MATCHES_MOST && p < passages->len;) {
		const struct passage *passage =
			&g_array_index(passages, struct passage, p);
		at = MAX(at, passage->from);
		int count = -1;
		if (at < length && at <= passage->to) {
			pcre2_set_offset_limit(context, passage->to);
			count = match_in(
				regex, context, text, length, at, data);
		}
		if (count < 0) {
			p++;
			continue;
		}
		struct regex_match match;
		read_groups(data, count, text, &match);
		n++;
		if (!each(&match, user))
			break;
		at = match.to[0];
		if (match.to[0] == match.from[0])
			at = (size_t)(g_utf8_next_char(text + at) - text);
	}
	pcre2_match_data_free(data);
	pcre2_match_context_free(context);
}

void regex_each(const struct regex *regex, const char *text, size_t length,
	bool (*each)(const struct regex_match *match, void *user), void *user)
{
	struct passage whole = { 0, length };
	GArray passages = { (char *)&whole, 1 };
	regex_each_within(regex, text, length, &passages, each, user);
}

void regex_each_at(const struct regex *regex, const char *text, size_t length,
	const GArray *places,
	bool (*each)(const struct regex_match *match, void *user), void *user)
{
	pcre2_match_data *data =
		pcre2_match_data_create_from_pattern(regex->code, NULL);
	size_t from = 0;
	int found = 0;
	for (guint i = 0; i < places->len && found < REGEX_MATCHES_MOST; i++) {
		size_t at = g_array_index(places, size_t, i);
		int count = at < from
				    ? -1
				    : match_once(regex, text, length, at, data);
		if (count < 0)
			continue;
		struct regex_match match;
		read_groups(data, count, text, &match);
		found++;
		if (!each(&match, user))
			break;
		from = match.to[0];
	}
	pcre2_match_data_free(data);
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

bool regex_is_in(const struct regex *regex, const char *text, size_t length)
{
	pcre2_match_data *data =
		pcre2_match_data_create_from_pattern(regex->code, NULL);
	int count = match_once(regex, text, length, 0, data);
	pcre2_match_data_free(data);
	/* Where a limit was met, it may be. */
	return count != PCRE2_ERROR_NOMATCH;
}

GArray *regex_places(const struct regex *regex, const char *text, size_t length,
	const GArray *places)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(size_t));
	pcre2_match_data *data =
		pcre2_match_data_create_from_pattern(regex->code, NULL);
	for (guint i = 0; i < places->len; i++) {
		size_t at = g_array_index(places, size_t, i);
		if (match_once(regex, text, length, at, data) !=
			PCRE2_ERROR_NOMATCH)
			g_array_append_val(out, at);
	}
	pcre2_match_data_free(data);
	return out;
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
