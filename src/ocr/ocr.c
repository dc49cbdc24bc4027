/* The whole of reading a scan: open, page by page, join. */
#include "plaint/ocr/ocr.h"

#include <malloc.h>
#include "decode_pdf.h"
#include "page.h"
#include "picture.h"
#include "plaint/base/fd.h"
#include "plaint/base/hash.h"
#include "plaint/ocr/trust.h"
#include "reader.h"

enum {
	PICTURE_BYTES = 512 << 10,
	FONT_MOST_BYTES = 64 << 10,
};

static const struct ocr_limits default_limits = {
	.file_bytes = 256 << 20,
	.page_pixels = 40 * 1000 * 1000,
	.pages = 200,
	.page_ms = 45000,
};

static const char *const step_names[OCR_STEPS] = {
	[OCR_STEP_DECODE] = "decode",
	[OCR_STEP_STRAIGHTEN] = "straighten",
	[OCR_STEP_CLEAN] = "clean",
	[OCR_STEP_RECOGNISE] = "recognise",
	[OCR_STEP_BARCODE] = "barcode",
	[OCR_STEP_PDF] = "pdf",
};

GQuark ocr_error_quark(void)
{
	return g_quark_from_static_string("plaint-ocr-error");
}

const char *ocr_step_name(enum ocr_step step)
{
	return step_names[step];
}

int64_t ocr_step_us(const struct ocr *ocr, enum ocr_step step)
{
	return ocr->step_us[step];
}

void ocr_on_page(struct ocr *ocr, ocr_progress progress, void *user)
{
	ocr->progress = progress;
	ocr->user = user;
}

static struct ocr_limits limits_of(const struct ocr_settings *settings)
{
	struct ocr_limits limits = settings->limits;
	if (limits.file_bytes <= 0)
		limits.file_bytes = default_limits.file_bytes;
	if (limits.page_pixels <= 0)
		limits.page_pixels = default_limits.page_pixels;
	if (limits.pages <= 0)
		limits.pages = default_limits.pages;
	if (limits.page_ms <= 0)
		limits.page_ms = default_limits.page_ms;
	return limits;
}

/* The libraries write about foreign files on standard error; the warnings
 * that matter are in the document. */
static void hush(G_GNUC_UNUSED const char *text)
{
}

/* The font that Tesseract's own PDFs are set in, and one PDF made, which lets
 * qpdf and what it hashes with load what they need. */
static void warm_searchable(struct ocr *ocr)
{
	g_autofree char *path = reader_font_path(ocr->reader);
	ocr->font = file_read(path, FONT_MOST_BYTES, NULL);
	g_autoptr(document) document = document_new(DOCUMENT_SCAN);
	struct searchable *searchable = searchable_new(ocr->font);
	searchable_add(searchable, NULL, document_add_page(document));
	GBytes *pdf = searchable_finish(searchable, NULL);
	g_clear_pointer(&pdf, g_bytes_unref);
	searchable_free(searchable);
}

struct ocr *ocr_new(const struct ocr_settings *settings, GError **error)
{
	static const struct ocr_settings none = { 0 };
	if (!settings)
		settings = &none;
	leptSetStderrHandler(hush);
	/* glibc would learn to keep whole pictures in its heap for ever. */
	mallopt(M_MMAP_THRESHOLD, PICTURE_BYTES);
	mallopt(M_TRIM_THRESHOLD, PICTURE_BYTES);
	struct ocr *ocr = g_new0(struct ocr, 1);
	ocr->limits = limits_of(settings);
	ocr->barcodes = barcodes_new();
	ocr->pdf_fd = -1;
	ocr->wishes = settings->wishes;
	ocr->wish_count = settings->wish_count;
	ocr->raw_confidence = settings->raw_confidence;
	ocr->reader = reader_new(settings, error);
	if (ocr->reader)
		warm_searchable(ocr);
	if (ocr->reader)
		ocr->warm_pdf = pdf_warm_up(&ocr->limits, error);
	if (!ocr->warm_pdf) {
		ocr_free(ocr);
		return NULL;
	}
	return ocr;
}

void ocr_free(struct ocr *ocr)
{
	if (!ocr)
		return;
	pdf_cool_down(ocr->warm_pdf);
	reader_free(ocr->reader);
	barcodes_free(ocr->barcodes);
	g_clear_pointer(&ocr->font, g_bytes_unref);
	g_free(ocr);
}

static void page_failed(
	struct document *document, struct page *page, const GError *reason)
{
	bool size = g_error_matches(reason, OCR_ERROR, OCR_ERROR_TOO_BIG);
	document_warn(document, size ? "page_refused" : "page_damaged",
		"page %d: %s", page->number, reason->message);
	document_set(&page->trust, trust_verdict_name(TRUST_KEY_IN));
	document_set(&page->trust_reason, "it cannot be decoded");
}

void ocr_leave_out(struct ocr *ocr, const int *numbers, int count)
{
	ocr->left_out = numbers;
	ocr->left_out_count = count;
}

static bool may_read(const struct ocr *ocr, int number, GError **error)
{
	for (int i = 0; i < ocr->left_out_count; i++) {
		if (ocr->left_out[i] != number)
			continue;
		g_set_error(error, OCR_ERROR, OCR_ERROR_DAMAGED,
			"reading it twice ended the reader");
		return false;
	}
	return true;
}

/* How many pages gave something; the last failure in *failure. */
static int read_pages(struct ocr *ocr, struct picture_file *file, int pages,
	struct document *document, GError **failure)
{
	int good = 0;
	if (ocr->progress)
		ocr->progress(0, pages, ocr->user);
	for (int i = 0; i < pages; i++) {
		struct page *page = document_add_page(document);
		struct ocr_wish wish = { i + 1, -1 };
		if (ocr->wishes)
			wish = ocr->wishes[i];
		page->number = i + 1;
		g_autoptr(GError) reason = NULL;
		if (may_read(ocr, wish.page, &reason) &&
			page_read(ocr, file, &wish, document, page, &reason)) {
			good++;
		} else {
			page_failed(document, page, reason);
			if (ocr->searchable)
				searchable_add(ocr->searchable, NULL, page);
			g_clear_error(failure);
			*failure = g_steal_pointer(&reason);
		}
		if (ocr->progress)
			ocr->progress(i + 1, pages, ocr->user);
	}
	return good;
}

static void join_pages(struct document *document)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < document->pages->len; i++) {
		const struct page *page = g_ptr_array_index(document->pages, i);
		if (!*page->text)
			continue;
		if (text->len > 0)
			g_string_append(text, "\n\n");
		g_string_append(text, page->text);
	}
	document_set(&document->body_text, text->str);
	document_take(&document->text, g_string_free(text, FALSE));
	if (!*document->text)
		document->class = DOCUMENT_EMPTY;
}

static bool wishes_fit(const struct ocr *ocr, int pages, GError **error)
{
	for (int i = 0; ocr->wishes && i < ocr->wish_count; i++) {
		int page = ocr->wishes[i].page;
		if (page >= 1 && page <= pages)
			continue;
		g_set_error(error, OCR_ERROR, OCR_ERROR_UNSUPPORTED,
			"there is no page %d in a file of %d", page, pages);
		return false;
	}
	return true;
}

static struct document *file_read_pages(
	struct ocr *ocr, struct picture_file *file, GError **error)
{
	g_autoptr(document) document = document_new(DOCUMENT_SCAN);
	int pages = picture_pages(file);
	if (!wishes_fit(ocr, pages, error))
		return NULL;
	if (ocr->wishes)
		pages = ocr->wish_count;
	if (pages > ocr->limits.pages) {
		document_warn(document, "pages_cut",
			"page %d is the last that is read, of %d",
			ocr->limits.pages, pages);
		pages = ocr->limits.pages;
	}
	g_autoptr(GError) failure = NULL;
	if (read_pages(ocr, file, pages, document, &failure) == 0) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return NULL;
	}
	join_pages(document);
	return g_steal_pointer(&document);
}

void ocr_set_pdf(struct ocr *ocr, int pdf_fd)
{
	ocr->pdf_fd = pdf_fd;
}

static void keep_searchable(struct ocr *ocr, struct document *document)
{
	g_autoptr(GError) reason = NULL;
	g_autoptr(GBytes) pdf = searchable_finish(ocr->searchable, &reason);
	gsize length = pdf ? g_bytes_get_size(pdf) : 0;
	const void *bytes = pdf ? g_bytes_get_data(pdf, NULL) : NULL;
	if (!pdf || !fd_write_all(ocr->pdf_fd, bytes, length, &reason)) {
		document_warn(
			document, "no_searchable_pdf", "%s", reason->message);
		return;
	}
	struct attachment *about = document_add_searchable_pdf(document);
	struct hash hash = hash_bytes(bytes, length);
	g_strlcpy(about->sha256, hash.hex, sizeof(about->sha256));
	about->offset = 0;
	about->bytes = (int64_t)length;
	about->pages = (int)document->pages->len;
}

static struct document *file_read_all(
	struct ocr *ocr, struct picture_file *file, GError **error)
{
	if (ocr->pdf_fd >= 0)
		ocr->searchable = searchable_new(ocr->font);
	struct document *document = file_read_pages(ocr, file, error);
	if (document && ocr->searchable)
		keep_searchable(ocr, document);
	g_clear_pointer(&ocr->searchable, searchable_free);
	return document;
}

struct document *ocr_read(struct ocr *ocr, int fd, GError **error)
{
	g_autoptr(GError) reason = NULL;
	g_autoptr(GBytes) bytes =
		fd_read_whole(fd, ocr->limits.file_bytes, &reason);
	if (!bytes) {
		bool size =
			g_error_matches(reason, BASE_ERROR, BASE_ERROR_TOO_BIG);
		g_set_error_literal(error, OCR_ERROR,
			size ? OCR_ERROR_TOO_BIG : OCR_ERROR_DAMAGED,
			reason->message);
		return NULL;
	}
	struct picture_file *file = picture_open(bytes, &ocr->limits, error);
	if (!file)
		return NULL;
	struct document *document = file_read_all(ocr, file, error);
	picture_close(file);
	malloc_trim(0);
	return document;
}
