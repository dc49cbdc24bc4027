/* What would make every reply fail is told when the settings are read. */

#include "address.h"

#include <string.h>
#include <glib.h>

enum {
	LABEL_MOST_BYTES = 63,
	DOMAIN_MOST_BYTES = 253,
};

/* RFC 1123 2.1, as delivery/compose.c wants it of every address. */
static bool is_label(const char *label)
{
	size_t length = strlen(label);
	for (size_t i = 0; i < length; i++) {
		if (!g_ascii_isalnum(label[i]) && label[i] != '-')
			return false;
	}
	return length > 0 && length <= LABEL_MOST_BYTES && label[0] != '-' &&
	       label[length - 1] != '-';
}

char *address_domain(const char *domain)
{
	g_autofree char *ascii = g_hostname_to_ascii(domain);
	g_auto(GStrv) labels =
		g_strsplit(ascii != NULL ? ascii : "", ".", DOMAIN_MOST_BYTES);
	bool is_domain = ascii != NULL && strlen(ascii) <= DOMAIN_MOST_BYTES &&
			 labels[0] != NULL;
	for (size_t i = 0; is_domain && labels[i] != NULL; i++)
		is_domain = is_label(labels[i]);
	return is_domain ? g_steal_pointer(&ascii) : NULL;
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
