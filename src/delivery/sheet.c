/* Drawn so that a sheet is seen in a stack from its edge (two heavy bars) and
 * read across a table (the title as large as it fits). */
#include "plaint/delivery/sheet.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "bars.h"

static const double mm = 72 / 25.4;
static const double page_width_mm = 210, page_height_mm = 297, margin_mm = 15,
		    qr_mm = 45, room_mm = 10;
/* The band in the middle that holds the title. */
static const double band_top_mm = 82, band_height_mm = 96, bar_mm = 3;
static const double code128_mm = 170, code128_high_mm = 18, code128_y_mm = 192;

static const double black[3] = { 0, 0, 0 }, grey[3] = { 0.35, 0.35, 0.35 };

enum {
	TITLE_MOST_PT = 84,
	TITLE_LEAST_PT = 20,
	TITLE_STEP_PT = 4,
};

/* --- words ------------------------------------------------------------- */

struct words {
	const char *heading[TONGUES], *text[TONGUES];
};

static const struct words words_of[] = {
	[MARK_SEPARATOR] = {
		{
			[TONGUE_UK] = "Розділювач листів",
			[TONGUE_RU] = "Разделитель писем",
			[TONGUE_BE] = "Раздзяляльнік лістоў",
			[TONGUE_EN] = "Letter separator",
		},
		{
			[TONGUE_UK] = "Покладіть цей аркуш перед листом і "
				      "скануйте разом із ним. Усе до "
				      "наступного розділювача — один лист. "
				      "Сам аркуш до листа не додається; його "
				      "можна використовувати знову.",
			[TONGUE_RU] = "Положите этот лист перед письмом и "
				      "сканируйте вместе с ним. Всё до "
				      "следующего разделителя — одно письмо. "
				      "Сам лист к письму не прилагается; его "
				      "можно использовать снова.",
			[TONGUE_BE] = "Пакладзіце гэты аркуш перад лістом і "
				      "скануйце разам з ім. Усё да "
				      "наступнага раздзяляльніка — адзін "
				      "ліст. Сам аркуш да ліста не "
				      "далучаецца; ім можна карыстацца зноў.",
			[TONGUE_EN] = "Lay this sheet in front of a letter "
				      "and scan it with the letter. All "
				      "pages up to the next separator are one "
				      "letter. The sheet itself is left out "
				      "and can be used again.",
		},
	},
	[MARK_CASE] = {
		{
			[TONGUE_UK] = "Папери до справи",
			[TONGUE_RU] = "Бумаги к делу",
			[TONGUE_BE] = "Паперы да справы",
			[TONGUE_EN] = "Papers of a case",
		},
		{
			[TONGUE_UK] = "Покладіть цей аркуш перед паперами і "
				      "скануйте разом із ними. Усе до "
				      "наступного розділювача додається до "
				      "цієї справи.",
			[TONGUE_RU] = "Положите этот лист перед бумагами и "
				      "сканируйте вместе с ними. Всё до "
				      "следующего разделителя прилагается к "
				      "этому делу.",
			[TONGUE_BE] = "Пакладзіце гэты аркуш перад паперамі "
				      "і скануйце разам з імі. Усё да "
				      "наступнага раздзяляльніка далучаецца "
				      "да гэтай справы.",
			[TONGUE_EN] = "Lay this sheet in front of papers and "
				      "scan it with them. All pages up to the "
				      "next separator are added to this case.",
		},
	},
};

const char *sheet_anyone(enum tongue tongue)
{
	static const char *const names[TONGUES] = {
		[TONGUE_UK] = "Новий лист",
		[TONGUE_RU] = "Новое письмо",
		[TONGUE_BE] = "Новы ліст",
		[TONGUE_EN] = "New letter",
	};
	return names[tongue];
}

/* --- text -------------------------------------------------------------- */

struct text_style {
	double size_pt;
	bool is_bold, is_centred, is_mono;
	const double *colour;
};

/* Where a text goes; mm. */
struct text_place {
	double x, y, width;
};

static PangoLayout *text_new(cairo_t *cr, const char *text, double width_mm,
	const struct text_style *style)
{
	PangoLayout *layout = pango_cairo_create_layout(cr);
	PangoFontDescription *font = pango_font_description_new();
	pango_font_description_set_family(
		font, style->is_mono ? "DejaVu Sans Mono" : "DejaVu Sans");
	pango_font_description_set_absolute_size(
		font, style->size_pt * PANGO_SCALE);
	pango_font_description_set_weight(
		font, style->is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
	pango_layout_set_width(layout, (int)(width_mm * mm * PANGO_SCALE));
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_alignment(layout,
		style->is_centred ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
	pango_layout_set_text(layout, text, -1);
	return layout;
}

static double text_height_mm(PangoLayout *layout)
{
	int height = 0;
	pango_layout_get_size(layout, NULL, &height);
	return height / (PANGO_SCALE * mm);
}

/* Returns where the text ends, mm from the top. */
static double text_draw(cairo_t *cr, const char *text,
	const struct text_place *place, const struct text_style *style)
{
	PangoLayout *layout = text_new(cr, text, place->width, style);
	const double *colour = style->colour;
	cairo_set_source_rgb(cr, colour[0], colour[1], colour[2]);
	cairo_move_to(cr, place->x * mm, place->y * mm);
	pango_cairo_show_layout(cr, layout);
	double end = place->y + text_height_mm(layout);
	g_object_unref(layout);
	return end;
}

/* Does it fit into the band without a word broken? */
static bool title_fits(
	cairo_t *cr, const char *title, double width_mm, double size_pt)
{
	struct text_style style = { size_pt, true, true, false, black };
	PangoLayout *layout = text_new(cr, title, width_mm, &style);
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD);
	int width = 0;
	pango_layout_get_size(layout, &width, NULL);
	bool fits = width <= pango_layout_get_width(layout) &&
		    text_height_mm(layout) <= band_height_mm * 0.66;
	g_object_unref(layout);
	return fits;
}

/* --- the sheet --------------------------------------------------------- */

static void draw_band(cairo_t *cr, const struct sheet *sheet)
{
	double width_mm = page_width_mm - 2 * margin_mm;
	struct text_style large = { TITLE_MOST_PT, true, true, false, black };
	while (large.size_pt > TITLE_LEAST_PT &&
		!title_fits(cr, sheet->title, width_mm, large.size_pt))
		large.size_pt -= TITLE_STEP_PT;
	struct text_style small = { 17, false, true, false, grey };
	PangoLayout *title = text_new(cr, sheet->title, width_mm, &large);
	PangoLayout *also = text_new(cr, sheet->also, width_mm, &small);
	double gap_mm = sheet->also[0] != '\0' ? 6 : 0;
	double height_mm = text_height_mm(title) + gap_mm;
	if (gap_mm > 0)
		height_mm += text_height_mm(also);
	struct text_place place = { margin_mm,
		band_top_mm + (band_height_mm - height_mm) / 2, width_mm };
	place.y = text_draw(cr, sheet->title, &place, &large) + gap_mm;
	text_draw(cr, sheet->also, &place, &small);
	g_object_unref(title);
	g_object_unref(also);
	for (int i = 0; i < 2; i++)
		cairo_rectangle(cr, 0, (band_top_mm + i * band_height_mm) * mm,
			page_width_mm * mm, bar_mm * mm);
	cairo_set_source_rgb(cr, 0, 0, 0);
	cairo_fill(cr);
}

static void draw_words(cairo_t *cr, const struct sheet *sheet, const char *mark)
{
	const struct words *words = &words_of[sheet->kind];
	double beside_mm = page_width_mm - 2 * margin_mm - qr_mm - room_mm;
	double bottom_mm = page_height_mm - margin_mm - qr_mm;
	struct text_style heading = { 24, true, false, false, black };
	struct text_style office = { 12, false, false, false, grey };
	struct text_style text = { 13, false, false, false, black };
	struct text_style plain = { 7.5, false, false, true, grey };
	struct text_place place = { margin_mm, margin_mm, beside_mm };
	place.y =
		text_draw(cr, words->heading[sheet->tongue], &place, &heading);
	place.y += 3;
	text_draw(cr, sheet->office, &place, &office);
	place = (struct text_place){ margin_mm + qr_mm + room_mm, bottom_mm,
		beside_mm };
	text_draw(cr, words->text[sheet->tongue], &place, &text);
	place.y = page_height_mm - margin_mm - 3;
	text_draw(cr, mark, &place, &plain);
}

static bool draw_codes(cairo_t *cr, const struct sheet *sheet, const char *mark,
	GError **error)
{
	struct bars_place top = { (page_width_mm - margin_mm - qr_mm) * mm,
		margin_mm * mm, qr_mm * mm, qr_mm * mm };
	struct bars_place bottom = { margin_mm * mm,
		(page_height_mm - margin_mm - qr_mm) * mm, qr_mm * mm,
		qr_mm * mm };
	struct bars_place strip = { (page_width_mm - code128_mm) / 2 * mm,
		code128_y_mm * mm, code128_mm * mm, code128_high_mm * mm };
	return bars_draw_qr(cr, mark, &top, error) &&
	       bars_draw_qr(cr, mark, &bottom, error) &&
	       (sheet->kind != MARK_CASE ||
		       bars_draw_code128(cr, mark, &strip, error));
}

static bool draw_sheet(cairo_t *cr, const struct sheet *sheet, GError **error)
{
	g_autofree char *mark = mark_format(sheet->kind, sheet->value);
	if (mark == NULL) {
		g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_INVALID,
			"\"%s\" cannot be put into a bar code", sheet->value);
		return false;
	}
	draw_band(cr, sheet);
	draw_words(cr, sheet, mark);
	if (!draw_codes(cr, sheet, mark, error))
		return false;
	cairo_show_page(cr);
	return true;
}

static cairo_status_t append(
	void *user, const unsigned char *bytes, unsigned length)
{
	g_byte_array_append(user, bytes, length);
	return CAIRO_STATUS_SUCCESS;
}

GBytes *sheets_draw(const struct sheet *sheets, size_t count, GError **error)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
		append, bytes, page_width_mm * mm, page_height_mm * mm);
	cairo_t *cr = cairo_create(surface);
	bool drawn = true;
	for (size_t i = 0; drawn && i < count; i++)
		drawn = draw_sheet(cr, &sheets[i], error);
	cairo_destroy(cr);
	cairo_surface_finish(surface);
	cairo_status_t status = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	if (drawn && status != CAIRO_STATUS_SUCCESS)
		g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_RETRY,
			"cannot draw the sheet: %s",
			cairo_status_to_string(status));
	if (!drawn || status != CAIRO_STATUS_SUCCESS)
		return NULL;
	return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}
