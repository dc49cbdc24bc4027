/* The document: making, filling and freeing the plain data that reading one
 * original gave.  No field is ever NULL, so that whoever reads one need not
 * ask. */
#include "plaint/domain/document.h"

#include <stdarg.h>

static const char *const format_names[] = {
	[DOCUMENT_EMAIL] = "email",
	[DOCUMENT_SCAN] = "scan",
};

static const char *const class_names[] = {
	[DOCUMENT_LETTER] = "letter",
	[DOCUMENT_AUTO_REPLY] = "auto_reply",
	[DOCUMENT_BOUNCE] = "bounce",
	[DOCUMENT_NEWSLETTER] = "newsletter",
	[DOCUMENT_EMPTY] = "empty",
};

static char *string_empty(void)
{
	return g_strdup("");
}

static void address_free(void *data)
{
	struct address *address = data;

	g_free(address->name);
	g_free(address->address);
	g_free(address);
}

void attachment_free(struct attachment *attachment)
{
	if (!attachment)
		return;
	g_free(attachment->name);
	g_free(attachment->type);
	g_free(attachment->inside);
	g_free(attachment->text);
	g_free(attachment);
}

static void attachment_destroy(void *data)
{
	attachment_free(data);
}

static void word_free(void *data)
{
	struct word *word = data;

	g_free(word->text);
	g_free(word);
}

static void page_free(void *data)
{
	struct page *page = data;

	g_free(page->text);
	g_free(page->languages);
	g_free(page->trust);
	g_free(page->trust_reason);
	g_ptr_array_unref(page->words);
	g_free(page);
}

static void barcode_free(void *data)
{
	struct barcode *barcode = data;

	g_free(barcode->type);
	g_free(barcode->value);
	g_free(barcode);
}

static void warning_free(void *data)
{
	struct warning *warning = data;

	g_free(warning->code);
	g_free(warning->detail);
	g_free(warning);
}

static void document_strings_init(struct document *document)
{
	char **fields[] = {
		&document->from.name,
		&document->from.address,
		&document->author.name,
		&document->author.address,
		&document->passed_text,
		&document->reply_to,
		&document->subject,
		&document->message_id,
		&document->in_reply_to,
		&document->text,
		&document->quoted_text,
		&document->signature,
		&document->body_text,
		&document->language,
		&document->charset_declared,
		&document->charset_used,
		&document->bounce.reason,
		&document->bounce.status,
		&document->bounce.recipient,
	};

	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		*fields[i] = string_empty();
}

static void document_strings_clear(struct document *document)
{
	g_free(document->from.name);
	g_free(document->from.address);
	g_free(document->author.name);
	g_free(document->author.address);
	g_free(document->passed_text);
	g_free(document->reply_to);
	g_free(document->subject);
	g_free(document->message_id);
	g_free(document->in_reply_to);
	g_free(document->text);
	g_free(document->quoted_text);
	g_free(document->signature);
	g_free(document->body_text);
	g_free(document->language);
	g_free(document->charset_declared);
	g_free(document->charset_used);
	g_free(document->bounce.reason);
	g_free(document->bounce.status);
	g_free(document->bounce.recipient);
}

static const char *name_of(
	const char *const *names, size_t count, unsigned int value)
{
	return value < count ? names[value] : "";
}

static bool name_find(const char *const *names, size_t count, const char *name,
	unsigned int *out)
{
	for (size_t i = 0; name && i < count; i++) {
		if (g_str_equal(names[i], name)) {
			*out = (unsigned int)i;
			return true;
		}
	}
	return false;
}

struct document *document_new(enum document_format format)
{
	struct document *document = g_new0(struct document, 1);

	document->format = format;
	document->class = DOCUMENT_LETTER;
	document_strings_init(document);
	document->to = g_ptr_array_new_with_free_func(address_free);
	document->cc = g_ptr_array_new_with_free_func(address_free);
	document->references = g_ptr_array_new_with_free_func(g_free);
	document->attachments =
		g_ptr_array_new_with_free_func(attachment_destroy);
	document->pages = g_ptr_array_new_with_free_func(page_free);
	document->barcodes = g_ptr_array_new_with_free_func(barcode_free);
	document->warnings = g_ptr_array_new_with_free_func(warning_free);
	return document;
}

void document_free(struct document *document)
{
	if (!document)
		return;
	document_strings_clear(document);
	g_ptr_array_unref(document->to);
	g_ptr_array_unref(document->cc);
	g_ptr_array_unref(document->references);
	g_ptr_array_unref(document->attachments);
	g_clear_pointer(&document->searchable_pdf, attachment_free);
	g_ptr_array_unref(document->pages);
	g_ptr_array_unref(document->barcodes);
	g_ptr_array_unref(document->warnings);
	g_free(document);
}

void document_set(char **field, const char *value)
{
	/* Copied before the old one goes: value may point into it. */
	document_take(field, g_strdup(value ? value : ""));
}

void document_take(char **field, char *value)
{
	char *old = *field;

	*field = value ? value : string_empty();
	if (old != *field)
		g_free(old);
}

struct address *document_add_address(
	GPtrArray *list, const char *name, const char *address)
{
	struct address *added = g_new0(struct address, 1);

	added->name = g_strdup(name ? name : "");
	added->address = g_strdup(address ? address : "");
	g_ptr_array_add(list, added);
	return added;
}

static struct attachment *attachment_new(void)
{
	struct attachment *attachment = g_new0(struct attachment, 1);

	attachment->name = string_empty();
	attachment->type = string_empty();
	attachment->inside = string_empty();
	attachment->text = string_empty();
	attachment->offset = -1;
	return attachment;
}

struct attachment *document_add_attachment(struct document *document)
{
	struct attachment *added = attachment_new();

	g_ptr_array_add(document->attachments, added);
	return added;
}

struct attachment *document_add_searchable_pdf(struct document *document)
{
	g_clear_pointer(&document->searchable_pdf, attachment_free);
	document->searchable_pdf = attachment_new();
	return document->searchable_pdf;
}

struct page *document_add_page(struct document *document)
{
	struct page *added = g_new0(struct page, 1);

	added->text = string_empty();
	added->languages = string_empty();
	added->trust = string_empty();
	added->trust_reason = string_empty();
	added->words = g_ptr_array_new_with_free_func(word_free);
	g_ptr_array_add(document->pages, added);
	added->number = (int)document->pages->len;
	return added;
}

struct word *page_add_word(struct page *page)
{
	struct word *added = g_new0(struct word, 1);

	added->text = string_empty();
	g_ptr_array_add(page->words, added);
	return added;
}

struct barcode *document_add_barcode(struct document *document, int page,
	const char *type, const char *value)
{
	struct barcode *added = g_new0(struct barcode, 1);

	added->page = page;
	added->type = g_strdup(type ? type : "");
	added->value = g_strdup(value ? value : "");
	g_ptr_array_add(document->barcodes, added);
	return added;
}

void document_warn(
	struct document *document, const char *code, const char *format, ...)
{
	struct warning *added = g_new0(struct warning, 1);
	va_list arguments;

	va_start(arguments, format);
	added->code = g_strdup(code);
	added->detail = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_ptr_array_add(document->warnings, added);
}

bool document_has_warning(const struct document *document, const char *code)
{
	for (unsigned int i = 0; i < document->warnings->len; i++) {
		const struct warning *warning =
			g_ptr_array_index(document->warnings, i);

		if (g_str_equal(warning->code, code))
			return true;
	}
	return false;
}

static bool has_warning_of(
	const struct document *document, const char *const *codes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (document_has_warning(document, codes[i]))
			return true;
	}
	return false;
}

bool document_is_sealed(const struct document *document)
{
	static const char *const codes[] = { "encrypted", "archive_locked",
		"file_locked" };

	return has_warning_of(document, codes, G_N_ELEMENTS(codes));
}

bool document_is_read_in_part(const struct document *document)
{
	static const char *const codes[] = { "headers_only", "header_cut",
		"structure_cut", "too_deep", "too_many_parts", "text_cut",
		"html_cut", "html_thinned", "multipart_broken", "archive_cut",
		"archive_broken", "attachments_cut", "file_broken",
		"file_unread", "tnef_broken", "smime_unread",
		"bytes_undecodable", "file_missing", "file_alone",
		"page_damaged", "page_refused", "page_partly_read", "page_late",
		"pages_cut", "attachment_unread", "attachment_text_cut" };

	return has_warning_of(document, codes, G_N_ELEMENTS(codes));
}

const char *document_format_name(enum document_format format)
{
	return name_of(format_names, G_N_ELEMENTS(format_names), format);
}

const char *document_class_name(enum document_class class)
{
	return name_of(class_names, G_N_ELEMENTS(class_names), class);
}

bool document_format_parse(const char *name, enum document_format *out)
{
	unsigned int value = 0;

	if (!name_find(format_names, G_N_ELEMENTS(format_names), name, &value))
		return false;
	*out = (enum document_format)value;
	return true;
}

bool document_class_parse(const char *name, enum document_class *out)
{
	unsigned int value = 0;

	if (!name_find(class_names, G_N_ELEMENTS(class_names), name, &value))
		return false;
	*out = (enum document_class)value;
	return true;
}
