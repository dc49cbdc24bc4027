/* The text in one XML file of an office document. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>

enum office_xml {
	OFFICE_XML_WORD,
	OFFICE_XML_OPEN, /* OpenDocument */
	OFFICE_XML_STRINGS,
	OFFICE_XML_SHEET,
};

struct element;

struct office {
	const struct element *elements; /* of the file that is read */
	GString *out;
	GString *value;		       /* inside DOES_VALUE */
	GPtrArray *strings;	       /* of char *; a workbook's */
	GByteArray *formats;	       /* of its cells; NULL: not known */
	guint format;		       /* of the cell */
	struct _xmlParserCtxt *parser; /* while a file is read */
	size_t limit_bytes;
	int texts, hidden, cells, values;
	bool is_shared; /* the cell's value is a string's number */
	bool is_number;
	bool is_from_1904;
};

/* Appends to office->out, or adds to office->strings. */
void office_xml_read(
	struct office *office, enum office_xml kind, GBytes *bytes);
