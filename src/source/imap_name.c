/* Names and numbers as IMAP commands want them.  The converter for modified
 * UTF-7 is our own: glibc's would be loaded at first use, which a sealed
 * process cannot do. */
#include "imap_session.h"

#include <string.h>

enum {
	FOLDER_NAME_MOST_BYTES = 1000,
};

bool imap_text_is_safe(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return false;
	return true;
}

/* One run of characters outside printable ASCII: '&' base64 of UTF-16BE with
 * ',' for '/' and without padding '-'. */
static void append_encoded(GString *out, const char *run, glong bytes)
{
	glong units = 0;
	g_autofree gunichar2 *utf16 =
		g_utf8_to_utf16(run, bytes, NULL, &units, NULL);
	if (utf16 == NULL)
		return;
	for (glong i = 0; i < units; i++)
		utf16[i] = GUINT16_TO_BE(utf16[i]);
	g_autofree char *base64 = g_base64_encode(
		(const guchar *)utf16, (gsize)units * sizeof(gunichar2));
	g_string_append_c(out, '&');
	for (const char *c = base64; *c != '\0' && *c != '='; c++)
		g_string_append_c(out, *c == '/' ? ',' : *c);
	g_string_append_c(out, '-');
}

static bool is_direct(char c)
{
	return c >= 0x20 && c < 0x7f;
}

static void append_direct(GString *out, char c, char delimiter)
{
	if (c == '/' && delimiter != '\0')
		c = delimiter;
	g_string_append_c(out, c);
	if (c == '&')
		g_string_append_c(out, '-');
}

char *imap_folder_encode(const char *folder, char delimiter)
{
	size_t length = strlen(folder);
	if (length == 0 || length > FOLDER_NAME_MOST_BYTES ||
		!imap_text_is_safe(folder) ||
		!g_utf8_validate(folder, (gssize)length, NULL))
		return NULL;
	GString *out = g_string_new("");
	for (const char *c = folder; *c != '\0';) {
		if (is_direct(*c)) {
			append_direct(out, *c++, delimiter);
			continue;
		}
		const char *end = c;
		while (*end != '\0' && !is_direct(*end))
			end++;
		append_encoded(out, c, end - c);
		c = end;
	}
	return g_string_free(out, FALSE);
}

struct mailimap_set *imap_set_new(const GArray *uids, guint first, guint n)
{
	struct mailimap_set *set = mailimap_set_new_empty();
	for (guint i = first; i < first + n;) {
		uint32_t low = g_array_index(uids, uint32_t, i);
		uint32_t high = low;
		for (i++; i < first + n &&
			  g_array_index(uids, uint32_t, i) == high + 1;
			i++)
			high++;
		mailimap_set_add_interval(set, low, high);
	}
	return set;
}
