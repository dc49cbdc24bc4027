/* winmail.dat composed for the tests, attribute by attribute. */
#pragma once

#include <glib.h>
#include <stdint.h>
#include <string.h>

enum tnef_level {
	LEVEL_MESSAGE = 1,
	LEVEL_FILE = 2,
};

static inline void put_number(GByteArray *out, uint32_t number, int count)
{
	for (int i = 0; i < count; i++) {
		guint8 byte = (guint8)(number >> (8 * i));

		g_byte_array_append(out, &byte, 1);
	}
}

static inline void put_bytes(GByteArray *out, const void *bytes, size_t length)
{
	g_byte_array_append(out, bytes, (guint)length);
}

static inline void put_padded(GByteArray *out, const void *bytes, size_t length)
{
	put_number(out, (uint32_t)length, 4);
	put_bytes(out, bytes, length);
	while (length++ % 4)
		put_number(out, 0, 1);
}

static inline GByteArray *tnef_begin(void)
{
	GByteArray *out = g_byte_array_new();

	put_number(out, 0x223e9f78, 4);
	put_number(out, 1, 2);
	return out;
}

static inline void put_attribute(GByteArray *out, enum tnef_level level,
	uint32_t id, const void *bytes, size_t length)
{
	uint16_t sum = 0;

	for (size_t i = 0; i < length; i++)
		sum = (uint16_t)(sum + ((const guint8 *)bytes)[i]);
	put_number(out, level, 1);
	put_number(out, id, 4);
	put_number(out, (uint32_t)length, 4);
	put_bytes(out, bytes, length);
	put_number(out, sum, 2);
}

static inline void put_codepage(GByteArray *out, uint32_t codepage)
{
	guint8 pages[8] = { (guint8)codepage, (guint8)(codepage >> 8) };

	put_attribute(out, LEVEL_MESSAGE, 0x00069007, pages, sizeof(pages));
}

/* A property of one value that brings its length. */
static inline void put_property(GByteArray *out, uint16_t type, uint16_t id,
	const void *bytes, size_t length)
{
	put_number(out, type, 2);
	put_number(out, id, 2);
	put_number(out, 1, 4);
	put_padded(out, bytes, length);
}

static inline void put_long(GByteArray *out, uint16_t id, uint32_t number)
{
	put_number(out, 0x0003, 2);
	put_number(out, id, 2);
	put_number(out, number, 4);
}

/* text: UTF-8 here, UTF-16 there. */
static inline void put_unicode(GByteArray *out, uint16_t id, const char *text)
{
	glong count;
	g_autofree gunichar2 *wide =
		g_utf8_to_utf16(text, -1, NULL, &count, NULL);

	put_property(out, 0x001f, id, wide, ((size_t)count + 1) * 2);
}

/* Counts the properties, writes them as one attribute, empties the list. */
static inline void put_properties(GByteArray *out, enum tnef_level level,
	uint32_t count, GByteArray *list)
{
	g_autoptr(GByteArray) all = g_byte_array_new();

	put_number(all, count, 4);
	put_bytes(all, list->data, list->len);
	put_attribute(out, level,
		level == LEVEL_MESSAGE ? 0x00069003 : 0x00069005, all->data,
		all->len);
	g_byte_array_set_size(list, 0);
}
