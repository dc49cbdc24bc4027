/* Any words as a page: ALTO and hOCR must be well-formed XML that holds as
 * many words as the page does.  A line of the input is a word: two bytes that
 * place it, then its text. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <libxml/parser.h>
#include "plaint/wire/document_xml.h"

enum {
	WORDS_MOST = 2000
};

static void add_word(struct page *page, const char *line, size_t length)
{
	struct word *word = page_add_word(page);
	signed char at = length > 0 ? line[0] : 0;
	signed char down = length > 1 ? line[1] : 0;
	word->x = at * 16384;
	word->y = down * 16384;
	word->width = at;
	word->height = down;
	word->confidence = at / 64.0;
	word->line = down / 8;
	if (length > 2)
		document_take(&word->text, g_strndup(line + 2, length - 2));
}

static guint count_words(xmlNode *node, const char *name, const char *class)
{
	guint count = 0;
	for (; node != NULL; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		xmlChar *is = xmlGetProp(node, BAD_CAST "class");
		count += strcmp((const char *)node->name, name) == 0 &&
			 g_strcmp0((const char *)is, class) == 0;
		xmlFree(is);
		count += count_words(node->children, name, class);
	}
	return count;
}

static void check(char *xml, const char *name, const char *class, guint words)
{
	xmlDoc *doc = xmlReadMemory(xml, (int)strlen(xml), NULL, NULL,
		XML_PARSE_NONET | XML_PARSE_HUGE);
	if (doc == NULL)
		g_error("not well-formed: %s", xml);
	guint found = count_words(xmlDocGetRootElement(doc), name, class);
	if (found != words)
		g_error("%u words of %u", found, words);
	xmlFreeDoc(doc);
	g_free(xml);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(document) document = document_new(DOCUMENT_SCAN);
	struct page *page = document_add_page(document);
	const char *at = (const char *)data, *end = at + size;
	while (at < end && page->words->len < WORDS_MOST) {
		const char *stop = memchr(at, '\n', end - at);
		stop = stop != NULL ? stop : end;
		add_word(page, at, stop - at);
		at = stop + 1;
	}
	g_autofree char *name =
		g_strndup(size > 0 ? (const char *)data : "", MIN(size, 64));
	page->width = page->height = (int)size;
	check(document_to_alto(document, name), "String", NULL,
		page->words->len);
	check(document_to_hocr(document, name), "span", "ocrx_word",
		page->words->len);
	return 0;
}
