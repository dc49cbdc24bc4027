/* libxml2's SAX2 parser for the XML of office files. */
#pragma once

#include <libxml/parser.h>

/* It is never told of a charset: it would ask the C library for the converter,
 * which opens a file.  These formats are UTF-8. */
xmlParserCtxt *xml_parser_new(xmlSAXHandler *sax, void *user);
/* There is no more to come. */
void xml_parser_end(xmlParserCtxt *parser);

/* Value of an attribute, "" when it is not there; the caller frees. */
char *xml_attribute(const xmlChar **attributes, int count, const char *name);
