/* Marks of a letter and what two of them say together.  The content's hash
 * is over netstrings, so that no text can pass for an attachment. */

#include "plaint/letters/duplicate.h"

#include <string.h>

#include "plaint/base/utf8.h"

enum {
	PREFIX_MOST = 5, /* letters */
	PIECE_BYTES = 64 << 10,
	FORM_MOST_BYTES = 8 << 20, /* twice what a mail's text is */
};

static const int64_t window_us =
	(int64_t)DUPLICATE_WINDOW_DAYS * 24 * 3600 * 1000000;

static bool is_same(const char *a, const char *b)
{
	return a[0] != '\0' && strcmp(a, b) == 0;
}

static bool is_within_window(
	const struct duplicate_mark *a, const struct duplicate_mark *b)
{
	int64_t apart = a->received_utc_us - b->received_utc_us;
	return apart <= window_us && apart >= -window_us;
}

/* Programs wrap, indent and decorate the same words differently. */
static bool is_nothing(gunichar character)
{
	return character >= 0x80 &&
	       (g_unichar_iszerowidth(character) ||
		       g_unichar_type(character) == G_UNICODE_FORMAT);
}

/* Bytes from `at` on that are seen, of ASCII and the plain letters of
 * Cyrillic: nearly all there are. */
static size_t plain_bytes(const char *at)
{
	size_t bytes = 0;
	for (;;) {
		if (g_ascii_isgraph(at[bytes]))
			bytes++;
		else if (at[bytes] == '\xD0' || at[bytes] == '\xD1')
			bytes += 2;
		else
			return bytes;
	}
}

/* How much of a text is folded at once: up to a blank, with which nothing
 * joins; a text without one so far is no letter. */
static size_t piece_length(const char *text)
{
	size_t most = strnlen(text, PIECE_BYTES), length = most;
	if (most < PIECE_BYTES)
		return most;
	while (length > 0 && text[length] != ' ' && text[length] != '\n')
		length--;
	if (length > 0)
		return length;
	while ((text[most] & 0xC0) == 0x80)
		most--;
	return most;
}

static void add_reading_form(GString *form, const char *folded, bool *is_spaced)
{
	for (const char *at = folded; *at != '\0'; at = g_utf8_next_char(at)) {
		size_t plain = plain_bytes(at);
		if (plain > 0) {
			if (*is_spaced)
				g_string_append_c(form, ' ');
			*is_spaced = false;
			g_string_append_len(form, at, (gssize)plain);
			at += plain;
			if (*at == '\0')
				break;
		}
		gunichar character = g_utf8_get_char(at);
		if (is_nothing(character))
			continue;
		if (g_unichar_isspace(character) ||
			g_unichar_iscntrl(character)) {
			*is_spaced = form->len > 0;
			continue;
		}
		if (*is_spaced)
			g_string_append_c(form, ' ');
		*is_spaced = false;
		g_string_append_unichar(form, character);
	}
}

/* In pieces: a letter may become eighteen when it is folded, of four bytes
 * each meanwhile.  What swells like that is no words: it is taken as it is. */
static GString *reading_form(const char *text)
{
	GString *form = g_string_sized_new(strlen(text));
	bool is_spaced = false;
	while (*text != '\0' && form->len < FORM_MOST_BYTES) {
		size_t length = piece_length(text);
		g_autofree char *piece = g_strndup(text, length);
		g_autofree char *folded = utf8_fold(piece);
		add_reading_form(form, folded, &is_spaced);
		text += length;
	}
	g_string_append(form, text);
	return form;
}

/* Programs put one before what is sent once more: "Re:", "Fwd:", "Відп:". */
static const char *without_prefixes(const char *subject)
{
	for (;;) {
		const char *at = subject;
		while (g_unichar_isalpha(g_utf8_get_char(at)))
			at = g_utf8_next_char(at);
		if (at == subject || *at != ':' ||
			g_utf8_strlen(subject, at - subject) > PREFIX_MOST)
			return subject;
		subject = at + 1;
		while (*subject == ' ')
			subject++;
	}
}

/* As whole words: people and mailboxes write more beside it ("AGAIN:",
 * "[spam]"). */
static bool holds(const char *subject, const char *other)
{
	size_t length = strlen(other);
	for (const char *at = subject; (at = strstr(at, other)) != NULL;
		at = g_utf8_next_char(at)) {
		bool begins = at == subject || at[-1] == ' ';
		if (begins && (at[length] == '\0' || at[length] == ' '))
			return true;
	}
	return false;
}

static bool is_other_subject(const char *a, const char *b)
{
	g_autoptr(GString) one = reading_form(a == NULL ? "" : a);
	g_autoptr(GString) two = reading_form(b == NULL ? "" : b);
	const char *first = without_prefixes(one->str);
	const char *second = without_prefixes(two->str);
	return first[0] != '\0' && second[0] != '\0' && !holds(first, second) &&
	       !holds(second, first);
}

enum duplicate_verdict duplicate_judge(const struct duplicate_mark *fresh,
	const struct duplicate_mark *known, bool is_open)
{
	if (!is_same(fresh->content_hash, known->content_hash))
		return DUPLICATE_NONE;
	if (is_same(fresh->message_id, known->message_id))
		return DUPLICATE_SAME;
	if (is_open && is_same(fresh->sender, known->sender) &&
		g_strcmp0(fresh->in_reply_to, known->in_reply_to) == 0 &&
		is_within_window(fresh, known) &&
		!is_other_subject(fresh->subject, known->subject))
		return DUPLICATE_SENT_AGAIN;
	return DUPLICATE_NONE;
}

static gint compare_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *attachment_hashes(const struct document *document)
{
	GPtrArray *hashes = g_ptr_array_new();
	for (guint i = 0; i < document->attachments->len; i++) {
		struct attachment *attachment = document->attachments->pdata[i];
		g_ptr_array_add(hashes, attachment->sha256);
	}
	g_ptr_array_sort(hashes, compare_text);
	return hashes;
}

static void add_netstring(GString *out, const char *text)
{
	g_string_append_printf(out, "%zu:", strlen(text));
	g_string_append(out, text);
	g_string_append_c(out, ',');
}

struct hash duplicate_content_hash(const struct document *document)
{
	g_autoptr(GString) text = reading_form(document->text);
	g_autoptr(GPtrArray) hashes = attachment_hashes(document);
	if (text->len == 0 && hashes->len == 0)
		return (struct hash){ "" };
	g_autoptr(GString) form = g_string_sized_new(text->len + 128);
	add_netstring(form, "plaint-content-1");
	add_netstring(form, text->str);
	for (guint i = 0; i < hashes->len; i++)
		add_netstring(form, hashes->pdata[i]);
	return hash_bytes(form->str, form->len);
}

char *duplicate_sender(const struct document *document)
{
	return g_ascii_strdown(document->from.address, -1);
}
