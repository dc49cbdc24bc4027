/* Letters on paper, for scripts and for people. */

#include "mailroom.h"

#include <stdio.h>
#include <string.h>

#include "case_print.h"

void mailroom_place_find(struct mailroom_place *out,
	const struct mailroom *mailroom, const struct letter *letter)
{
	*out = (struct mailroom_place){ 0 };
	if (letter->casefile_id.text[0] != '\0')
		out->casefile = casefile_find(
			mailroom->db, letter->casefile_id.text, NULL);
	if (out->casefile != NULL)
		out->legal_due = out->casefile->legal_due;
	else if (strcmp(letter->state, "filed") != 0)
		mailroom_due(mailroom, letter, &out->legal_due, NULL);
}

void mailroom_place_clear(struct mailroom_place *place)
{
	g_clear_pointer(&place->casefile, g_free);
}

static guint count_trust(
	const struct mailroom_letter *letter, const char *trust)
{
	const struct document *document = letter->document;
	guint count = 0;
	for (guint i = 0; document != NULL && i < document->pages->len; i++) {
		const struct page *page = document->pages->pdata[i];
		count += strcmp(page->trust, trust) == 0;
	}
	return count;
}

char *mailroom_needs_text(const struct mailroom_letter *letter)
{
	guint key_in = count_trust(letter, "key_in");
	guint check = count_trust(letter, "check_words");
	if (strcmp(letter->letter->state, "quarantined") == 0)
		return g_strdup_printf(
			"set aside: %s", letter->letter->problem);
	if (strcmp(letter->letter->state, "registered") != 0)
		return g_strdup("");
	if (key_in > 0)
		return g_strdup_printf(
			"key in %u page%s", key_in, key_in == 1 ? "" : "s");
	if (check > 0)
		return g_strdup_printf("check the words of %u page%s", check,
			check == 1 ? "" : "s");
	return g_strdup("");
}

/* --- for scripts ---------------------------------------------------------- */

static json_t *doubtful_json(const struct page *page)
{
	json_t *list = json_array();
	for (guint i = 0; i < page->words->len; i++) {
		const struct word *word = page->words->pdata[i];
		if (word->is_doubtful)
			json_array_append_new(list,
				json_pack("{s:s s:i s:f s:[iiii]}", "text",
					word->text, "offset", word->offset,
					"confidence", word->confidence, "box",
					word->x, word->y, word->width,
					word->height));
	}
	return list;
}

static json_t *page_json(const struct letter_page *row, const struct page *page)
{
	json_t *json = json_pack("{s:I s:s s:I}", "number",
		(json_int_t)row->number, "file", row->sha256, "file_page",
		(json_int_t)row->file_page);
	if (row->rotation >= 0)
		json_object_set_new(
			json, "turned", json_integer(row->rotation));
	if (page == NULL)
		return json;
	json_object_update_new(json,
		json_pack("{s:i s:f s:f s:s s:s s:s s:o}", "rotation",
			page->rotation, "confidence", page->confidence,
			"ink_share", page->ink_share, "trust", page->trust,
			"trust_reason", page->trust_reason, "text", page->text,
			"doubtful", doubtful_json(page)));
	return json;
}

static json_t *pages_json(const struct mailroom_letter *letter)
{
	json_t *list = json_array();
	for (guint i = 0; i < letter->pages->len; i++) {
		const struct document *document = letter->document;
		bool is_read = document != NULL && i < document->pages->len;
		json_t *page = page_json(letter->pages->pdata[i],
			is_read ? document->pages->pdata[i] : NULL);
		json_object_set_new(page, "number", json_integer(i + 1));
		json_array_append_new(list, page);
	}
	return list;
}

json_t *mailroom_json(const struct mailroom *mailroom,
	const struct mailroom_letter *letter, bool with_pages)
{
	const struct letter *of = letter->letter;
	g_auto(mailroom_place) place = { 0 };
	g_autofree char *needs = mailroom_needs_text(letter);
	mailroom_place_find(&place, mailroom, of);
	const struct casefile *casefile = place.casefile;
	const struct {
		const char *key;
		json_t *value;
	} fields[] = {
		{ "letter", json_string(of->id.text) },
		{ "state", json_string(of->state) },
		{ "fate", print_text_or_null(of->fate) },
		{ "problem", print_text_or_null(of->problem) },
		{ "needs", print_text_or_null(needs) },
		{ "name", json_string(of->name) },
		{ "channel", json_string(of->channel) },
		{ "source", json_string(of->source) },
		{ "batch", print_text_or_null(of->batch_id.text) },
		{ "received_day", json_string(of->received_day.text) },
		{ "received_from", json_string(of->received_from) },
		{ "case", print_text_or_null(casefile != NULL
						     ? casefile->number.text
						     : NULL) },
		{ "stage", print_text_or_null(
				   casefile != NULL ? casefile->stage : NULL) },
		{ "legal_due", print_text_or_null(place.legal_due.text) },
		{ "page_count", json_integer(letter->pages->len) },
	};
	json_t *json = json_object();
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		json_object_set_new(json, fields[i].key, fields[i].value);
	if (with_pages)
		json_object_set_new(json, "pages", pages_json(letter));
	return json;
}

/* --- for people ----------------------------------------------------------- */

/* The doubtful words of a page in brackets: "моє [прізвище?] Коваль". */
static char *marked_text(const struct page *page, guint *doubtful_out)
{
	GString *out = g_string_new(NULL);
	const char *at = page->text;
	glong characters = 0;
	*doubtful_out = 0;
	for (guint i = 0; i < page->words->len; i++) {
		const struct word *word = page->words->pdata[i];
		if (!word->is_doubtful || word->offset < characters ||
			word->offset > characters + g_utf8_strlen(at, -1))
			continue;
		const char *from =
			g_utf8_offset_to_pointer(at, word->offset - characters);
		if (!g_str_has_prefix(from, word->text))
			continue;
		g_string_append_len(out, at, from - at);
		g_string_append_printf(out, "[%s?]", word->text);
		at = from + strlen(word->text);
		characters = word->offset + g_utf8_strlen(word->text, -1);
		(*doubtful_out)++;
	}
	return g_string_free(g_string_append(out, at), FALSE);
}

static void print_page(const struct mailroom_letter *letter, guint at)
{
	const struct document *document = letter->document;
	const struct letter_page *row = letter->pages->pdata[at];
	printf("\nPage %u: %.12s… page %" G_GINT64_FORMAT, at + 1, row->sha256,
		(gint64)row->file_page);
	if (document == NULL || at >= document->pages->len) {
		putchar('\n');
		return;
	}
	const struct page *page = document->pages->pdata[at];
	printf(", turned %d, confidence %.2f, %s%s%s\n", page->rotation,
		page->confidence, page->trust,
		page->trust_reason[0] != '\0' ? ": " : "", page->trust_reason);
	guint doubtful;
	g_autofree char *text = marked_text(page, &doubtful);
	if (doubtful > 0)
		printf("%u doubtful word%s in brackets\n", doubtful,
			doubtful == 1 ? "" : "s");
	print_indented(text, "  | ");
}

void mailroom_print(const struct mailroom *mailroom,
	const struct config *config, const struct mailroom_letter *letter)
{
	const struct letter *of = letter->letter;
	g_auto(mailroom_place) place = { 0 };
	mailroom_place_find(&place, mailroom, of);
	g_autofree char *needs = mailroom_needs_text(letter);
	g_autofree char *received = print_received(config, of->received_utc_us,
		of->received_day.text, of->received_from);
	const struct {
		const char *label, *value;
	} lines[] = {
		{ "letter", of->id.text },
		{ "state", of->state },
		{ "problem", of->problem },
		{ "to do", needs },
		{ "received", received },
		{ "due by law", place.legal_due.text },
		{ "case", place.casefile != NULL ? place.casefile->number.text
						 : "" },
		{ "file", of->name },
		{ "of batch", of->batch_id.text },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *value = print_safe(lines[i].value);
		if (value[0] != '\0')
			printf("%-11s %s\n", lines[i].label, value);
	}
	for (guint i = 0; i < letter->pages->len; i++)
		print_page(letter, i);
}
