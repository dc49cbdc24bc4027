/* Alternatives that begin with different letters shut each other out, so one
 * may be put before another.  None is moved across one that begins with
 * anything but a plain letter, and none where that would renumber groups. */
#include "regex_factor.h"

#include <stdbool.h>
#include <string.h>

enum {
	DEPTH_MOST = 64
};

struct factoring {
	const char *at;
	int depth;
	bool failed; /* a pattern that is not understood stays as it is */
};

/* How many bytes the letter takes that each match of the alternative begins
 * with; 0: it may begin otherwise. */
static size_t letter_bytes(const char *text)
{
	const char *behind = g_utf8_next_char(text);
	bool is_letter = g_unichar_isalnum(g_utf8_get_char(text)) &&
			 (*behind == '\0' || !strchr("?*+{", *behind));
	return is_letter ? (size_t)(behind - text) : 0;
}

static bool begin_alike(const char *a, const char *b)
{
	size_t bytes = letter_bytes(a);
	return bytes > 0 && letter_bytes(b) == bytes &&
	       memcmp(a, b, bytes) == 0;
}

/* Of all its forms, as the long s is one of "s". */
static gunichar small(const char *text)
{
	return g_unichar_tolower(g_unichar_toupper(g_utf8_get_char(text)));
}

/* "ж" and "Ж" shut each other out only where case counts. */
static bool is_same_but_case(const char *a, const char *b)
{
	return letter_bytes(a) > 0 && letter_bytes(b) > 0 &&
	       !begin_alike(a, b) && small(a) == small(b);
}

static bool are_of_one_case(const GPtrArray *texts)
{
	for (guint i = 0; i < texts->len; i++)
		for (guint k = 0; k < i; k++)
			if (is_same_but_case(texts->pdata[i], texts->pdata[k]))
				return false;
	return true;
}

/* Takes those behind the text `i` that begin as it does, up to one that begins
 * with no letter; the text itself is the first. */
static GPtrArray *take_alike(GPtrArray *texts, guint i)
{
	GPtrArray *out = g_ptr_array_new();
	g_ptr_array_add(out, texts->pdata[i]);
	for (guint k = i + 1;
		k < texts->len && letter_bytes(texts->pdata[k]) > 0;)
		if (begin_alike(texts->pdata[i], texts->pdata[k]))
			g_ptr_array_add(
				out, g_ptr_array_remove_index(texts, k));
		else
			k++;
	return out;
}

static bool all_begin_alike(const GPtrArray *texts)
{
	for (guint i = 0; i < texts->len; i++)
		if (!begin_alike(texts->pdata[0], texts->pdata[i]))
			return false;
	return true;
}

/* Writes what all begin with, and leaves the rest of each. */
static void write_shared(GString *out, GPtrArray *texts)
{
	while (all_begin_alike(texts)) {
		size_t bytes = letter_bytes(texts->pdata[0]);
		g_string_append_len(out, texts->pdata[0], (gssize)bytes);
		for (guint i = 0; i < texts->len; i++)
			texts->pdata[i] = (char *)texts->pdata[i] + bytes;
	}
}

static void write_factored(GString *out, GPtrArray *texts)
{
	bool may_move = are_of_one_case(texts);
	for (guint i = 0; i < texts->len; i++) {
		if (i > 0)
			g_string_append_c(out, '|');
		g_autoptr(GPtrArray) alike =
			may_move ? take_alike(texts, i) : NULL;
		if (alike == NULL || alike->len < 2) {
			g_string_append(out, texts->pdata[i]);
			continue;
		}
		write_shared(out, alike);
		g_string_append(out, "(?:");
		write_factored(out, alike);
		g_string_append_c(out, ')');
	}
}

static void copy(struct factoring *pattern, GString *out, size_t bytes)
{
	bytes = MIN(bytes, strlen(pattern->at));
	g_string_append_len(out, pattern->at, (gssize)bytes);
	pattern->at += bytes;
}

static void copy_escape(struct factoring *pattern, GString *out)
{
	pattern->failed |= pattern->at[1] == 'Q' || pattern->at[1] == '\0';
	copy(pattern, out, 2);
}

static void copy_class(struct factoring *pattern, GString *out)
{
	copy(pattern, out, pattern->at[1] == '^' ? 2 : 1);
	for (bool is_first = true; is_first || *pattern->at != ']';
		is_first = false) {
		pattern->failed |= *pattern->at == '\0' ||
				   g_str_has_prefix(pattern->at, "[:");
		if (pattern->failed)
			return;
		if (*pattern->at == '\\')
			copy_escape(pattern, out);
		else
			copy(pattern, out, 1);
	}
	copy(pattern, out, 1);
}

/* At a bracket: is what it opens counted among the groups? */
static bool is_numbered(const char *at)
{
	if (at[1] != '?')
		return true;
	return at[2] == '|' || at[2] == '(' || at[2] == 'P' || at[2] == '\'' ||
	       (at[2] == '<' && at[3] != '=' && at[3] != '!');
}

/* As it stands, up to the bracket that closes it. */
static bool copy_group(struct factoring *pattern, GString *out)
{
	bool has_groups = false;
	int depth = 0;
	do {
		char c = *pattern->at;
		pattern->failed |= c == '\0';
		depth += (c == '(') - (c == ')');
		has_groups |= c == '(' && is_numbered(pattern->at);
		if (c == '\\')
			copy_escape(pattern, out);
		else if (c == '[')
			copy_class(pattern, out);
		else
			copy(pattern, out, 1);
	} while (depth > 0 && !pattern->failed);
	return has_groups;
}

static bool read_branches(struct factoring *pattern, GString *out);

/* What stands behind `bytes` that open the group. */
static bool read_inner(struct factoring *pattern, GString *out, size_t bytes)
{
	copy(pattern, out, bytes);
	pattern->failed |= ++pattern->depth > DEPTH_MOST;
	bool has_groups = !pattern->failed && read_branches(pattern, out);
	pattern->depth--;
	pattern->failed |= *pattern->at != ')';
	copy(pattern, out, 1);
	return has_groups;
}

/* Returns whether groups are numbered in it; is_fixed: what is behind it means
 * something else than what is before it. */
static bool read_group(struct factoring *pattern, GString *out, bool *is_fixed)
{
	static const char define[] = "(?(DEFINE)";
	const char *at = pattern->at;
	size_t flags = at[1] == '?' ? strspn(at + 2, "ims-") : 0;
	pattern->failed |= at[1] == '*' || (at[1] == '?' && at[2] == '#');
	if (pattern->failed)
		return true;
	if (at[1] != '?')
		return read_inner(pattern, out, 1) || true;
	if (at[2 + flags] == ':' || strchr(">=!|", at[2]) != NULL)
		return read_inner(pattern, out, flags + 3) || at[2] == '|';
	if (g_str_has_prefix(at, define))
		return read_inner(pattern, out, strlen(define)) || true;
	if (at[2] == '<' && at[3] != '=' && at[3] != '!')
		return read_inner(pattern, out, strcspn(at, ">") + 1) || true;
	*is_fixed |= at[2 + flags] == ')';
	pattern->failed |=
		strchr("imsxnJU^-", at[2]) != NULL && at[2 + flags] != ')';
	return copy_group(pattern, out);
}

static bool read_sequence(
	struct factoring *pattern, GString *out, bool *is_fixed)
{
	bool has_groups = false;
	while (!pattern->failed && *pattern->at != '\0' &&
		*pattern->at != '|' && *pattern->at != ')') {
		if (*pattern->at == '(')
			has_groups |= read_group(pattern, out, is_fixed);
		else if (*pattern->at == '[')
			copy_class(pattern, out);
		else if (*pattern->at == '\\')
			copy_escape(pattern, out);
		else
			copy(pattern, out, 1);
	}
	return has_groups;
}

/* Returns whether groups are numbered in them. */
static bool read_branches(struct factoring *pattern, GString *out)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	bool has_groups = false, is_fixed = false;
	do {
		GString *branch = g_string_new(NULL);
		pattern->at += texts->len > 0;
		has_groups |= read_sequence(pattern, branch, &is_fixed);
		g_ptr_array_add(texts, g_string_free(branch, FALSE));
	} while (!pattern->failed && *pattern->at == '|');
	if (!has_groups && !is_fixed) {
		g_autoptr(GPtrArray) rest = g_ptr_array_copy(texts, NULL, NULL);
		g_ptr_array_set_free_func(rest, NULL);
		write_factored(out, rest);
		return false;
	}
	for (guint i = 0; i < texts->len; i++)
		g_string_append_printf(out, "%s%s", i > 0 ? "|" : "",
			(const char *)texts->pdata[i]);
	return has_groups;
}

char *regex_factor(const char *pattern)
{
	struct factoring factoring = { .at = pattern };
	GString *out = g_string_new(NULL);
	(void)read_branches(&factoring, out);
	if (factoring.failed || *factoring.at != '\0')
		g_string_assign(out, pattern);
	return g_string_free(out, FALSE);
}
