/* Headers of a message into the document's fields. */
#include <string.h>
#include "reader.h"
#include "words.h"

static void warn_doubled(struct document *document, const GPtrArray *headers)
{
	static const char *const once[] = { "From", "Subject", "Date",
		"Message-ID" };

	for (size_t i = 0; i < G_N_ELEMENTS(once); i++) {
		int count = headers_count(headers, once[i]);

		if (count > 1)
			document_warn(document, "header_repeated",
				"%s %d times, the first is used", once[i],
				count);
	}
}

/* Every header of that name adds to the list. */
static void read_list(struct document *document, const GPtrArray *headers,
	const char *name, int most, GPtrArray *list)
{
	for (guint i = 0; i < headers->len; i++) {
		const struct header *header = g_ptr_array_index(headers, i);

		if (g_ascii_strcasecmp(header->name, name) != 0 ||
			addresses_parse(header->raw, most, list))
			continue;
		document_warn(document, "too_many_addresses",
			"%s: the first %d are read", name, most);
		return;
	}
}

static void read_from(struct document *document, const GPtrArray *headers)
{
	static const char *const names[] = { "From", "Sender", "Reply-To",
		"Return-Path" };
	const struct address *first;

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		const char *raw = headers_find(headers, names[i]);
		g_autoptr(document) scrap = document_new(DOCUMENT_EMAIL);

		if (!raw)
			continue;
		addresses_parse(raw, 4, scrap->to);
		if (scrap->to->len == 0)
			continue;
		first = g_ptr_array_index(scrap->to, 0);
		if (scrap->to->len > 1)
			document_warn(document, "several_authors",
				"%s has %u addresses, the first is used",
				names[i], scrap->to->len);
		if (i > 0)
			document_warn(document, "from_missing", "taken from %s",
				names[i]);
		document_set(&document->from.name, first->name);
		document_set(&document->from.address, first->address);
		return;
	}
}

/* A broken program writes the header twice. */
static void add_ids(const GPtrArray *headers, const char *name, GPtrArray *list)
{
	for (guint i = 0; i < headers->len; i++) {
		const struct header *header = g_ptr_array_index(headers, i);

		if (g_ascii_strcasecmp(header->name, name) == 0)
			ids_parse(header->raw, G_MAXINT, list);
	}
}

/* Of a long thread its beginning is left out. */
static void keep_newest(GPtrArray *ids, guint most)
{
	if (ids->len > most)
		g_ptr_array_remove_range(ids, 0, ids->len - most);
}

/* Whoever answers several letters at once names them all (RFC 5322, 3.6.4):
 * those after the first count as the newest of the thread. */
static void read_thread(
	struct document *document, const GPtrArray *headers, int most)
{
	GPtrArray *chain = document->references;
	g_autoptr(GPtrArray) answered = g_ptr_array_new_with_free_func(g_free);

	add_ids(headers, "References", chain);
	keep_newest(chain, (guint)most);
	add_ids(headers, "In-Reply-To", answered);
	g_ptr_array_set_size(answered, (gint)MIN(answered->len, (guint)most));
	if (answered->len > 0)
		document_set(&document->in_reply_to, answered->pdata[0]);
	for (guint i = 1; i < answered->len; i++)
		if (!g_ptr_array_find_with_equal_func(
			    chain, answered->pdata[i], g_str_equal, NULL))
			g_ptr_array_add(chain, g_strdup(answered->pdata[i]));
	keep_newest(chain, (guint)most);
}

static void read_ids(
	struct document *document, const GPtrArray *headers, int most)
{
	const char *id = headers_find(headers, "Message-ID");
	g_autoptr(GPtrArray) own = g_ptr_array_new_with_free_func(g_free);

	ids_parse(id ? id : "", 1, own);
	if (own->len > 0)
		document_set(&document->message_id, own->pdata[0]);
	read_thread(document, headers, most);
}

void envelope_read(struct document *document, const GPtrArray *headers,
	const struct mime_limits *limits)
{
	const char *subject = headers_find(headers, "Subject");
	const char *date = headers_find(headers, "Date");
	const char *reply_to = headers_find(headers, "Reply-To");

	warn_doubled(document, headers);
	read_from(document, headers);
	read_list(document, headers, "To", limits->max_addresses, document->to);
	read_list(document, headers, "Cc", limits->max_addresses, document->cc);
	document_take(&document->subject, words_decode(subject ? subject : ""));
	if (date)
		document->date_utc_us = date_parse(date);
	if (reply_to) {
		g_autoptr(document) scrap = document_new(DOCUMENT_EMAIL);

		addresses_parse(reply_to, 1, scrap->to);
		if (scrap->to->len > 0) {
			const struct address *first =
				g_ptr_array_index(scrap->to, 0);

			document_set(&document->reply_to, first->address);
		}
	}
	read_ids(document, headers, limits->max_addresses);
}
