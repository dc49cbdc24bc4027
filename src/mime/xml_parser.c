/* Nothing is fetched, nothing is said on standard error, and what is broken is
 * read as far as it goes. */
#include "xml_parser.h"

#include <glib.h>

enum {
	ATTRIBUTE_POINTERS = 5, /* name, prefix, URI, begin, end */
};

xmlParserCtxt *xml_parser_new(xmlSAXHandler *sax, void *user)
{
	xmlParserCtxt *parser =
		xmlCreatePushParserCtxt(sax, user, NULL, 0, NULL);

	xmlCtxtUseOptions(parser,
		XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
			XML_PARSE_IGNORE_ENC | XML_PARSE_RECOVER);
	return parser;
}

void xml_parser_end(xmlParserCtxt *parser)
{
	xmlParseChunk(parser, NULL, 0, 1);
	xmlFreeDoc(parser->myDoc);
	xmlFreeParserCtxt(parser);
}

char *xml_attribute(const xmlChar **attributes, int count, const char *name)
{
	for (int i = 0; i < count; i++) {
		const char *const *each = (const char *const *)attributes +
					  (ptrdiff_t)i * ATTRIBUTE_POINTERS;

		if (g_str_equal(each[0], name))
			return g_strndup(each[3], (gsize)(each[4] - each[3]));
	}
	return g_strdup("");
}
