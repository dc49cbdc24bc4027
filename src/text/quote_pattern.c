/* Patterns compiled once, with a bound on their work. */
#include "quote_pattern.h"

#include <stdint.h>
#include <glib.h>

/* Steps of the matcher per line and pattern: a line that needs more was made
 * to need them, and is taken not to match. */
static const char match_limit[] = "(*LIMIT_MATCH=20000)";

bool pattern_matches(const char *pattern, const char *text)
{
	/* Patterns are constants: each is compiled once and kept. */
	static GHashTable *compiled;
	static GMutex lock;
	GRegex *regex;

	g_mutex_lock(&lock);
	if (!compiled)
		compiled = g_hash_table_new(NULL, NULL);
	regex = g_hash_table_lookup(compiled, pattern);
	if (!regex) {
		g_autofree char *limited =
			g_strconcat(match_limit, pattern, NULL);

		regex = g_regex_new(limited, 0, 0, NULL);
		g_hash_table_insert(
			compiled, (void *)(uintptr_t)pattern, regex);
	}
	g_mutex_unlock(&lock);
	return regex && g_regex_match(regex, text, 0, NULL);
}
