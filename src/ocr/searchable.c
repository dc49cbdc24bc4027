/* The text is set in a font without ink, in the mode that draws nothing, each
 * word stretched to its box; so it is found, marked and copied where its
 * picture stands.  Lines are level, for a page is straightened first: readers
 * of PDF put words together by their height on the page. */
#include "searchable.h"

#include <math.h>
#include <qpdf/qpdf-c.h>
#include <string.h>
#include "facsimile.h"
#include "plaint/ocr/ocr.h"

enum {
	POINTS_PER_INCH = 72,
	GLYPH_WIDTH = 500, /* thousandths of the font's size */
	CIDS = 65536,
	DPI_LEAST = 50,
	DPI_MOST = 1200,
	WORD_MOST_CHARACTERS = 400,
};

static const double paper_height_pt = 842, /* A4, where nobody says */
	page_most_pt = 1300;		   /* A3 and some */

struct searchable {
	qpdf_data pdf;
	qpdf_oh fonts; /* the resources of every page */
};

/* Codes are characters, UTF-16. */
static const char to_unicode[] =
	"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
	"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> "
	"def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
	"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
	"1 beginbfrange\n<0000> <FFFF> <0000>\nendbfrange\n"
	"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";

static const char descriptor[] =
	"<</Type /FontDescriptor /FontName /GlyphLessFont /Flags 5"
	" /FontBBox [0 0 500 1000] /ItalicAngle 0 /Ascent 1000 /Descent -1"
	" /CapHeight 1000 /StemV 80>>";
static const char cid_font[] =
	"<</Type /Font /Subtype /CIDFontType2 /BaseFont /GlyphLessFont"
	" /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity)"
	" /Supplement 0>> /DW 500>>";
static const char font[] =
	"<</Type /Font /Subtype /Type0 /BaseFont /GlyphLessFont"
	" /Encoding /Identity-H>>";

/* --- objects ----------------------------------------------------------- */

static qpdf_oh plain_stream(qpdf_data pdf, const void *bytes, size_t length)
{
	qpdf_oh stream = qpdf_oh_new_stream(pdf);
	qpdf_oh_replace_stream_data(pdf, stream, bytes, length,
		qpdf_oh_new_null(pdf), qpdf_oh_new_null(pdf));
	return stream;
}

static qpdf_oh object_new(qpdf_data pdf, const char *text)
{
	return qpdf_make_indirect_object(pdf, qpdf_oh_parse(pdf, text));
}

/* Every character is drawn by glyph 1, which is empty. */
static qpdf_oh glyph_map(qpdf_data pdf)
{
	g_autofree guint16 *map = g_new(guint16, CIDS);
	for (int i = 0; i < CIDS; i++)
		map[i] = GUINT16_TO_BE(1);
	return plain_stream(pdf, map, CIDS * sizeof(*map));
}

static qpdf_oh fonts_new(qpdf_data pdf, GBytes *ttf)
{
	qpdf_oh about = object_new(pdf, descriptor);
	qpdf_oh below = object_new(pdf, cid_font);
	qpdf_oh type0 = object_new(pdf, font);
	if (ttf) {
		gsize length;
		const void *bytes = g_bytes_get_data(ttf, &length);
		qpdf_oh file = plain_stream(pdf, bytes, length);
		qpdf_oh_replace_key(pdf, qpdf_oh_get_dict(pdf, file),
			"/Length1",
			qpdf_oh_new_integer(pdf, (long long)length));
		qpdf_oh_replace_key(pdf, about, "/FontFile2", file);
		qpdf_oh_replace_key(pdf, below, "/CIDToGIDMap", glyph_map(pdf));
	}
	qpdf_oh_replace_key(pdf, below, "/FontDescriptor", about);
	qpdf_oh list = qpdf_oh_new_array(pdf);
	qpdf_oh_append_item(pdf, list, below);
	qpdf_oh_replace_key(pdf, type0, "/DescendantFonts", list);
	qpdf_oh_replace_key(pdf, type0, "/ToUnicode",
		plain_stream(pdf, to_unicode, sizeof(to_unicode) - 1));
	qpdf_oh fonts = qpdf_oh_new_dictionary(pdf);
	qpdf_oh_replace_key(pdf, fonts, "/F", type0);
	return fonts;
}

struct searchable *searchable_new(GBytes *font_file)
{
	struct searchable *searchable = g_new0(struct searchable, 1);
	searchable->pdf = qpdf_init();
	qpdf_silence_errors(searchable->pdf);
	qpdf_set_suppress_warnings(searchable->pdf, QPDF_TRUE);
	qpdf_empty_pdf(searchable->pdf);
	searchable->fonts = fonts_new(searchable->pdf, font_file);
	return searchable;
}

void searchable_free(struct searchable *searchable)
{
	if (!searchable)
		return;
	qpdf_cleanup(&searchable->pdf);
	g_free(searchable);
}

/* --- the text ---------------------------------------------------------- */

/* Pixels of the scan to points from the page's lower left corner. */
struct frame {
	double scale; /* points a pixel */
	double middle_x, middle_y, height;
	double sine, cosine; /* of the angle that is undone */
};

struct spot {
	double left, right, top, bottom; /* points from the left and the top */
};

static struct spot spot_of(const struct word *word, const struct frame *frame)
{
	double x = word->x + word->width / 2.0 - frame->middle_x;
	double y = word->y + word->height / 2.0 - frame->middle_y;
	double across = frame->cosine * x + frame->sine * y + frame->middle_x;
	double down = frame->cosine * y - frame->sine * x + frame->middle_y;
	return (struct spot){ (across - word->width / 2.0) * frame->scale,
		(across + word->width / 2.0) * frame->scale,
		(down - word->height / 2.0) * frame->scale,
		(down + word->height / 2.0) * frame->scale };
}

/* Numbers with a point, whatever the locale. */
static void append_number(GString *out, double value)
{
	char digits[G_ASCII_DTOSTR_BUF_SIZE];
	g_ascii_formatd(digits, sizeof(digits), "%.2f", value);
	g_string_append_printf(out, "%s ", digits);
}

/* Hexadecimal UTF-16; returns how many characters. */
static int append_codes(GString *out, const char *text)
{
	int count = 0;
	g_string_append_c(out, '<');
	for (; *text && count < WORD_MOST_CHARACTERS;
		text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);
		bool fits = c >= 0x20 && c < 0xFFFE && c != 0x7F;
		g_string_append_printf(out, "%04X", fits ? c : 0xFFFD);
		count++;
	}
	return count;
}

/* The space behind it keeps it apart from the next when text is copied. */
static void append_word(GString *out, const char *text, const struct spot *spot,
	double base, double size)
{
	g_autoptr(GString) codes = g_string_new(NULL);
	int count = append_codes(codes, text);
	double width = count * size * GLYPH_WIDTH / 1000;
	if (count == 0 || width <= 0)
		return;
	append_number(out, 100 * MAX(spot->right - spot->left, 0.1) / width);
	g_string_append(out, "Tz 1 0 0 1 ");
	append_number(out, spot->left);
	append_number(out, base);
	g_string_append_printf(out, "Tm %s0020> Tj\n", codes->str);
}

/* One line: words first to last of the page. */
static void append_line(GString *out, const struct page *page, guint first,
	guint last, const struct frame *frame)
{
	double top = INFINITY, bottom = -INFINITY;
	for (guint i = first; i <= last; i++) {
		struct spot spot = spot_of(page->words->pdata[i], frame);
		top = MIN(top, spot.top);
		bottom = MAX(bottom, spot.bottom);
	}
	double size = MAX(bottom - top, 1);
	g_string_append(out, "/F ");
	append_number(out, size);
	g_string_append(out, "Tf\n");
	for (guint i = first; i <= last; i++) {
		const struct word *word = page->words->pdata[i];
		struct spot spot = spot_of(word, frame);
		append_word(
			out, word->text, &spot, frame->height - bottom, size);
	}
}

static guint last_of_line(const struct page *page, guint first)
{
	const struct word *word = page->words->pdata[first];
	guint last = first;
	while (last + 1 < page->words->len) {
		const struct word *next = page->words->pdata[last + 1];
		if (next->line != word->line)
			break;
		last++;
	}
	return last;
}

static void append_text(
	GString *out, const struct page *page, const struct frame *frame)
{
	g_string_append(out, "BT 3 Tr\n");
	for (guint first = 0; first < page->words->len;) {
		guint last = last_of_line(page, first);
		append_line(out, page, first, last, frame);
		first = last + 1;
	}
	g_string_append(out, "ET\n");
}

/* --- the page ---------------------------------------------------------- */

/* The header's resolution is often none or made up: such a page is A4. */
static struct frame frame_of(const struct page *page)
{
	double longer = MAX(page->width, page->height);
	double scale = paper_height_pt / MAX(longer, 1);
	if (page->dpi >= DPI_LEAST && page->dpi <= DPI_MOST &&
		longer * POINTS_PER_INCH / page->dpi <= page_most_pt)
		scale = (double)POINTS_PER_INCH / page->dpi;
	double angle = page->skew_degrees * G_PI / 180;
	return (struct frame){ scale, page->width / 2.0, page->height / 2.0,
		page->height * scale, sin(angle), cos(angle) };
}

static qpdf_oh picture_new(qpdf_data pdf, const struct facsimile *facsimile)
{
	gsize length;
	const void *bytes = g_bytes_get_data(facsimile->bytes, &length);
	g_autofree char *about = g_strdup_printf(
		facsimile->is_one_bit
			? "<</Columns %d /Rows %d /K -1 /BlackIs1 false>>"
			: "null",
		facsimile->width, facsimile->height);
	qpdf_oh stream = qpdf_oh_new_stream(pdf);
	qpdf_oh_replace_stream_data(pdf, stream, bytes, length,
		qpdf_oh_new_name(pdf, facsimile->is_one_bit ? "/CCITTFaxDecode"
							    : "/DCTDecode"),
		qpdf_oh_parse(pdf, about));
	qpdf_oh dict = qpdf_oh_get_dict(pdf, stream);
	qpdf_oh_replace_key(
		pdf, dict, "/Type", qpdf_oh_new_name(pdf, "/XObject"));
	qpdf_oh_replace_key(
		pdf, dict, "/Subtype", qpdf_oh_new_name(pdf, "/Image"));
	qpdf_oh_replace_key(
		pdf, dict, "/ColorSpace", qpdf_oh_new_name(pdf, "/DeviceGray"));
	qpdf_oh_replace_key(pdf, dict, "/Width",
		qpdf_oh_new_integer(pdf, facsimile->width));
	qpdf_oh_replace_key(pdf, dict, "/Height",
		qpdf_oh_new_integer(pdf, facsimile->height));
	qpdf_oh_replace_key(pdf, dict, "/BitsPerComponent",
		qpdf_oh_new_integer(pdf, facsimile->is_one_bit ? 1 : 8));
	return stream;
}

static void page_add(struct searchable *searchable, const GString *content,
	const struct facsimile *facsimile, double width, double height)
{
	qpdf_data pdf = searchable->pdf;
	char sides[2][G_ASCII_DTOSTR_BUF_SIZE];
	g_ascii_formatd(sides[0], sizeof(sides[0]), "%.2f", width);
	g_ascii_formatd(sides[1], sizeof(sides[1]), "%.2f", height);
	g_autofree char *text = g_strdup_printf(
		"<</Type /Page /MediaBox [0 0 %s %s]>>", sides[0], sides[1]);
	qpdf_oh page = object_new(pdf, text);
	qpdf_oh resources = qpdf_oh_new_dictionary(pdf);
	qpdf_oh_replace_key(pdf, resources, "/Font", searchable->fonts);
	if (facsimile->bytes) {
		qpdf_oh pictures = qpdf_oh_new_dictionary(pdf);
		qpdf_oh_replace_key(
			pdf, pictures, "/P", picture_new(pdf, facsimile));
		qpdf_oh_replace_key(pdf, resources, "/XObject", pictures);
	}
	qpdf_oh_replace_key(pdf, page, "/Resources", resources);
	qpdf_oh_replace_key(pdf, page, "/Contents",
		plain_stream(pdf, content->str, content->len));
	qpdf_add_page(pdf, pdf, page, QPDF_FALSE);
}

static PIX *straightened(PIX *paper, double skew_degrees)
{
	if (skew_degrees == 0)
		return pixClone(paper);
	PIX *straight = pixRotate(paper, (float)(-skew_degrees * G_PI / 180),
		L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
	return straight ? straight : pixClone(paper);
}

static void append_picture(GString *out, double width, double height)
{
	g_string_append(out, "q ");
	append_number(out, width);
	g_string_append(out, "0 0 ");
	append_number(out, height);
	g_string_append(out, "0 0 cm /P Do Q\n");
}

void searchable_add(
	struct searchable *searchable, PIX *paper, const struct page *page)
{
	struct facsimile facsimile = { 0 };
	struct frame frame = frame_of(page);
	g_autoptr(GString) content = g_string_new(NULL);
	double width = page->width * frame.scale, height = frame.height;
	if (!paper || width <= 0 || height <= 0) {
		height = paper_height_pt;
		width = height / G_SQRT2;
	} else {
		PIX *straight = straightened(paper, page->skew_degrees);
		facsimile = facsimile_new(straight);
		pixDestroy(&straight);
	}
	if (facsimile.bytes)
		append_picture(content, width, height);
	append_text(content, page, &frame);
	page_add(searchable, content, &facsimile, width, height);
	facsimile_clear(&facsimile);
}

GBytes *searchable_finish(struct searchable *searchable, GError **error)
{
	qpdf_data pdf = searchable->pdf;
	qpdf_set_info_key(pdf, "/Producer", "Plaint");
	qpdf_init_write_memory(pdf);
	qpdf_set_deterministic_ID(pdf, QPDF_TRUE);
	qpdf_set_object_stream_mode(pdf, qpdf_o_generate);
	if ((qpdf_write(pdf) & QPDF_ERRORS) != 0) {
		g_set_error(error, OCR_ERROR, OCR_ERROR_DAMAGED,
			"the searchable PDF cannot be made: %s",
			qpdf_get_error_full_text(pdf, qpdf_get_error(pdf)));
		return NULL;
	}
	return g_bytes_new(qpdf_get_buffer(pdf), qpdf_get_buffer_length(pdf));
}
