/* The list is a count and then properties without lengths of their own: where
 * the next one begins follows from the type. */
#include "tnef_props.h"

#include <glib.h>

enum {
	MANY = 0x1000, /* flag in the type: several values */
	NAMED = 0x8000,
	GUID_BYTES = 16,
};

struct cursor {
	const struct little *list;
	size_t at;
};

static size_t padded(size_t length)
{
	return (length + 3) & ~(size_t)3;
}

/* 0 for types whose values bring their length. */
static bool type_size(uint16_t type, size_t *out)
{
	static const struct {
		uint16_t type;
		uint8_t size;
	} sizes[] = { { 0x0001, 0 }, { 0x0002, 2 }, { 0x0003, 4 },
		{ 0x0004, 4 }, { 0x0005, 8 }, { 0x0006, 8 }, { 0x0007, 8 },
		{ 0x000a, 4 }, { 0x000b, 2 }, { 0x0014, 8 }, { 0x0040, 8 },
		{ 0x0048, 16 }, { TNEF_OBJECT, 0 }, { TNEF_STRING, 0 },
		{ TNEF_UNICODE, 0 }, { TNEF_BINARY, 0 } };

	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
		if (sizes[i].type != type)
			continue;
		*out = sizes[i].size;
		return true;
	}
	return false;
}

static bool has_length(uint16_t type)
{
	return type == TNEF_OBJECT || type == TNEF_STRING ||
	       type == TNEF_UNICODE || type == TNEF_BINARY;
}

/* The GUID and number or name of a named property. */
static bool skip_name(struct cursor *cursor)
{
	uint32_t kind = little_u32(cursor->list, cursor->at + GUID_BYTES);
	size_t length = 4;

	cursor->at += GUID_BYTES + 4;
	if (kind == 1)
		length += padded(little_u32(cursor->list, cursor->at));
	if (!little_has(cursor->list, cursor->at, length))
		return false;
	cursor->at += length;
	return true;
}

static bool read_value(
	struct cursor *cursor, struct tnef_property *property, size_t size)
{
	size_t length = size;

	if (has_length(property->type)) {
		if (!little_has(cursor->list, cursor->at, 4))
			return false;
		length = little_u32(cursor->list, cursor->at);
		cursor->at += 4;
	}
	if (!little_has(cursor->list, cursor->at, length))
		return false;
	property->value = little_slice(cursor->list, cursor->at, length);
	/* The last one's padding may be missing. */
	cursor->at = MIN(cursor->at + padded(length), cursor->list->length);
	return true;
}

static bool read_property(
	struct cursor *cursor, tnef_property_func func, void *data)
{
	uint16_t raw = little_u16(cursor->list, cursor->at);
	struct tnef_property property = {
		.type = raw & (uint16_t)~MANY,
		.id = little_u16(cursor->list, cursor->at + 2),
	};
	size_t size = 0;
	uint32_t values = 1;

	if (!little_has(cursor->list, cursor->at, 4) ||
		!type_size(property.type, &size))
		return false;
	cursor->at += 4;
	if (property.id >= NAMED && !skip_name(cursor))
		return false;
	if (raw & MANY || has_length(property.type)) {
		if (!little_has(cursor->list, cursor->at, 4))
			return false;
		values = little_u32(cursor->list, cursor->at);
		cursor->at += 4;
	}
	for (uint32_t i = 0; i < values; i++) {
		struct tnef_property each = property;

		/* Values of no bytes would make the count a loop. */
		if ((size == 0 && !has_length(property.type) && i > 0) ||
			!read_value(cursor, &each, size))
			return false;
		if (i == 0)
			func(data, &each);
	}
	return true;
}

bool tnef_properties_walk(
	const struct little *list, tnef_property_func func, void *data)
{
	struct cursor cursor = { list, 4 };
	uint32_t count = little_u32(list, 0);

	for (uint32_t i = 0; i < count; i++) {
		if (!read_property(&cursor, func, data))
			return false;
	}
	return true;
}
