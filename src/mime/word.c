/* The text of a document lies in pieces: a table says which characters stand
 * at which place of the file and whether in one byte each or in two.  Places
 * and lengths are a stranger's, so each piece is cut to what is there. */
#include "word.h"

#include <string.h>
#include "charset.h"
#include "plaint/base/utf8.h"
#include "word_output.h"

enum {
	MAGIC = 0xa5ec,
	MAGIC_95 = 0xa5dc,
	VERSION_97 = 193, /* nFib from there on */
	FLAG_COMPLEX = 0x0004,
	FLAG_ENCRYPTED = 0x0100,
	FLAG_TABLE_1 = 0x0200,
	/* Places in the head of the document. */
	AT_VERSION = 0x02,
	AT_FLAGS = 0x0a,
	AT_TEXT_BEGIN = 0x18,
	AT_COUNTS = 0x4c,
	AT_COUNTS_95 = 0x34,
	AT_PIECES = 0x1a2,
	AT_PIECES_95 = 0x160,
	COUNTS = 8, /* main, notes, headers, macros, comments, end notes... */
	PIECES_MOST = 100000,
	PIECE_BYTES = 8,
	SAMPLE_BYTES_MOST = 64 * 1024,
};

struct piece {
	uint32_t begin, end; /* characters of the document */
	size_t at;	     /* in the file */
	bool is_wide;
};

struct word {
	const struct little *main;
	GArray *pieces;	     /* of struct piece */
	const char *charset; /* of one-byte pieces */
	struct word_output output;
};

static void add_piece(struct word *word, uint32_t begin, uint32_t end,
	size_t at, bool is_wide)
{
	struct piece piece = { begin, end, at, is_wide };
	size_t width = is_wide ? 2 : 1;
	size_t room =
		at < word->main->length ? (word->main->length - at) / width : 0;

	if (end <= begin || room == 0)
		return;
	piece.end = begin + (uint32_t)MIN(room, (size_t)(end - begin));
	g_array_append_val(word->pieces, piece);
}

/* A list of places in the text, one more than there are pieces, then as many
 * descriptions: two bytes, where it lies, two bytes. */
static void read_pieces(
	struct word *word, const struct little *list, bool is_old)
{
	size_t count =
		list->length < 4 ? 0 : (list->length - 4) / (4 + PIECE_BYTES);

	for (size_t i = 0; i < MIN(count, (size_t)PIECES_MOST); i++) {
		size_t about = (count + 1) * 4 + i * PIECE_BYTES;
		uint32_t place = little_u32(list, about + 2);
		bool is_wide = !is_old && !(place & 0x40000000);
		size_t at =
			is_wide || is_old ? place : (place & 0x3fffffff) / 2;

		add_piece(word, little_u32(list, i * 4),
			little_u32(list, i * 4 + 4), at, is_wide);
	}
}

/* Before the list stand properties, each with its length. */
static void find_pieces(
	struct word *word, const struct little *table, bool is_old)
{
	enum {
		PROPERTIES = 1,
		PIECES = 2,
	};
	size_t head = is_old ? AT_PIECES_95 : AT_PIECES;
	struct little part = little_slice(table, little_u32(word->main, head),
		little_u32(word->main, head + 4));
	size_t at = 0;

	while (little_has(&part, at, 5) && part.bytes[at] == PROPERTIES)
		at += 3 + (size_t)little_u16(&part, at + 1);
	if (little_has(&part, at, 5) && part.bytes[at] == PIECES) {
		size_t length = little_u32(&part, at + 1);
		struct little list = little_slice(
			&part, at + 5, MIN(length, part.length - at - 5));

		read_pieces(word, &list, is_old);
	}
}

/* One byte a character is Latin by the book; what Cyrillic programs wrote is
 * found by looking at it. */
static void find_charset(struct word *word)
{
	g_autoptr(GByteArray) sample = g_byte_array_new();
	struct charset_text text = { 0 };

	for (guint i = 0; i < word->pieces->len; i++) {
		const struct piece *piece =
			&g_array_index(word->pieces, struct piece, i);
		size_t length = MIN((size_t)(piece->end - piece->begin),
			SAMPLE_BYTES_MOST - sample->len);

		if (!piece->is_wide)
			g_byte_array_append(sample,
				word->main->bytes + piece->at, (guint)length);
	}
	for (guint i = 0; i < sample->len; i++) {
		if (sample->data[i] < ' ')
			sample->data[i] = ' ';
	}
	word->charset = "windows-1252";
	if (sample->len == 0)
		return;
	charset_decode(
		(const char *)sample->data, sample->len, "windows-1252", &text);
	if (!text.is_ascii)
		word->charset = text.used;
	g_free(text.text);
}

/* Characters from begin to end of one piece. */
static void put_piece(struct word *word, const struct piece *piece,
	uint32_t begin, uint32_t end)
{
	size_t width = piece->is_wide ? 2 : 1;
	size_t at = piece->at + (size_t)(begin - piece->begin) * width;
	size_t length = MIN(
		(size_t)(end - begin) * width, word->output.limit_bytes * 2);
	size_t replaced;
	g_autofree char *text = charset_convert(
		piece->is_wide ? "utf-16le" : word->charset,
		(const char *)word->main->bytes + at, length, &replaced);

	word_output_put(&word->output, text);
}

static void put_range(struct word *word, uint32_t begin, uint32_t end)
{
	word_output_begin(&word->output);
	for (guint i = 0; i < word->pieces->len; i++) {
		const struct piece *piece =
			&g_array_index(word->pieces, struct piece, i);
		uint32_t from = MAX(begin, piece->begin);
		uint32_t to = MIN(end, piece->end);

		if (word->output.text->len > word->output.limit_bytes)
			return;
		if (from < to)
			put_piece(word, piece, from, to);
	}
}

/* The characters follow each other by kind; which are shown: the text, the
 * notes below it, the notes behind it, the boxes. */
static void put_kinds(struct word *word, size_t counts_at)
{
	static const bool is_shown[COUNTS] = { true, true, false, false, false,
		true, true, false };
	uint64_t begin = 0;

	for (size_t i = 0; i < COUNTS; i++) {
		uint64_t end =
			begin + little_u32(word->main, counts_at + i * 4);

		if (end > UINT32_MAX)
			return;
		if (is_shown[i] && end > begin)
			put_range(word, (uint32_t)begin, (uint32_t)end);
		begin = end;
	}
}

static void read_document(struct word *word, const struct word_streams *streams,
	enum word_result *result_out)
{
	const struct little *main = word->main;
	uint16_t flags = little_u16(main, AT_FLAGS);
	bool is_old = little_u16(main, AT_VERSION) < VERSION_97;
	const struct little *table =
		&streams->tables[flags & FLAG_TABLE_1 ? 1 : 0];
	size_t counts_at = is_old ? AT_COUNTS_95 : AT_COUNTS;

	if (is_old && !(flags & FLAG_COMPLEX))
		add_piece(word, 0, little_u32(main, counts_at),
			little_u32(main, AT_TEXT_BEGIN), false);
	else
		find_pieces(word, is_old ? main : table, is_old);
	if (word->pieces->len == 0)
		return;
	find_charset(word);
	put_kinds(word, counts_at);
	*result_out = WORD_READ;
}

char *word_text(const struct word_streams *streams, size_t limit_bytes,
	enum word_result *result_out)
{
	struct word word = { .main = &streams->main };
	uint16_t magic = little_u16(word.main, 0);
	g_autofree char *text = NULL;

	*result_out = WORD_BROKEN;
	if (magic != MAGIC && magic != MAGIC_95)
		return NULL;
	if (little_u16(word.main, AT_FLAGS) & FLAG_ENCRYPTED) {
		*result_out = WORD_LOCKED;
		return NULL;
	}
	word.pieces = g_array_new(FALSE, FALSE, sizeof(struct piece));
	word_output_init(&word.output, limit_bytes);
	read_document(&word, streams, result_out);
	g_array_unref(word.pieces);
	text = word_output_take(&word.output);
	return *result_out == WORD_READ ? g_steal_pointer(&text) : NULL;
}
