/* The judgement between the label and the look of the text. */
#include "charset.h"

#include <string.h>
#include <uchardet.h>
#include "charset_mixed.h"
#include "charset_table.h"
#include "plaint/base/utf8.h"

enum {
	CANDIDATE_SAMPLE_BYTES = 16384,
	CHANCE_LETTERS_LEAST = 6, /* two sequences */
	COUNTED_BYTES_LEAST = 512,
};

/* A text in UTF-8 with a broken place is still UTF-8 when it has this many
 * sound sequences for each broken one. */
static const size_t utf8_sound_per_broken = 4;
/* The label is kept unless another reading is better by this much. */
static const double label_advantage = 0.15;
/* Sums of the same numbers in another order differ by less. */
static const double rounding = 1e-6;

/* Tried on 8-bit bytes whatever the label; koi8-u covers koi8-r's letters.
 * mac-cyrillic has the small letters of windows-1251, all but one: only where
 * there are letters enough does it say more than the others. */
static const struct trial {
	const char *name;
	size_t letters_least;
	double handicap;
} cyrillic_candidates[] = {
	{ "windows-1251", 1, 0 },
	{ "koi8-u", 1, 0 },
	{ "ibm866", 1, 0 },
	{ "iso-8859-5", 1, 0 },
	{ "x-mac-cyrillic", 25, 0.025 },
};

/* Sound multi-byte sequences, and bytes that belong to none. */
static void utf8_count(
	const char *bytes, size_t length, size_t *sound, size_t *broken)
{
	const char *at = bytes, *end = bytes + length;

	*sound = *broken = 0;
	while (at < end) {
		const char *stop;
		bool valid = g_utf8_validate_len(at, (gsize)(end - at), &stop);

		for (; at < stop; at++)
			*sound += ((unsigned char)*at & 0xc0) == 0xc0;
		if (valid)
			return;
		/* And on past high bytes that nothing continues. */
		do {
			*broken += *at != '\0';
			at++;
		} while (end - at >= 2 && (at[0] & 0x80) != 0 &&
			 (at[1] & 0xc0) != 0x80);
	}
}

/* A reading under trial. */
struct reading {
	size_t letters;
	double score;
};

static struct reading reading_try(
	const char *name, const char *bytes, size_t length)
{
	const struct cyrillic_bytes *as = charset_cyrillic_bytes(name);
	struct reading reading = { 0 };
	size_t replaced;

	if (as == NULL)
		return reading;
	reading.score = cyrillic_score_bytes(
		as, bytes, length, &reading.letters, &replaced);
	/* Undefined bytes speak against it. */
	if (reading.letters > 0)
		reading.score -= (double)replaced / (double)reading.letters;
	return reading;
}

/* Only lines with 8-bit bytes say anything, and a sample of them is enough. */
static GByteArray *sample_take(const char *bytes, size_t length)
{
	GByteArray *sample = g_byte_array_new();
	const char *at = bytes, *end = bytes + length;

	while (at < end && sample->len < CANDIDATE_SAMPLE_BYTES) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t line = (size_t)((stop ? stop + 1 : end) - at);

		line = MIN(line, (size_t)CANDIDATE_SAMPLE_BYTES);
		if (!utf8_is_ascii(at, line))
			g_byte_array_append(
				sample, (const guint8 *)at, (guint)line);
		at += line;
	}
	return sample;
}

/* The bytes of a sample by number; all 0 where trying costs less. */
static void sample_count(const GByteArray *sample, size_t counts[256])
{
	memset(counts, 0, 256 * sizeof(counts[0]));
	for (guint i = 0; sample->len >= COUNTED_BYTES_LEAST && i < sample->len;
		i++)
		counts[sample->data[i]]++;
}

/* A wrong reading mostly has letters that even in the best order read worse
 * than the right one. */
static bool may_win(const struct trial *trial, const GByteArray *sample,
	const size_t counts[256], double best_score)
{
	const struct cyrillic_bytes *as = charset_cyrillic_bytes(trial->name);

	return sample->len < COUNTED_BYTES_LEAST || as == NULL ||
	       cyrillic_bytes_most(as, counts) - trial->handicap + rounding >
		       best_score;
}

static void reading_compare(const struct trial *trial, const GByteArray *sample,
	const char **best, double *best_score)
{
	struct reading reading = reading_try(
		trial->name, (const char *)sample->data, sample->len);

	reading.score -= trial->handicap;
	if (reading.letters >= trial->letters_least &&
		reading.score > *best_score) {
		*best_score = reading.score;
		*best = trial->name;
	}
}

/* Best Cyrillic reading that convinces, NULL when none does. */
static const char *cyrillic_find(
	const GByteArray *sample, const struct charset_row *declared)
{
	const char *best = NULL;
	double best_score = cyrillic_convincing;
	size_t counts[256];

	sample_count(sample, counts);
	/* The declared one first, with its head start. */
	if (declared && declared->shape == CHARSET_CYRILLIC)
		reading_compare(
			&(struct trial){ declared->name, 1, -label_advantage },
			sample, &best, &best_score);
	for (size_t i = 0; i < G_N_ELEMENTS(cyrillic_candidates); i++) {
		const struct trial *trial = &cyrillic_candidates[i];

		/* Without its head start it cannot win over itself. */
		if (declared && g_str_equal(declared->name, trial->name))
			continue;
		if (may_win(trial, sample, counts, best_score))
			reading_compare(trial, sample, &best, &best_score);
	}
	return best;
}

/* What uchardet thinks, NULL when it does not know or we do not. */
static const char *detector_ask(const char *bytes, size_t length)
{
	uchardet_t detector = uchardet_new();
	const char *name = NULL;

	if (uchardet_handle_data(detector, bytes,
		    MIN(length, (size_t)CANDIDATE_SAMPLE_BYTES)) == 0) {
		uchardet_data_end(detector);
		name = charset_find(uchardet_get_charset(detector));
	}
	uchardet_delete(detector);
	if (g_strcmp0(name, "koi8-r") == 0)
		name = "koi8-u";
	return name;
}

static bool decodes_cleanly(const char *name, const char *bytes, size_t length)
{
	size_t replaced;

	g_free(charset_convert(name, bytes, length, &replaced));
	return replaced == 0;
}

/* For bytes that are 8-bit and not UTF-8. */
static const char *choose_8bit(
	const char *bytes, size_t length, const struct charset_row *declared)
{
	g_autoptr(GByteArray) sample = sample_take(bytes, length);
	const char *found = NULL;
	bool is_real = declared && declared->shape != CHARSET_ASCII &&
		       declared->shape != CHARSET_UTF8;

	if (is_real && declared->shape == CHARSET_WIDE)
		return declared->name;
	if (is_real && declared->shape == CHARSET_MULTI &&
		decodes_cleanly(declared->name, bytes, length))
		return declared->name;
	found = cyrillic_find(sample, declared);
	if (found)
		return found;
	if (is_real && decodes_cleanly(declared->name, bytes, length))
		return declared->name;
	found = detector_ask((const char *)sample->data, sample->len);
	if (found && decodes_cleanly(found, bytes, length))
		return found;
	if (is_real)
		return declared->name;
	return "windows-1252";
}

/* Every high byte is a small letter of cp866, and they read as words: that it
 * is sound UTF-8, of Tibetan and arrows, is chance.  Names in zip files. */
static bool is_866_by_chance(const char *bytes, size_t length)
{
	struct reading reading;
	bool is_small = true;

	for (size_t i = 0; i < length && is_small; i++) {
		unsigned char c = (unsigned char)bytes[i];

		is_small = c < 0x80 || (c >= 0xa0 && c <= 0xaf) ||
			   (c >= 0xe0 && c <= 0xef);
	}
	if (!is_small)
		return false;
	reading = reading_try("ibm866", bytes, length);
	return reading.letters >= CHANCE_LETTERS_LEAST &&
	       reading.score > cyrillic_convincing;
}

bool charset_looks_utf8(const char *bytes, size_t length)
{
	size_t sound, broken;

	utf8_count(bytes, length, &sound, &broken);
	return sound > 0 && sound >= broken * utf8_sound_per_broken;
}

/* Byte order marks decide at once. */
static const char *mark_find(const char *bytes, size_t length, size_t *skip)
{
	*skip = 3;
	if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		return "utf-8";
	*skip = 2;
	if (length >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0)
		return "utf-16le";
	if (length >= 2 && memcmp(bytes, "\xfe\xff", 2) == 0)
		return "utf-16be";
	*skip = 0;
	return NULL;
}

static const char *choose_7bit(
	const char *bytes, size_t length, const struct charset_row *declared)
{
	if (declared && (declared->shape == CHARSET_STATEFUL ||
				declared->shape == CHARSET_WIDE))
		return declared->name;
	if (memmem(bytes, length, "\x1b$", 2)) {
		const char *found = detector_ask(bytes, length);

		return found ? found : "iso-2022-jp";
	}
	return declared ? declared->name : "us-ascii";
}

/* UTF-16 without a mark or a label: every other byte is NUL or the Cyrillic
 * page. */
static const char *choose_wide(const char *bytes, size_t length)
{
	size_t high[2] = { 0, 0 };

	if (length < 8 || length % 2)
		return NULL;
	for (size_t i = 0; i < length; i++)
		high[i % 2] += bytes[i] == 0 || bytes[i] == 4;
	if (high[1] > length * 2 / 5 && high[0] <= length / 10)
		return "utf-16le";
	if (high[0] > length * 2 / 5 && high[1] <= length / 10)
		return "utf-16be";
	return NULL;
}

/* Asked once. */
struct soundness {
	bool is_ascii;
	bool is_utf8; /* ASCII is it too; NUL is no text */
};

static struct soundness soundness_find(const char *bytes, size_t length)
{
	bool is_ascii = utf8_is_ascii(bytes, length);

	return (struct soundness){
		.is_ascii = is_ascii,
		.is_utf8 = is_ascii
				   ? length == 0 || !memchr(bytes, '\0', length)
				   : utf8_is_valid(bytes, length),
	};
}

static const char *choose(const char *bytes, size_t length,
	const struct charset_row *declared, struct soundness sound,
	size_t *skip)
{
	const char *name = mark_find(bytes, length, skip);

	if (!name)
		name = choose_wide(bytes, length);
	if (name)
		return name;
	if (sound.is_ascii)
		return choose_7bit(bytes, length, declared);
	if (declared && declared->shape == CHARSET_MULTI && !sound.is_utf8 &&
		decodes_cleanly(declared->name, bytes, length))
		return declared->name;
	if (sound.is_utf8 || charset_looks_utf8(bytes, length))
		return is_866_by_chance(bytes, length) ? "ibm866" : "utf-8";
	return choose_8bit(bytes, length, declared);
}

/* "utf-16" alone names no byte order, the bytes do (RFC 2781, 3.3). */
static bool is_as_declared(
	const struct charset_row *row, const char *label, const char *used)
{
	g_autofree char *small = g_ascii_strdown(label, -1);

	if (!row)
		return false;
	return g_str_equal(row->name, used) ||
	       (g_str_equal(row->name, "utf-16be") &&
		       g_str_equal(used, "utf-16le") && !strstr(small, "b"));
}

/* Not of a charset whose bytes mean nothing alone. */
static bool may_be_mixed(
	const char *bytes, size_t length, const struct charset_row *declared)
{
	bool is_by_bytes = !declared || declared->shape == CHARSET_ASCII ||
			   declared->shape == CHARSET_UTF8 ||
			   declared->shape == CHARSET_CYRILLIC;
	size_t skip;

	return is_by_bytes && !mark_find(bytes, length, &skip);
}

void charset_decode(const char *bytes, size_t length, const char *declared,
	struct charset_text *out)
{
	const struct charset_row *row = charset_row_find(declared);
	struct soundness sound;
	size_t skip = 0;

	bytes = length > 0 ? bytes : "";
	sound = soundness_find(bytes, length);
	if (!sound.is_utf8 && may_be_mixed(bytes, length, row) &&
		charset_mixed_decode(bytes, length, declared, out))
		return;
	out->also_used = NULL;
	out->used = choose(bytes, length, row, sound, &skip);
	out->is_ascii = sound.is_ascii;
	out->is_declared = is_as_declared(row, declared, out->used);
	out->replaced = 0;
	if (sound.is_utf8 && g_str_equal(out->used, "utf-8"))
		out->text = g_strndup(bytes + skip, length - skip);
	else
		out->text = charset_convert(
			out->used, bytes + skip, length - skip, &out->replaced);
}
