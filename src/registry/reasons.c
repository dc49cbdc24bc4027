/* {"file":"topics.yaml",
 *  "whats":["billing.refund", …],
 *  "rules":[41,0, "model",0, …],         line of the file or a name, what
 *  "parts":[["text",0,                   part, attachment (from 1; 0: none)
 *            [38,"поверніть кошти",      offset, words there
 *             0,0,18, 1,19,10, …]]]}     rule, offset in them, length
 *
 * Words whose places meet or overlap are one piece. */
#include "plaint/registry/reasons.h"

#include <string.h>

#include "plaint/base/quoted.h"
#include "plaint/topics/classify.h"

enum {
	NUMBERS_OF_RULE = 2, /* line and what */
	NUMBERS_OF_MARK = 3, /* rule, offset and length */
	PIECE_HEAD = 2,	     /* before the marks: offset and words */
	PART_HEAD = 2,	     /* before the pieces: name and attachment */
};

/* --- keeping ------------------------------------------------------------- */

struct keeper {
	GHashTable *rules; /* const struct reason, by rule and what → number */
	GHashTable *whats; /* const char * → number */
	char *file;	   /* of most rules; NULL: not known yet */
	GString *whats_json, *rules_json, *parts_json;
	/* The piece at hand: */
	const struct reason *first; /* NULL: none */
	GString *words, *marks_json;
};

static void add_comma(GString *list)
{
	if (list->len > 0)
		g_string_append_c(list, ',');
}

static guint rule_hash(gconstpointer key)
{
	const struct reason *reason = key;
	return g_str_hash(reason->rule) ^ g_str_hash(reason->what);
}

static gboolean rule_equal(gconstpointer a, gconstpointer b)
{
	const struct reason *one = a, *other = b;
	return strcmp(one->rule, other->rule) == 0 &&
	       strcmp(one->what, other->what) == 0;
}

/* The number of a key that is known, or of the one that is next. */
static guint number_of(GHashTable *numbers, gconstpointer key, bool *is_new)
{
	gpointer known;
	*is_new = !g_hash_table_lookup_extended(numbers, key, NULL, &known);
	guint next = g_hash_table_size(numbers);
	if (*is_new)
		g_hash_table_insert(
			numbers, (gpointer)key, GUINT_TO_POINTER(next));
	return *is_new ? next : GPOINTER_TO_UINT(known);
}

/* "topics.yaml:41": where the line begins, if it can be told by its number;
 * else NULL. */
static const char *line_of(struct keeper *keeper, const char *rule)
{
	const char *colon = strrchr(rule, ':');
	if (colon == NULL || colon[1] < '1' || colon[1] > '9' ||
		strlen(colon + 1) > 9 ||
		colon[1 + strspn(colon + 1, "0123456789")] != '\0')
		return NULL;
	size_t length = (size_t)(colon - rule);
	if (keeper->file == NULL)
		keeper->file = g_strndup(rule, length);
	bool is_same = strlen(keeper->file) == length &&
		       memcmp(keeper->file, rule, length) == 0;
	return is_same ? colon + 1 : NULL;
}

static guint what_number(struct keeper *keeper, const char *what)
{
	bool is_new;
	guint number = number_of(keeper->whats, what, &is_new);
	if (is_new) {
		add_comma(keeper->whats_json);
		quoted_append(keeper->whats_json, what);
	}
	return number;
}

static guint rule_number(struct keeper *keeper, const struct reason *reason)
{
	bool is_new;
	guint number = number_of(keeper->rules, reason, &is_new);
	GString *out = keeper->rules_json;
	if (!is_new)
		return number;
	const char *line = line_of(keeper, reason->rule);
	add_comma(out);
	if (line != NULL)
		g_string_append(out, line);
	else
		quoted_append(out, reason->rule);
	g_string_append_c(out, ',');
	quoted_append_number(out, what_number(keeper, reason->what));
	return number;
}

static size_t attachment_number(const struct span *span)
{
	return span->part == PART_ATTACHMENT ? (size_t)span->attachment + 1 : 0;
}

static bool is_same_part(const struct span *a, const struct span *b)
{
	return a->part == b->part &&
	       attachment_number(a) == attachment_number(b);
}

static bool goes_on(const struct keeper *keeper, const struct reason *reason)
{
	const struct reason *first = keeper->first;
	const GString *words = keeper->words;
	if (first == NULL || !is_same_part(&first->span, &reason->span) ||
		reason->span.offset < first->span.offset ||
		reason->span.offset - first->span.offset > words->len)
		return false;
	size_t at = reason->span.offset - first->span.offset;
	size_t shared = MIN(words->len - at, strlen(reason->phrase));
	return memcmp(words->str + at, reason->phrase, shared) == 0;
}

static void end_piece(struct keeper *keeper)
{
	if (keeper->first == NULL)
		return;
	GString *out = keeper->parts_json;
	g_string_append(out, ",[");
	quoted_append_number(out, keeper->first->span.offset);
	g_string_append_c(out, ',');
	quoted_append(out, keeper->words->str);
	g_string_append_len(
		out, keeper->marks_json->str, (gssize)keeper->marks_json->len);
	g_string_append_c(out, ']');
	g_string_truncate(keeper->words, 0);
	g_string_truncate(keeper->marks_json, 0);
}

static void begin_piece(struct keeper *keeper, const struct reason *reason)
{
	GString *out = keeper->parts_json;
	const struct reason *before = keeper->first;
	end_piece(keeper);
	keeper->first = reason;
	if (before != NULL && is_same_part(&before->span, &reason->span))
		return;
	g_string_append(out, before != NULL ? "],[" : "[");
	quoted_append(out, part_name(reason->span.part));
	g_string_append_c(out, ',');
	quoted_append_number(out, attachment_number(&reason->span));
}

static void keep(struct keeper *keeper, const struct reason *reason)
{
	if (!goes_on(keeper, reason))
		begin_piece(keeper, reason);
	size_t at = reason->span.offset - keeper->first->span.offset;
	size_t known = keeper->words->len - at;
	if (strlen(reason->phrase) > known)
		g_string_append(keeper->words, reason->phrase + known);
	g_string_append_c(keeper->marks_json, ',');
	quoted_append_number(keeper->marks_json, rule_number(keeper, reason));
	g_string_append_c(keeper->marks_json, ',');
	quoted_append_number(keeper->marks_json, at);
	g_string_append_c(keeper->marks_json, ',');
	quoted_append_number(keeper->marks_json, reason->span.length);
}

static char *put_together(const struct keeper *keeper)
{
	if (keeper->first == NULL)
		return g_strdup("[]");
	GString *out = g_string_sized_new(keeper->parts_json->len + 1024);
	g_string_append_c(out, '{');
	if (keeper->file != NULL)
		quoted_append_field(out, "file", keeper->file);
	g_string_append_printf(out, "\"whats\":[%s],\"rules\":[%s],\"parts\":[",
		keeper->whats_json->str, keeper->rules_json->str);
	g_string_append_len(
		out, keeper->parts_json->str, (gssize)keeper->parts_json->len);
	g_string_append(out, "]]}");
	return g_string_free(out, FALSE);
}

char *reasons_keep(const GPtrArray *reasons)
{
	g_autoptr(GHashTable) rules = g_hash_table_new(rule_hash, rule_equal);
	g_autoptr(GHashTable) whats = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GString) whats_json = g_string_new(NULL);
	g_autoptr(GString) rules_json = g_string_new(NULL);
	g_autoptr(GString) parts_json = g_string_sized_new(4096);
	g_autoptr(GString) words = g_string_new(NULL);
	g_autoptr(GString) marks_json = g_string_new(NULL);
	struct keeper keeper = { .rules = rules,
		.whats = whats,
		.whats_json = whats_json,
		.rules_json = rules_json,
		.parts_json = parts_json,
		.words = words,
		.marks_json = marks_json };
	for (guint i = 0; i < reasons->len; i++)
		keep(&keeper, reasons->pdata[i]);
	end_piece(&keeper);
	char *kept = put_together(&keeper);
	g_free(keeper.file);
	return kept;
}

/* --- loading ------------------------------------------------------------- */

struct kept {
	const char *file;
	const json_t *whats, *rules;
	json_t *out;
};

static const char *text_at(const json_t *list, size_t at)
{
	const char *text = json_string_value(json_array_get(list, at));
	return text != NULL ? text : "";
}

static size_t number_at(const json_t *list, size_t at)
{
	return (size_t)MAX(json_integer_value(json_array_get(list, at)), 0);
}

static json_t *rule_json(const struct kept *kept, size_t number)
{
	const json_t *rule =
		json_array_get(kept->rules, number * NUMBERS_OF_RULE);
	if (!json_is_integer(rule))
		return json_string(rule != NULL ? json_string_value(rule) : "");
	g_autofree char *text = g_strdup_printf("%s:%" JSON_INTEGER_FORMAT,
		kept->file, json_integer_value(rule));
	return json_string(text);
}

static const char *what_of(const struct kept *kept, size_t number)
{
	return text_at(kept->whats,
		number_at(kept->rules, number * NUMBERS_OF_RULE + 1));
}

/* The mark that begins at `at` of the piece. */
static json_t *mark_json(const struct kept *kept, const json_t *part,
	const json_t *piece, size_t at)
{
	const char *words = text_at(piece, 1);
	size_t rule = number_at(piece, at);
	size_t from = MIN(number_at(piece, at + 1), strlen(words));
	size_t offset = number_at(piece, 0) + from;
	size_t length = number_at(piece, at + 2);
	json_t *phrase =
		json_stringn(words + from, MIN(length, strlen(words + from)));
	json_t *json = json_pack("{s:o? s:s s:o? s:s}", "rule",
		rule_json(kept, rule), "what", what_of(kept, rule), "phrase",
		phrase, "in", text_at(part, 0));
	if (number_at(part, 1) > 0)
		json_object_set(json, "attachment", json_array_get(part, 1));
	json_object_set_new(json, "offset", json_integer((json_int_t)offset));
	json_object_set_new(json, "length", json_integer((json_int_t)length));
	return json;
}

static void load_part(const struct kept *kept, const json_t *part)
{
	for (size_t i = PART_HEAD; i < json_array_size(part); i++) {
		const json_t *piece = json_array_get(part, i);
		size_t end = json_array_size(piece);
		for (size_t at = PIECE_HEAD; at + NUMBERS_OF_MARK <= end;
			at += NUMBERS_OF_MARK)
			json_array_append_new(
				kept->out, mark_json(kept, part, piece, at));
	}
}

json_t *reasons_load(const char *text)
{
	json_t *json = json_loads(text, JSON_DECODE_ANY, NULL);
	if (!json_is_object(json))
		return json != NULL ? json : json_null();
	const char *file = json_string_value(json_object_get(json, "file"));
	struct kept kept = { file != NULL ? file : "",
		json_object_get(json, "whats"), json_object_get(json, "rules"),
		json_array() };
	const json_t *parts = json_object_get(json, "parts");
	for (size_t i = 0; i < json_array_size(parts); i++)
		load_part(&kept, json_array_get(parts, i));
	json_decref(json);
	return kept.out;
}
