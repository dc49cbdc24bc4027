/* A page is told by what is known before anybody opens it: the type, the
 * pixels its header claims, its bytes and its name. */
#include "plaint/text/enclosure.h"

#include <string.h>
#include "plaint/text/words.h"

enum {
	/* A5 at 100 dots an inch, or a telephone's small screenshot. */
	PAGE_SIDE_LEAST = 560,
	PAGE_PIXELS_LEAST = 500 * 1000,
	/* Flat colours of a logo pack well; a page with text does not. */
	PAGE_BYTES_LEAST = 12 << 10,
	UNKNOWN_BYTES_LEAST = 60 << 10, /* when the pixels are not known */
	INLINE_BYTES_LEAST = 40 << 10,
	/* Of a picture among the lines of a letter that says something: A4 at
	 * 100 dots an inch; a photograph. */
	SHOWN_PIXELS_LEAST = 900 * 1000,
	SHOWN_BYTES_LEAST = 60 << 10,
	SHOWN_WIDTH_LEAST = 250,    /* a page narrower than that is no text */
	PIXELS_PER_BYTE_MOST = 800, /* a black and white page: 100 to 400 */

	BARE_WORDS_MOST = 15,
	SHORT_WORDS_MOST = 60,
	SPEAKERS_MOST = 8,
	SPEECH_MOST_BYTES = 16 << 10, /* tells the language */
};

/* A till receipt photographed whole is long; a banner is longer. */
#define PAGE_ASPECT_MOST 3.2

enum picture {
	PICTURE_NONE,
	PICTURE_ANY,  /* page or logo */
	PICTURE_SCAN, /* a kind that only scanners and faxes make */
	PICTURE_PDF,
};

static const struct {
	const char *pattern;
	enum picture picture;
} by_type[] = {
	{ "application/pdf", PICTURE_PDF },
	{ "application/x-pdf", PICTURE_PDF },
	{ "image/pdf", PICTURE_PDF },
	{ "image/jp*g", PICTURE_ANY },
	{ "image/png", PICTURE_ANY },
	{ "image/x-png", PICTURE_ANY },
	{ "image/webp", PICTURE_ANY },
	{ "image/hei?", PICTURE_ANY },
	{ "image/bmp", PICTURE_ANY }, /* to be told that it is not read */
	{ "image/tiff*", PICTURE_SCAN },
};

static const struct {
	const char *ending;
	enum picture picture;
} by_name[] = {
	{ ".pdf", PICTURE_PDF },
	{ ".jpg", PICTURE_ANY },
	{ ".jpeg", PICTURE_ANY },
	{ ".png", PICTURE_ANY },
	{ ".webp", PICTURE_ANY },
	{ ".heic", PICTURE_ANY },
	{ ".bmp", PICTURE_ANY },
	{ ".tif", PICTURE_SCAN },
	{ ".tiff", PICTURE_SCAN },
};

/* What programs call pictures of signatures and letterheads. */
static const char *const decoration_names[] = { "image0*.*", "outlook-*.*",
	"*logo*", "*logotyp*", "*логотип*", "*лого.*", "*banner*", "*банер*",
	"*signature*", "*підпис*", "*подпись*", "*icon*", "*emoji*",
	"*avatar*" };

/* What tells nothing of a letter's matter. */
static const char *const silent_types[] = { "text/calendar", "text/vcard",
	"text/x-vcard", "text/directory", "application/ics" };

static enum picture picture_of(const struct attachment *attachment)
{
	g_autofree char *name = g_utf8_strdown(attachment->name, -1);
	for (size_t i = 0; i < G_N_ELEMENTS(by_type); i++) {
		if (g_pattern_match_simple(
			    by_type[i].pattern, attachment->type))
			return by_type[i].picture;
	}
	/* Some programs send everything as octets. */
	if (!g_str_has_prefix(attachment->type, "application/"))
		return PICTURE_NONE;
	for (size_t i = 0; i < G_N_ELEMENTS(by_name); i++) {
		if (g_str_has_suffix(name, by_name[i].ending))
			return by_name[i].picture;
	}
	return PICTURE_NONE;
}

static bool is_decoration(const struct attachment *attachment)
{
	g_autofree char *name = g_utf8_strdown(attachment->name, -1);
	for (size_t i = 0; i < G_N_ELEMENTS(decoration_names); i++) {
		if (g_pattern_match_simple(decoration_names[i], name))
			return true;
	}
	return false;
}

static const char *shape_fault(const struct attachment *attachment)
{
	double width = attachment->width, height = attachment->height;
	double pixels = width * height;
	if (MIN(width, height) < PAGE_SIDE_LEAST || pixels < PAGE_PIXELS_LEAST)
		return "smaller than a page";
	if (MAX(width, height) > MIN(width, height) * PAGE_ASPECT_MOST)
		return "longer than a page";
	if (attachment->bytes < PAGE_BYTES_LEAST ||
		pixels > (double)attachment->bytes * PIXELS_PER_BYTE_MOST)
		return "too plain for a page";
	return NULL;
}

static const char *picture_fault(const struct attachment *attachment)
{
	bool is_measured = attachment->width > 0 && attachment->height > 0;
	const char *fault = NULL;
	if (picture_of(attachment) == PICTURE_SCAN)
		fault = NULL;
	else if (picture_of(attachment) != PICTURE_ANY)
		fault = "not a picture";
	else if (is_measured)
		fault = shape_fault(attachment);
	else if (attachment->bytes < UNKNOWN_BYTES_LEAST)
		fault = "of unknown size, and small";
	if (fault == NULL && attachment->bytes < INLINE_BYTES_LEAST &&
		is_decoration(attachment))
		fault = "called like a decoration";
	return fault;
}

static int count_words(const char *text, int most)
{
	struct word_reader reader;
	struct word_place place;
	int count = 0;
	word_reader_init(&reader, text, strlen(text));
	while (count <= most && word_reader_next(&reader, &place))
		count++;
	return count;
}

/* Letterheads and signatures stand among the lines, and so does a photograph
 * that somebody pasted: the one is shown small or is no photograph, the other
 * is large, or all that the letter says. */
static const char *place_fault(
	const struct document *document, const struct attachment *attachment)
{
	double pixels = (double)attachment->width * attachment->height;
	bool is_among_lines =
		attachment->is_shown ||
		(attachment->is_inline && is_decoration(attachment));
	if (attachment->shown_width > 0 &&
		attachment->shown_width < SHOWN_WIDTH_LEAST)
		return "shown smaller than can be read";
	if (!is_among_lines || (pixels >= SHOWN_PIXELS_LEAST &&
				       attachment->bytes >= SHOWN_BYTES_LEAST))
		return NULL;
	return count_words(document->text, BARE_WORDS_MOST) > BARE_WORDS_MOST
		       ? "among the lines, and no larger than a decoration"
		       : NULL;
}

bool enclosure_is_page(
	const struct document *document, guint index, const char **why)
{
	const struct attachment *attachment =
		document->attachments->pdata[index];
	const char *fault = picture_fault(attachment);
	if (fault == NULL)
		fault = place_fault(document, attachment);
	*why = fault != NULL ? fault : "a page by its size and shape";
	return fault == NULL;
}

bool enclosure_may_be_page(const struct attachment *attachment)
{
	return picture_of(attachment) == PICTURE_PDF ||
	       picture_fault(attachment) == NULL;
}

static bool is_earlier(const struct document *document, guint index)
{
	const struct attachment *one = document->attachments->pdata[index];
	for (guint i = 0; i < index; i++) {
		const struct attachment *other =
			document->attachments->pdata[i];
		if (strcmp(one->sha256, other->sha256) == 0)
			return true;
	}
	return false;
}

static bool wants_reading(const struct document *document, guint index)
{
	const struct attachment *attachment =
		document->attachments->pdata[index];
	const char *why;
	if (attachment->text[0] != '\0' || attachment->sha256[0] == '\0' ||
		attachment->bytes == 0 || is_earlier(document, index))
		return false;
	return picture_of(attachment) == PICTURE_PDF ||
	       enclosure_is_page(document, index, &why);
}

/* Those inside files, or those that are not; returns how many there are. */
static guint gather_places(
	const struct document *document, bool is_inside, GArray *places)
{
	guint wanted = 0;
	for (guint i = 0; i < document->attachments->len; i++) {
		const struct attachment *attachment =
			document->attachments->pdata[i];
		if ((attachment->inside[0] != '\0') != is_inside ||
			!wants_reading(document, i))
			continue;
		wanted++;
		if (places->len < ENCLOSURES_READ_MOST)
			g_array_append_val(places, i);
	}
	return wanted;
}

GArray *enclosures_to_read(const struct document *document, guint *left_out_out)
{
	GArray *places = g_array_new(FALSE, FALSE, sizeof(guint));
	guint wanted = gather_places(document, false, places);
	wanted += gather_places(document, true, places);
	if (left_out_out != NULL)
		*left_out_out = wanted - places->len;
	return places;
}

struct enclosure_voice enclosure_voice_of(
	const struct document *document, bool is_sure)
{
	struct enclosure_voice voice = { false, false };
	if (document->attachments->len == 0)
		return voice;
	int words = count_words(document->text, SHORT_WORDS_MOST);
	voice.in_topic = !is_sure && words <= SHORT_WORDS_MOST;
	voice.in_rest = voice.in_topic || words <= BARE_WORDS_MOST;
	return voice;
}

static bool has_voice(const struct attachment *attachment)
{
	for (size_t i = 0; i < G_N_ELEMENTS(silent_types); i++) {
		if (strcmp(attachment->type, silent_types[i]) == 0)
			return false;
	}
	return attachment->text[0] != '\0';
}

bool enclosure_speaks(const struct document *document, guint index)
{
	int before = 0;
	for (guint i = 0; i < index; i++)
		before += has_voice(document->attachments->pdata[i]);
	return before < SPEAKERS_MOST &&
	       has_voice(document->attachments->pdata[index]);
}

static void append_beginning(GString *whole, const char *text)
{
	size_t length = strlen(text);
	if (length > SPEECH_MOST_BYTES) {
		length = SPEECH_MOST_BYTES;
		while (length > 0 &&
			((unsigned char)text[length] & 0xC0) == 0x80)
			length--;
	}
	g_string_append_c(whole, '\n');
	g_string_append_len(whole, text, (gssize)length);
}

char *enclosure_whole_text(const struct document *document)
{
	GString *whole = g_string_new(document->text);
	if (count_words(document->text, BARE_WORDS_MOST) > BARE_WORDS_MOST)
		return g_string_free(whole, FALSE);
	for (guint i = 0; i < document->attachments->len; i++) {
		const struct attachment *attachment =
			document->attachments->pdata[i];
		if (enclosure_speaks(document, i))
			append_beginning(whole, attachment->text);
	}
	return g_string_free(whole, FALSE);
}
