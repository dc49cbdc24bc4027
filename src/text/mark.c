/* What we print as bar codes.  Reading is writing backwards: a text is ours
 * when its parts, written again, give the very same text. */
#include "plaint/text/mark.h"

#include <stdint.h>
#include <string.h>

static const char prefix[] = "plaint:1:";

static const char *const kind_words[] = {
	[MARK_SEPARATOR] = "sep",
	[MARK_CASE] = "case",
};

enum {
	YEAR_DIGITS = 4,
	SERIAL_DIGITS_LEAST = 6,
	SERIAL_DIGITS_MOST = 12,
	CRC_POLYNOMIAL = 0x1021,
};

static uint16_t crc_of(const char *text, size_t length)
{
	unsigned crc = 0;
	for (size_t i = 0; i < length; i++) {
		crc ^= (unsigned)(unsigned char)text[i] << 8;
		for (int bit = 0; bit < 8; bit++)
			crc = crc << 1 ^
			      ((crc & 0x8000) != 0 ? CRC_POLYNOMIAL : 0);
	}
	return (uint16_t)crc;
}

static bool value_is_plain(const char *value)
{
	size_t length = strlen(value);
	for (size_t i = 0; i < length; i++) {
		if (!g_ascii_isalnum(value[i]) &&
			strchr("-_.", value[i]) == NULL)
			return false;
	}
	return length <= MARK_VALUE_MOST_BYTES;
}

static bool value_is_number(const char *value)
{
	size_t digits = strspn(value, "0123456789");
	if (digits != YEAR_DIGITS || value[digits] != '-')
		return false;
	const char *serial = value + YEAR_DIGITS + 1;
	digits = strspn(serial, "0123456789");
	return digits >= SERIAL_DIGITS_LEAST && digits <= SERIAL_DIGITS_MOST &&
	       serial[digits] == '\0';
}

char *mark_format(enum mark_kind kind, const char *value)
{
	bool is_good = kind == MARK_CASE ? value_is_number(value)
					 : value_is_plain(value);
	if (!is_good)
		return NULL;
	g_autofree char *text =
		g_strconcat(prefix, kind_words[kind], ":", value, ":", NULL);
	return g_strdup_printf("%s%04x", text, crc_of(text, strlen(text)));
}

/* The value between kind and check, when it has the room. */
static bool value_cut(const char *text, const char *word, struct mark *out)
{
	size_t length = strlen(word);
	if (strncmp(text, word, length) != 0 || text[length] != ':')
		return false;
	const char *value = text + length + 1;
	const char *end = strchr(value, ':');
	if (end == NULL || end - value > MARK_VALUE_MOST_BYTES)
		return false;
	memcpy(out->value, value, (size_t)(end - value));
	out->value[end - value] = '\0';
	return true;
}

bool mark_parse(const char *text, struct mark *out)
{
	if (!g_str_has_prefix(text, prefix))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(kind_words); i++) {
		struct mark mark = { .kind = (enum mark_kind)i };
		if (!value_cut(text + strlen(prefix), kind_words[i], &mark))
			continue;
		g_autofree char *again = mark_format(mark.kind, mark.value);
		if (again == NULL || strcmp(again, text) != 0)
			return false;
		*out = mark;
		return true;
	}
	return false;
}
