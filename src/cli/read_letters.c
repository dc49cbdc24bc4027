/* Which pages make a letter: the same pure function the daemon asks. */

#include "read_letters.h"

#include <stdio.h>

#include "cli.h"
#include "plaint/wire/document_json.h"

static json_t *letter_json(const struct batch_letter *letter)
{
	json_t *pages = json_array();
	for (guint i = 0; i < letter->pages->len; i++)
		json_array_append_new(pages,
			json_integer(
				g_array_index(letter->pages, guint, i) + 1));
	return json_pack("{s:o s:o s:o s:s}", "pages", pages, "department",
		print_text_or_null(letter->department), "case",
		print_text_or_null(letter->case_number), "why", letter->why);
}

json_t *read_letters_json(
	const json_t *document, const struct batch_settings *settings)
{
	g_autoptr(document) read = document_from_json(document, NULL);
	if (read == NULL || read->format != DOCUMENT_SCAN)
		return NULL;
	g_autoptr(batch_plan) plan = batch_plan_new(read, settings);
	json_t *letters = json_array(), *dropped = json_array();
	for (guint i = 0; i < plan->letters->len; i++)
		json_array_append_new(
			letters, letter_json(plan->letters->pdata[i]));
	for (guint i = 0; i < plan->drops->len; i++) {
		const struct batch_drop *drop =
			&g_array_index(plan->drops, struct batch_drop, i);
		json_array_append_new(dropped,
			json_pack("{s:i s:s}", "page", (int)drop->page + 1,
				"why", drop->why));
	}
	return json_pack("{s:o s:o}", "letters", letters, "dropped", dropped);
}

static void print_letter(size_t number, const json_t *letter)
{
	size_t i;
	const json_t *page;
	printf("%-11s %zu: pages", "letter", number);
	json_array_foreach(json_object_get(letter, "pages"), i, page)
	{
		printf("%s %" JSON_INTEGER_FORMAT, i > 0 ? "," : "",
			json_integer_value(page));
	}
	const char *department =
		json_string_value(json_object_get(letter, "department"));
	const char *number_of =
		json_string_value(json_object_get(letter, "case"));
	printf("%s%s%s%s (%s)\n", department != NULL ? ", department " : "",
		department != NULL ? department : "",
		number_of != NULL ? ", case " : "",
		number_of != NULL ? number_of : "",
		json_string_value(json_object_get(letter, "why")));
}

void read_letters_print(const json_t *letters)
{
	const json_t *list = json_object_get(letters, "letters");
	const json_t *dropped = json_object_get(letters, "dropped");
	size_t i;
	const json_t *at;
	if (json_array_size(list) == 1 && json_array_size(dropped) == 0)
		return;
	json_array_foreach(list, i, at) print_letter(i + 1, at);
	json_array_foreach(dropped, i, at)
	{
		printf("%-11s page %" JSON_INTEGER_FORMAT ": %s\n", "left out",
			json_integer_value(json_object_get(at, "page")),
			json_string_value(json_object_get(at, "why")));
	}
}
