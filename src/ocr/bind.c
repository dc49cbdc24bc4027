/* By qpdf, which carries each page's objects over, once where they are
 * shared (the font), and leaves the pictures as they are. */
#include "plaint/ocr/bind.h"

#include <qpdf/qpdf-c.h>

static bool fail(qpdf_data pdf, const char *what, GError **error)
{
	bool told = qpdf_has_error(pdf);
	g_set_error(error, OCR_ERROR, OCR_ERROR_DAMAGED, "%s%s%s", what,
		told ? ": " : "",
		told ? qpdf_get_error_full_text(pdf, qpdf_get_error(pdf)) : "");
	return false;
}

static bool add_part(qpdf_data whole, qpdf_data pdf,
	const struct bind_part *part, GError **error)
{
	gsize length;
	const char *bytes = g_bytes_get_data(part->pdf, &length);
	if ((qpdf_read_memory(pdf, "part", bytes, length, NULL) &
		    QPDF_ERRORS) != 0)
		return fail(pdf, "a part cannot be read", error);
	int pages = qpdf_get_num_pages(pdf);
	for (size_t i = 0; i < part->count; i++) {
		int page = part->pages[i];
		if (page < 1 || page > pages)
			return fail(pdf, "a part lacks the page", error);
		qpdf_oh found = qpdf_get_page_n(pdf, (size_t)page - 1);
		if ((qpdf_add_page(whole, pdf, found, QPDF_FALSE) &
			    QPDF_ERRORS) != 0)
			return fail(whole, "a page cannot be added", error);
	}
	return true;
}

static qpdf_data quiet_new(void)
{
	qpdf_data pdf = qpdf_init();
	qpdf_silence_errors(pdf);
	qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
	return pdf;
}

static void pdf_clear(gpointer data)
{
	qpdf_data *pdf = data;
	qpdf_cleanup(pdf);
}

static GBytes *finish(qpdf_data whole, GError **error)
{
	qpdf_set_info_key(whole, "/Producer", "Plaint");
	qpdf_init_write_memory(whole);
	qpdf_set_deterministic_ID(whole, QPDF_TRUE);
	qpdf_set_object_stream_mode(whole, qpdf_o_generate);
	if ((qpdf_write(whole) & QPDF_ERRORS) != 0) {
		fail(whole, "the PDF cannot be written", error);
		return NULL;
	}
	return g_bytes_new(
		qpdf_get_buffer(whole), qpdf_get_buffer_length(whole));
}

GBytes *bind_parts(const struct bind_part *parts, size_t count, GError **error)
{
	/* The parts must outlive the writing. */
	g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(qpdf_data));
	g_array_set_clear_func(open, pdf_clear);
	qpdf_data whole = quiet_new();
	qpdf_empty_pdf(whole);
	bool added = true;
	for (size_t i = 0; added && i < count; i++) {
		qpdf_data pdf = quiet_new();
		g_array_append_val(open, pdf);
		added = add_part(whole, pdf, &parts[i], error);
	}
	GBytes *bytes = added ? finish(whole, error) : NULL;
	qpdf_cleanup(&whole);
	return bytes;
}
