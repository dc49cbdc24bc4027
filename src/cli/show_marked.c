/* Reasons are kept with the case and letters apart from it: a place counts
 * only while the letter has the reason's words there. */
#include "show_marked.h"

#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "plaint/registry/reasons.h"
#include "plaint/wire/wire.h"

void show_marks_init(struct show_marks *marks, const struct casefile *casefile)
{
	marks->casefile = casefile;
	marks->reasons = reasons_load(casefile->reasons);
	marks->notes = g_ptr_array_new_with_free_func(g_free);
}

void show_marks_clear(struct show_marks *marks)
{
	g_clear_pointer(&marks->reasons, json_decref);
	g_clear_pointer(&marks->notes, g_ptr_array_unref);
}

static size_t size_of(const json_t *entry, const char *key)
{
	return (size_t)json_integer_value(json_object_get(entry, key));
}

static bool is_of_case(const struct casefile *casefile, const char *what)
{
	g_auto(GStrv) flags = g_strsplit(casefile->flags, " ", -1);
	return strcmp(what, casefile->topic) == 0 ||
	       strcmp(what, casefile->kind) == 0 ||
	       g_strv_contains((const char *const *)flags, what);
}

static bool is_learnt(const json_t *reason)
{
	return strcmp(wire_text(reason, "rule"), "model") == 0;
}

/* Single words that a model leans to say little beside a line of rules. */
static bool is_telling(const struct show_marks *marks, const json_t *reason)
{
	const char *what = wire_text(reason, "what");
	size_t i;
	const json_t *other;
	if (!is_of_case(marks->casefile, what))
		return false;
	if (!is_learnt(reason))
		return true;
	json_array_foreach(marks->reasons, i, other)
	{
		if (!is_learnt(other) &&
			strcmp(wire_text(other, "what"), what) == 0)
			return false;
	}
	return true;
}

static bool is_in_part(const json_t *reason, const struct show_part *part)
{
	size_t offset = size_of(reason, "offset");
	const char *phrase = wire_text(reason, "phrase");
	return strcmp(wire_text(reason, "in"), part->name) == 0 &&
	       size_of(reason, "attachment") == part->attachment &&
	       phrase[0] != '\0' && offset < strlen(part->text) &&
	       g_str_has_prefix(part->text + offset, phrase);
}

static gint by_place(gconstpointer a, gconstpointer b)
{
	size_t first = size_of(*(json_t *const *)a, "offset");
	size_t second = size_of(*(json_t *const *)b, "offset");
	return first < second ? -1 : first > second;
}

/* GPtrArray of const json_t: what speaks for the case in this part. */
static GPtrArray *telling_reasons(
	const struct show_marks *marks, const struct show_part *part)
{
	GPtrArray *found = g_ptr_array_new();
	size_t i;
	json_t *reason;
	json_array_foreach(marks->reasons, i, reason)
	{
		if (is_in_part(reason, part) && is_telling(marks, reason))
			g_ptr_array_add(found, reason);
	}
	g_ptr_array_sort(found, by_place);
	return found;
}

/* Reasons whose places overlap are one mark. */
struct mark {
	size_t from, to;
	GPtrArray *words; /* of char *: "billing.refund topics.yaml:41" */
};

static void mark_clear(void *data)
{
	struct mark *mark = data;
	g_ptr_array_unref(mark->words);
}

static void add_mark(GArray *found, const json_t *reason)
{
	size_t from = size_of(reason, "offset");
	size_t to = from + strlen(wire_text(reason, "phrase"));
	g_autofree char *word = g_strdup_printf(
		"%s %s", wire_text(reason, "what"), wire_text(reason, "rule"));
	if (found->len == 0 ||
		from >= g_array_index(found, struct mark, found->len - 1).to) {
		struct mark mark = { from, to,
			g_ptr_array_new_with_free_func(g_free) };
		g_array_append_val(found, mark);
	}
	struct mark *last = &g_array_index(found, struct mark, found->len - 1);
	last->to = MAX(last->to, to);
	if (!g_ptr_array_find_with_equal_func(
		    last->words, word, g_str_equal, NULL))
		g_ptr_array_add(last->words, g_steal_pointer(&word));
}

/* Its number is that of the same note before. */
static guint note_of(struct show_marks *marks, struct mark *mark)
{
	guint index;
	g_ptr_array_add(mark->words, NULL);
	g_autofree char *note = g_strjoinv(", ", (char **)mark->words->pdata);
	if (!g_ptr_array_find_with_equal_func(
		    marks->notes, note, g_str_equal, &index)) {
		index = marks->notes->len;
		g_ptr_array_add(marks->notes, g_steal_pointer(&note));
	}
	return index + 1;
}

static void append_raised(GString *out, guint number)
{
	static const char *const digits[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶",
		"⁷", "⁸", "⁹" };
	g_autofree char *figures = g_strdup_printf("%u", number);
	for (const char *p = figures; *p != '\0'; p++)
		g_string_append(out, digits[*p - '0']);
}

char *show_marked(struct show_marks *marks, const struct show_part *part)
{
	g_autoptr(GPtrArray) reasons = telling_reasons(marks, part);
	g_autoptr(GArray) found =
		g_array_new(FALSE, FALSE, sizeof(struct mark));
	g_array_set_clear_func(found, mark_clear);
	for (guint i = 0; i < reasons->len; i++)
		add_mark(found, reasons->pdata[i]);
	GString *out = g_string_new(NULL);
	size_t at = 0;
	for (guint i = 0; i < found->len; i++) {
		struct mark *mark = &g_array_index(found, struct mark, i);
		g_string_append_len(
			out, part->text + at, (gssize)(mark->from - at));
		g_string_append_printf(out, "[%.*s]",
			(int)(mark->to - mark->from), part->text + mark->from);
		append_raised(out, note_of(marks, mark));
		at = mark->to;
	}
	g_string_append(out, part->text + at);
	return g_string_free(out, FALSE);
}

void show_marks_print(struct show_marks *marks)
{
	for (guint i = 0; i < marks->notes->len; i++) {
		g_autoptr(GString) number = g_string_new(NULL);
		append_raised(number, i + 1);
		printf("  %s %s\n", number->str,
			(const char *)marks->notes->pdata[i]);
	}
	g_ptr_array_set_size(marks->notes, 0);
}

static const char *part_text(const json_t *document, const json_t *entry)
{
	const char *part = wire_text(entry, "in");
	size_t attachment = size_of(entry, "attachment");
	if (strcmp(part, "from") == 0)
		return wire_text(json_object_get(document, part), "name");
	if (strcmp(part, "attachment") == 0 && attachment > 0)
		return wire_text(
			json_array_get(json_object_get(document, "attachments"),
				attachment - 1),
			"text");
	return wire_text(document, part);
}

void show_spans_in_characters(json_t *entries, const json_t *document)
{
	size_t i;
	json_t *entry;
	json_array_foreach(entries, i, entry)
	{
		const char *text = part_text(document, entry);
		size_t length = strlen(text);
		size_t from = MIN(size_of(entry, "offset"), length);
		size_t to = MIN(from + size_of(entry, "length"), length);
		json_object_set_new(entry, "offset",
			json_integer(g_utf8_strlen(text, (gssize)from)));
		json_object_set_new(entry, "length",
			json_integer(g_utf8_strlen(
				text + from, (gssize)(to - from))));
	}
}
