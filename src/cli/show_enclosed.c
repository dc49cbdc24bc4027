/* The text of an attachment is shown like the letter's own, but not all of
 * it: a contract of forty pages is for another place. */
#include "show_enclosed.h"

#include <stdio.h>
#include <string.h>

#include "plaint/base/utf8.h"
#include "plaint/store/virus_scan.h"
#include "plaint/wire/document_json.h"

enum {
	TEXT_MOST_CHARACTERS = 2000
};

json_t *show_document_json(const struct reading *reading)
{
	if (reading == NULL)
		return json_null();
	struct document_kept kept = { reading->json, reading->text,
		reading->quoted_text };
	json_t *json = document_kept_json(&kept, NULL);
	return json != NULL ? json : json_null();
}

json_t *show_viruses_json(const GPtrArray *places)
{
	json_t *list = json_array();
	for (guint i = 0; i < places->len; i++) {
		const struct virus_place *place = places->pdata[i];
		json_array_append_new(list,
			json_pack("{s:I s:s s:s s:o s:o s:o}", "attachment",
				(json_int_t)place->position, "sha256",
				place->sha256, "state", place->state,
				"signature",
				print_text_or_null(place->signature), "problem",
				print_text_or_null(place->problem),
				"allowed_by",
				print_text_or_null(place->allowed_by)));
	}
	return list;
}

static void show_virus(const GPtrArray *places, int64_t position)
{
	for (guint i = 0; i < places->len; i++) {
		const struct virus_place *place = places->pdata[i];
		g_autofree char *what = print_safe(place->signature[0] != '\0'
							   ? place->signature
							   : place->problem);
		if (place->position != position)
			continue;
		if (strcmp(place->state, "infected") == 0)
			printf("  infected: %s; %s%s\n", what,
				place->allowed_by[0] != '\0'
					? "unlocked by "
					: "locked (plaint virus)",
				place->allowed_by);
		else if (strcmp(place->state, "clean") != 0)
			printf("  not scanned for viruses yet%s%s\n",
				what[0] != '\0' ? ": " : "", what);
	}
}

static void show_attachment(
	const json_t *attachment, unsigned number, struct show_marks *marks)
{
	const char *text =
		json_string_value(json_object_get(attachment, "text"));
	const char *name =
		json_string_value(json_object_get(attachment, "name"));
	const char *inside_raw =
		json_string_value(json_object_get(attachment, "inside"));
	json_int_t pages =
		json_integer_value(json_object_get(attachment, "pages"));
	g_autofree char *safe = print_safe(name != NULL ? name : "");
	g_autofree char *inside =
		print_safe(inside_raw != NULL ? inside_raw : "");
	printf("\nAttachment %s", safe[0] != '\0' ? safe : "without a name");
	if (inside[0] != '\0')
		printf(" in %s", inside);
	if (pages > 0)
		printf(" (%" JSON_INTEGER_FORMAT " page%s)", pages,
			pages == 1 ? "" : "s");
	putchar('\n');
	if (text == NULL || text[0] == '\0')
		return;
	g_autofree char *cut = utf8_cut(text, TEXT_MOST_CHARACTERS);
	g_autofree char *marked = show_marked(
		marks, &(struct show_part){ "attachment", number, cut });
	print_indented(marked, "  + ");
	if (strlen(cut) < strlen(text))
		puts("  + (more with --json)");
	show_marks_print(marks);
}

void show_enclosed(const struct reading *reading, const GPtrArray *places,
	struct show_marks *marks)
{
	json_t *document = show_document_json(reading);
	size_t i;
	const json_t *at;
	show_virus(places, 0);
	json_array_foreach(json_object_get(document, "attachments"), i, at)
	{
		show_attachment(at, (unsigned)i + 1, marks);
		show_virus(places, (int64_t)i + 1);
	}
	json_decref(document);
}
