/* Two layers: a chain of attributes, each with a length and a checksum, and in
 * two of them lists of MAPI properties.  What both say, the properties say
 * better: they know Unicode and long names.  Checksums are not looked at. */
#include "tnef.h"

#include <string.h>
#include "charset.h"
#include "little.h"
#include "plaint/base/utf8.h"
#include "rtf_packed.h"
#include "tnef_props.h"

enum {
	SIGNATURE = 0x223e9f78,
	HEADER_BYTES = 6,	  /* signature, key */
	ATTRIBUTE_HEAD_BYTES = 9, /* level, id, length */
	CHECKSUM_BYTES = 2,
	NAME_CHARACTERS_MOST = 300,
	OBJECT_ID_BYTES = 16,
};

enum attribute_id {
	ATTRIBUTE_CODEPAGE = 0x00069007,
	ATTRIBUTE_SUBJECT = 0x00018004,
	ATTRIBUTE_BODY = 0x0002800c,
	ATTRIBUTE_PROPS = 0x00069003,
	ATTRIBUTE_FILE_BEGIN = 0x00069002,
	ATTRIBUTE_FILE_DATA = 0x0006800f,
	ATTRIBUTE_FILE_TITLE = 0x00018010,
	ATTRIBUTE_FILE_PROPS = 0x00069005,
};

enum property_id {
	PROPERTY_SUBJECT = 0x0037,
	PROPERTY_BODY = 0x1000,
	PROPERTY_RTF = 0x1009,
	PROPERTY_HTML = 0x1013,
	PROPERTY_DISPLAY_NAME = 0x3001,
	PROPERTY_FILE_DATA = 0x3701,
	PROPERTY_FILE_NAME = 0x3704,
	PROPERTY_FILE_LONG_NAME = 0x3707,
	PROPERTY_FILE_TYPE = 0x370e,
	PROPERTY_HTML_CODEPAGE = 0x3fde,
};

struct reading {
	struct tnef *tnef;
	GBytes *bytes;
	struct little view;
	int codepage; /* of what is not Unicode */
	size_t limit_bytes;
	guint files_most;
	struct tnef_file *file; /* the one being read; NULL: none yet */
	int name_rank;		/* how good its name is */
	bool is_html_unicode;	/* whatever its code page */
};

/* The identifier of messages among objects (IID_IMessage). */
static const uint8_t message_object[OBJECT_ID_BYTES] = { 0x07, 0x03, 0x02, 0, 0,
	0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46 };

static void file_free(void *data)
{
	struct tnef_file *file = data;

	g_free(file->name);
	g_free(file->type);
	g_bytes_unref(file->bytes);
	g_free(file);
}

void tnef_free(struct tnef *tnef)
{
	if (!tnef)
		return;
	g_free(tnef->subject);
	g_free(tnef->html_charset);
	g_free(tnef->text);
	g_clear_pointer(&tnef->html, g_bytes_unref);
	g_clear_pointer(&tnef->rtf, g_bytes_unref);
	g_ptr_array_unref(tnef->files);
	g_free(tnef);
}

static GBytes *bytes_of(struct reading *reading, const struct little *part)
{
	if (part->length == 0)
		return g_bytes_new_static("", 0);
	return g_bytes_new_from_bytes(reading->bytes,
		(gsize)(part->bytes - reading->view.bytes), part->length);
}

static void set_text(char **field, char *value)
{
	g_free(*field);
	*field = value;
}

/* Up to a NUL; a number of the wrong length for UTF-16 does no harm. */
static char *text_of(
	struct reading *reading, const struct little *part, bool is_unicode)
{
	g_autofree char *label = g_strdup_printf("cp%d", reading->codepage);
	const char *charset = charset_find(label);
	size_t length = MIN(part->length, reading->limit_bytes), end = 0;
	size_t step = is_unicode ? 2 : 1, replaced;
	struct charset_text text = { 0 };

	while (end + step <= length &&
		(part->bytes[end] || (is_unicode && part->bytes[end + 1])))
		end += step;
	if (is_unicode)
		return charset_convert(
			"utf-16le", (const char *)part->bytes, end, &replaced);
	if (end == 0)
		return g_strdup("");
	charset_decode((const char *)part->bytes, end,
		charset ? charset : "windows-1252", &text);
	return text.text;
}

static char *name_clean(char *name)
{
	g_autofree char *owned = name;
	g_autofree char *line = utf8_one_line(owned);

	return utf8_cut(line, NAME_CHARACTERS_MOST);
}

static void file_begin(struct reading *reading)
{
	struct tnef_file *file;

	reading->file = NULL;
	reading->name_rank = 0;
	if (reading->tnef->files->len >= reading->files_most) {
		reading->tnef->is_broken = true;
		return;
	}
	file = g_new0(struct tnef_file, 1);
	file->name = g_strdup("");
	file->type = g_strdup("");
	file->bytes = g_bytes_new_static("", 0);
	g_ptr_array_add(reading->tnef->files, file);
	reading->file = file;
}

static void file_set_name(struct reading *reading, char *name, int rank)
{
	g_autofree char *clean = name_clean(name);

	if (rank < reading->name_rank || !*clean)
		return;
	reading->name_rank = rank;
	set_text(&reading->file->name, g_steal_pointer(&clean));
}

static void file_set_type(struct reading *reading, char *type)
{
	g_autofree char *clean = name_clean(type);

	set_text(&reading->file->type, g_ascii_strdown(clean, -1));
}

static void file_set_bytes(struct reading *reading, const struct little *data)
{
	struct tnef_file *file = reading->file;

	/* Given twice, once empty: the one with something in it. */
	if (data->length == 0 && g_bytes_get_size(file->bytes) > 0)
		return;
	g_bytes_unref(file->bytes);
	file->bytes = bytes_of(reading, data);
}

/* An object begins with what it is; behind that stand its bytes. */
static void file_set_object(struct reading *reading, const struct little *data)
{
	struct little inside;

	if (data->length < OBJECT_ID_BYTES) {
		file_set_bytes(reading, data);
		return;
	}
	inside = little_slice(
		data, OBJECT_ID_BYTES, data->length - OBJECT_ID_BYTES);
	reading->file->is_message =
		memcmp(data->bytes, message_object, OBJECT_ID_BYTES) == 0 &&
		little_u32(&inside, 0) == SIGNATURE;
	file_set_bytes(reading, &inside);
}

static void on_file_property(void *data, const struct tnef_property *property)
{
	struct reading *reading = data;
	bool is_unicode = property->type == TNEF_UNICODE;
	bool is_text = is_unicode || property->type == TNEF_STRING;

	if (property->id == PROPERTY_FILE_DATA) {
		if (property->type == TNEF_OBJECT)
			file_set_object(reading, &property->value);
		else if (property->type == TNEF_BINARY)
			file_set_bytes(reading, &property->value);
	}
	if (!is_text)
		return;
	if (property->id == PROPERTY_DISPLAY_NAME)
		file_set_name(reading,
			text_of(reading, &property->value, is_unicode), 1);
	else if (property->id == PROPERTY_FILE_NAME)
		file_set_name(reading,
			text_of(reading, &property->value, is_unicode), 3);
	else if (property->id == PROPERTY_FILE_LONG_NAME)
		file_set_name(reading,
			text_of(reading, &property->value, is_unicode), 4);
	else if (property->id == PROPERTY_FILE_TYPE)
		file_set_type(reading,
			text_of(reading, &property->value, is_unicode));
}

static void set_rtf(struct reading *reading, const struct little *packed)
{
	GByteArray *rtf = rtf_unpack(packed, reading->limit_bytes);

	if (!rtf)
		return;
	g_clear_pointer(&reading->tnef->rtf, g_bytes_unref);
	reading->tnef->rtf = g_byte_array_free_to_bytes(rtf);
}

static void set_html(
	struct reading *reading, const struct tnef_property *property)
{
	struct tnef *tnef = reading->tnef;

	char *text;

	if (property->type != TNEF_BINARY && property->type != TNEF_STRING &&
		property->type != TNEF_UNICODE)
		return;
	reading->is_html_unicode = property->type == TNEF_UNICODE;
	g_clear_pointer(&tnef->html, g_bytes_unref);
	if (reading->is_html_unicode) {
		text = text_of(reading, &property->value, true);
		tnef->html = g_bytes_new_take(text, strlen(text));
	} else {
		tnef->html = bytes_of(reading, &property->value);
	}
}

static void on_property(void *data, const struct tnef_property *property)
{
	struct reading *reading = data;
	struct tnef *tnef = reading->tnef;
	bool is_unicode = property->type == TNEF_UNICODE;
	bool is_text = is_unicode || property->type == TNEF_STRING;

	if (property->id == PROPERTY_SUBJECT && is_text)
		set_text(
			&tnef->subject, name_clean(text_of(reading,
						&property->value, is_unicode)));
	else if (property->id == PROPERTY_BODY && is_text)
		set_text(&tnef->text,
			text_of(reading, &property->value, is_unicode));
	else if (property->id == PROPERTY_RTF && property->type == TNEF_BINARY)
		set_rtf(reading, &property->value);
	else if (property->id == PROPERTY_HTML)
		set_html(reading, property);
	else if (property->id == PROPERTY_HTML_CODEPAGE)
		set_text(&tnef->html_charset,
			g_strdup_printf(
				"cp%u", little_u32(&property->value, 0)));
}

static void on_message_attribute(
	struct reading *reading, uint32_t id, const struct little *data)
{
	struct tnef *tnef = reading->tnef;

	if (id == ATTRIBUTE_CODEPAGE)
		reading->codepage = (int)(little_u32(data, 0) & 0xffff);
	else if (id == ATTRIBUTE_SUBJECT && !*tnef->subject)
		set_text(&tnef->subject,
			name_clean(text_of(reading, data, false)));
	else if (id == ATTRIBUTE_BODY && !*tnef->text)
		set_text(&tnef->text, text_of(reading, data, false));
	else if (id == ATTRIBUTE_PROPS &&
		 !tnef_properties_walk(data, on_property, reading))
		tnef->is_broken = true;
}

static void on_file_attribute(
	struct reading *reading, uint32_t id, const struct little *data)
{
	if (id == ATTRIBUTE_FILE_BEGIN)
		file_begin(reading);
	if (!reading->file)
		return;
	if (id == ATTRIBUTE_FILE_TITLE)
		file_set_name(reading, text_of(reading, data, false), 2);
	else if (id == ATTRIBUTE_FILE_DATA)
		file_set_bytes(reading, data);
	else if (id == ATTRIBUTE_FILE_PROPS &&
		 !tnef_properties_walk(data, on_file_property, reading))
		reading->tnef->is_broken = true;
}

static void walk(struct reading *reading)
{
	enum {
		LEVEL_MESSAGE = 1,
		LEVEL_FILE = 2,
	};
	const struct little *view = &reading->view;
	size_t at = HEADER_BYTES;

	while (little_has(view, at, ATTRIBUTE_HEAD_BYTES)) {
		uint8_t level = view->bytes[at];
		uint32_t id = little_u32(view, at + 1);
		size_t length = little_u32(view, at + 5);
		size_t here = view->length - at - ATTRIBUTE_HEAD_BYTES;
		struct little data = little_slice(
			view, at + ATTRIBUTE_HEAD_BYTES, MIN(length, here));

		if (level != LEVEL_MESSAGE && level != LEVEL_FILE)
			break;
		if (level == LEVEL_MESSAGE)
			on_message_attribute(reading, id, &data);
		else
			on_file_attribute(reading, id, &data);
		if (length > here)
			break;
		at += ATTRIBUTE_HEAD_BYTES + length + CHECKSUM_BYTES;
	}
	if (at < view->length)
		reading->tnef->is_broken = true;
}

struct tnef *tnef_read(GBytes *bytes, size_t limit_bytes, guint files_most)
{
	struct reading reading = {
		.bytes = bytes,
		.codepage = 1252,
		.limit_bytes = limit_bytes,
		.files_most = files_most,
	};

	reading.view.bytes = g_bytes_get_data(bytes, &reading.view.length);
	if (little_u32(&reading.view, 0) != SIGNATURE)
		return NULL;
	reading.tnef = g_new0(struct tnef, 1);
	reading.tnef->subject = g_strdup("");
	reading.tnef->text = g_strdup("");
	reading.tnef->html_charset = g_strdup("");
	reading.tnef->files = g_ptr_array_new_with_free_func(file_free);
	walk(&reading);
	if (reading.is_html_unicode)
		set_text(&reading.tnef->html_charset, g_strdup("utf-8"));
	return reading.tnef;
}
