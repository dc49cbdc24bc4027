/* Beside the case's columns. */

#include "show_case.h"

#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "customer_print.h"
#include "plaint/facts/extract.h"
#include "plaint/store/candidate.h"
#include "plaint/store/casefile_link.h"
#include "plaint/wire/wire.h"
#include "show_marked.h"

static bool load_flood(struct show_case *out, struct db *db,
	const struct casefile *casefile, GError **error)
{
	int64_t number;
	if (!flood_of_case(db, casefile->id.text, &number, error))
		return false;
	out->flood = number != 0 ? flood_find(db, number, error) : NULL;
	return number == 0 || out->flood != NULL;
}

bool show_case_load(struct show_case *out, struct db *db,
	const struct casefile *casefile, GError **error)
{
	out->candidates = candidate_list(db, casefile->id.text, error);
	if (out->candidates != NULL)
		out->links = casefile_link_list(db, casefile->id.text, error);
	out->working = print_json_of(casefile->working);
	return out->links != NULL && load_flood(out, db, casefile, error);
}

void show_case_clear(struct show_case *show)
{
	g_clear_pointer(&show->candidates, g_ptr_array_unref);
	g_clear_pointer(&show->links, g_ptr_array_unref);
	g_clear_pointer(&show->flood, g_free);
	g_clear_pointer(&show->working, json_decref);
}

static bool is_repeat_of_earlier(
	const struct casefile_link *link, const struct casefile *casefile)
{
	return strcmp(link->why, CASEFILE_LINK_REPEAT) == 0 &&
	       strcmp(link->casefile_id.text, casefile->id.text) == 0;
}

/* How many letters about it the customer wrote, this one included. */
static int repeat_count(
	const struct show_case *show, const struct casefile *casefile)
{
	int count = 0;
	for (guint i = 0; i < show->links->len; i++)
		count += is_repeat_of_earlier(show->links->pdata[i], casefile)
				 ? 1
				 : 0;
	return count > 0 ? count + 1 : 0;
}

static json_t *links_json(
	const GPtrArray *links, const struct casefile *casefile)
{
	json_t *list = json_array();
	for (guint i = 0; i < links->len; i++) {
		const struct casefile_link *link = links->pdata[i];
		bool is_later =
			strcmp(link->casefile_id.text, casefile->id.text) == 0;
		json_array_append_new(list,
			json_pack("{s:s s:s s:s}", "case",
				is_later ? link->earlier_number : link->number,
				"is", is_later ? "earlier" : "later", "why",
				link->why));
	}
	return list;
}

/* Is it still what was understood, and that not sure? */
static bool is_for_triage(
	const struct show_case *show, const struct casefile *casefile)
{
	return json_is_true(json_object_get(show->working, "triage")) &&
	       strcmp(wire_text(show->working, "topic"), casefile->topic) ==
		       0 &&
	       casefile->owner[0] == '\0';
}

void show_case_json(const struct show_case *show,
	const struct casefile *casefile, const json_t *document, json_t *json)
{
	json_t *entities = json_object_get(show->working, "entities");
	json_t *others = json_object_get(show->working, "alternatives");
	show_spans_in_characters(entities, document);
	json_object_set(
		json, "alternatives", others != NULL ? others : json_null());
	json_object_set_new(
		json, "triage", json_boolean(is_for_triage(show, casefile)));
	json_object_set(json, "entity_spans",
		entities != NULL ? entities : json_null());
	json_t *points = json_object_get(show->working, "points");
	const char *route =
		json_string_value(json_object_get(show->working, "route"));
	json_object_set_new(
		json, "customer_candidates", candidates_json(show->candidates));
	json_object_set_new(json, "links", links_json(show->links, casefile));
	json_object_set_new(json, "flood",
		show->flood != NULL
			? json_integer((json_int_t)show->flood->number)
			: json_null());
	json_object_set_new(json, "repeat_count",
		json_integer(repeat_count(show, casefile)));
	json_object_set(json, "priority_working",
		points != NULL ? points : json_null());
	json_object_set_new(json, "route", print_text_or_null(route));
	json_object_set_new(
		json, "expert", print_text_or_null(casefile->expert));
	json_object_set_new(json, "expert_for",
		print_text_or_null(json_string_value(
			json_object_get(show->working, "person"))));
}

char *show_case_topic(
	const struct show_case *show, const struct casefile *casefile)
{
	if (strcmp(wire_text(show->working, "topic"), casefile->topic) != 0)
		return g_strdup(casefile->topic);
	return g_strdup_printf("%s (%.2f%s)", casefile->topic,
		casefile->confidence,
		is_for_triage(show, casefile) ? ", not sure: triage" : "");
}

void show_case_print_others(
	const struct show_case *show, const struct casefile *casefile)
{
	size_t i;
	const json_t *one;
	if (!is_for_triage(show, casefile))
		return;
	json_array_foreach(
		json_object_get(show->working, "alternatives"), i, one)
	{
		printf("    %-9s %s (%.2f)\n", "or", wire_text(one, "topic"),
			json_number_value(json_object_get(one, "confidence")));
	}
}

/* One line a kind: "phone  +380674125590; +380503312218". */
static void print_found(const struct show_case *show)
{
	const json_t *entities = json_object_get(show->working, "entities");
	for (int kind = 0; kind < ENTITY_KINDS; kind++) {
		const char *name = entity_kind_name(kind);
		g_autoptr(GString) line = g_string_new(NULL);
		size_t i;
		const json_t *one;
		json_array_foreach(entities, i, one)
		{
			if (strcmp(wire_text(one, "kind"), name) == 0)
				g_string_append_printf(line, "%s%s",
					line->len > 0 ? "; " : "",
					wire_text(one, "value"));
		}
		g_autofree char *safe = print_safe(line->str);
		if (safe[0] != '\0')
			printf("  %-11s %s\n", name, safe);
	}
}

static void print_working(
	const struct show_case *show, const struct casefile *casefile)
{
	json_t *points = json_object_get(show->working, "points");
	const char *route =
		json_string_value(json_object_get(show->working, "route"));
	size_t i;
	json_t *entry;
	if (json_array_size(points) > 0)
		printf("  %-11s %s:", "priority", casefile->priority);
	json_array_foreach(points, i, entry)
	{
		int worth = (int)json_integer_value(
			json_object_get(entry, "points"));
		printf(" %s%d %s", worth >= 0 && i > 0 ? "+" : "", worth,
			json_string_value(json_object_get(entry, "why")));
	}
	if (json_array_size(points) > 0)
		printf(" = %d\n", (int)json_integer_value(json_object_get(
					  show->working, "sum")));
	if (route != NULL && route[0] != '\0')
		printf("  %-11s %s\n", "sent by", route);
	const char *person =
		json_string_value(json_object_get(show->working, "person"));
	if (casefile->expert[0] != '\0')
		printf("  %-11s %s looks into it first%s%s\n", "expert",
			casefile->expert, person != NULL ? ", for " : "",
			person != NULL ? person : "");
}

void show_case_print(
	const struct show_case *show, const struct casefile *casefile)
{
	int count = repeat_count(show, casefile);
	print_working(show, casefile);
	print_found(show);
	candidates_print(show->candidates, casefile->number.text);
	if (count > 0)
		printf("  %-11s letter %d about this\n", "repeat", count);
	if (show->flood != NULL)
		printf("  %-11s %" G_GINT64_FORMAT ": %" G_GINT64_FORMAT
		       " letters alike, %s (plaint floods show "
		       "%" G_GINT64_FORMAT ")\n",
			"flood", (gint64)show->flood->number,
			(gint64)show->flood->cases, show->flood->state,
			(gint64)show->flood->number);
	for (guint i = 0; i < show->links->len; i++) {
		const struct casefile_link *link = show->links->pdata[i];
		bool is_later =
			strcmp(link->casefile_id.text, casefile->id.text) == 0;
		printf("  %-11s %s (%s)\n", is_later ? "goes on" : "went on as",
			is_later ? link->earlier_number : link->number,
			link->why);
	}
}
