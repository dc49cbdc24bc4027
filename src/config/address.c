/* What would make every reply fail is told when the settings are read. */

#include "address.h"

#include <string.h>
#include <glib.h>

char *address_domain(const char *domain)
{
	g_autofree char *ascii = g_hostname_to_ascii(domain);
	if (ascii == NULL || ascii[0] == '\0' || ascii[0] == '.' ||
		strstr(ascii, "..") != NULL)
		return NULL;
	for (const char *c = ascii; *c != '\0'; c++) {
		if (!g_ascii_isalnum(*c) && *c != '-' && *c != '.')
			return NULL;
	}
	return g_steal_pointer(&ascii);
}

bool address_read(const char *text, void *field, const char **why_out)
{
	const char *at = strchr(text, '@');
	*why_out = "is not an e-mail address";
	if (at == NULL || at == text || at[1] == '\0' ||
		strpbrk(text, " \t\r\n<>\",;") != NULL)
		return false;
	*(char **)field = g_strdup(text);
	return true;
}

/* RFC 5322 3.2.3, a dot-atom: what comes before the @. */
static bool is_local_part(const char *text, size_t length)
{
	char before = '.';
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '.' ? before == '.'
				   : !g_ascii_isalnum(text[i]) &&
					     !strchr("!#$%&'*+-/=?^_`{|}~",
						     text[i]))
			return false;
		before = text[i];
	}
	return before != '.';
}

bool address_read_sender(const char *text, void *field, const char **why_out)
{
	if (!address_read(text, field, why_out))
		return false;
	size_t local = strcspn(text, "@");
	g_autofree char *domain = address_domain(text + local + 1);
	if (domain != NULL && is_local_part(text, local))
		return true;
	g_clear_pointer((char **)field, g_free);
	*why_out = "is not an address that mail servers take";
	return false;
}

bool address_read_domain(const char *text, void *field, const char **why_out)
{
	*why_out = "is not a domain";
	*(char **)field = address_domain(text);
	return *(char **)field != NULL;
}
