/* Making foreign text safe, and folding it for comparison. */

#include "plaint/base/utf8.h"

#include <string.h>

bool utf8_is_valid(const char *text, size_t length)
{
	return g_utf8_validate_len(text, length, NULL);
}

char *utf8_make_valid(const char *bytes, size_t length, size_t *replaced_out)
{
	GString *out = g_string_sized_new(length + 16);
	size_t replaced = 0;
	while (length > 0) {
		const char *end;
		bool valid = g_utf8_validate_len(bytes, length, &end);
		g_string_append_len(out, bytes, end - bytes);
		if (valid)
			break;
		g_string_append(out, "\xEF\xBF\xBD");
		replaced++;
		length -= (size_t)(end - bytes) + 1;
		bytes = end + 1;
	}
	if (replaced_out != NULL)
		*replaced_out = replaced;
	return g_string_free(out, FALSE);
}

char *utf8_fold(const char *text)
{
	/* Compatibility forms may hold capitals ("№" is "No"), so they are
	 * taken apart before the case is folded. */
	g_autofree char *apart = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
	g_autofree char *folded =
		g_utf8_casefold(apart != NULL ? apart : text, -1);
	char *normal = g_utf8_normalize(folded, -1, G_NORMALIZE_NFC);
	return normal != NULL ? normal : g_steal_pointer(&folded);
}

char *utf8_cut(const char *text, size_t most_characters)
{
	const char *at = text;
	while (most_characters-- > 0 && *at != '\0')
		at = g_utf8_next_char(at);
	return g_strndup(text, (gsize)(at - text));
}

char *utf8_one_line(const char *text)
{
	GString *out = g_string_sized_new(strlen(text));
	bool gap = false;
	for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		if (g_unichar_iscntrl(c) || g_unichar_isspace(c)) {
			gap = true;
			continue;
		}
		if (gap && out->len > 0)
			g_string_append_c(out, ' ');
		gap = false;
		g_string_append_unichar(out, c);
	}
	return g_string_free(out, FALSE);
}
