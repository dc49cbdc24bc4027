/* Who writes is told by From, which anybody may write; what is gained by a
 * false one is an answer to an address that could have been From itself. */
#include "passing.h"

#include <string.h>

#include "courtesy.h"
#include "plaint/text/language.h"

/* Where everybody has an address: their domain makes nobody a colleague. */
static const char *const public_domains[] = { "gmail.com", "googlemail.com",
	"ukr.net", "i.ua", "meta.ua", "bigmir.net", "online.ua", "email.ua",
	"mail.ru", "bk.ru", "list.ru", "inbox.ru", "yandex.ru", "yandex.by",
	"yandex.com", "ya.ru", "rambler.ru", "tut.by", "mail.by", "outlook.com",
	"hotmail.com", "live.com", "msn.com", "yahoo.com", "icloud.com",
	"me.com", "proton.me", "protonmail.com", "gmx.de", "gmx.net", "web.de",
	"wp.pl", "o2.pl", "onet.pl", "interia.pl", NULL };

/* Under which mailers of web sites write. */
static const char *const form_names[] = { "wordpress", "www-data", "www",
	"website", "web", "site", "webform", "webforms", "form", "forms",
	"contact-form", "feedback-form", "apache", "nginx", "bitrix" };

static bool is_within(const char *address, const char *domain)
{
	const char *at = strrchr(address, '@');
	if (at == NULL)
		return false;
	size_t length = strlen(at + 1), wanted = strlen(domain);
	return length >= wanted &&
	       g_ascii_strcasecmp(at + 1 + length - wanted, domain) == 0 &&
	       (length == wanted || at[length - wanted] == '.');
}

static bool is_public(const char *domain)
{
	g_autofree char *lower = g_ascii_strdown(domain, -1);
	return g_strv_contains(public_domains, lower);
}

static bool is_colleague(const struct config *config, const char *address)
{
	const char *domain = config->organisation.staff_domain;
	return domain != NULL && !is_public(domain) &&
	       is_within(address, domain) &&
	       !courtesy_is_our_address(config, address);
}

static void take_text(struct document *document)
{
	if (document->passed_text[0] == '\0')
		return;
	document_take(&document->quoted_text, g_steal_pointer(&document->text));
	document->text = g_steal_pointer(&document->passed_text);
	document->passed_text = g_strdup("");
	document_set(&document->signature, "");
	struct language found =
		language_detect(document->text, strlen(document->text));
	document_set(&document->language, found.code);
	document->language_confidence = found.confidence;
}

/* Somebody outside, who may be written to. */
static bool is_stranger(const struct config *config, const char *address)
{
	return strchr(address, '@') != NULL &&
	       !is_within(address, config->organisation.staff_domain) &&
	       !courtesy_is_our_address(config, address) &&
	       !courtesy_is_robot(address);
}

/* What really is our own mail asks for replies to us. */
static bool is_form(const struct config *config, const char *address)
{
	for (size_t i = 0; i < G_N_ELEMENTS(form_names); i++) {
		size_t length = strlen(form_names[i]);
		if (g_ascii_strncasecmp(address, form_names[i], length) == 0 &&
			address[length] == '@')
			return true;
	}
	return courtesy_is_robot(address) ||
	       courtesy_is_our_address(config, address);
}

static void take_sender(
	struct document *document, const char *name, const char *address)
{
	document_warn(document, "passed_on", "by %s <%s>", document->from.name,
		document->from.address);
	document_set(&document->from.name, name);
	document_set(&document->from.address, address);
	document_set(&document->author.name, "");
	document_set(&document->author.address, "");
	document_set(&document->reply_to, "");
}

bool passing_open(const struct config *config, struct document *document)
{
	const struct address *author = &document->author;
	if (document->format != DOCUMENT_EMAIL ||
		document->class != DOCUMENT_LETTER)
		return false;
	if (is_stranger(config, author->address) &&
		is_colleague(config, document->from.address)) {
		g_autofree char *name = g_strdup(author->name);
		g_autofree char *address = g_strdup(author->address);
		take_sender(document, name, address);
		take_text(document);
		return true;
	}
	if (!is_form(config, document->from.address) ||
		!is_stranger(config, document->reply_to))
		return false;
	g_autofree char *address = g_strdup(document->reply_to);
	take_sender(document, "", address);
	return true;
}
