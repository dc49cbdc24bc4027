/* The document's class has kept most machines away by now; here is what can
 * be told from the address and from what was sent to it lately. */

#include "courtesy.h"

#include <string.h>

#include "plaint/casework/answer.h"
#include "plaint/store/reply.h"

enum {
	HOUR_US = 1000000 * 3600LL
};

static const char *const robots[] = { "no-reply", "noreply", "no_reply",
	"donotreply", "do-not-reply", "mailer-daemon", "postmaster", "bounce",
	"bounces", "nobody", "listserv", "majordomo", NULL };

/* Endings of addresses that manage lists (RFC 2142). */
static const char *const list_endings[] = { "-request", "-owner", "-bounces",
	NULL };

static bool is_one_of(const struct config_server *server, const char *address)
{
	return server->user != NULL &&
	       g_ascii_strcasecmp(server->user, address) == 0;
}

bool courtesy_is_our_address(const struct config *config, const char *address)
{
	if (g_ascii_strcasecmp(address, config->smtp.from_address) == 0 ||
		g_ascii_strcasecmp(address, config->organisation.email) == 0 ||
		is_one_of(&config->smtp.server, address))
		return true;
	for (guint i = 0; i < config->mailboxes->len; i++) {
		const struct config_mailbox *mailbox =
			config->mailboxes->pdata[i];
		if (is_one_of(&mailbox->server, address))
			return true;
	}
	return false;
}

bool courtesy_is_robot(const char *address)
{
	g_autofree char *lower =
		g_ascii_strdown(address, (gssize)strcspn(address, "@"));
	for (size_t i = 0; list_endings[i] != NULL; i++) {
		if (g_str_has_suffix(lower, list_endings[i]))
			return true;
	}
	/* "bounces+olena=x.example", "noreply-7" */
	for (size_t i = 0; robots[i] != NULL; i++) {
		size_t length = strlen(robots[i]);
		if (g_str_has_prefix(lower, robots[i]) &&
			!g_ascii_isalpha(lower[length]))
			return true;
	}
	return g_str_has_prefix(lower, "owner-");
}

/* A list is a way in when it is the organisation's own. */
static bool is_foreign_list(
	const struct config *config, const struct document *document)
{
	for (guint i = 0; i < document->warnings->len; i++) {
		const struct warning *warning = document->warnings->pdata[i];
		if (strcmp(warning->code, "through_list") != 0)
			continue;
		g_autofree char *lower = g_ascii_strdown(warning->detail, -1);
		g_autofree char *ours =
			g_ascii_strdown(config->organisation.domain, -1);
		g_autofree char *ending = g_strconcat("@", ours, NULL);
		if (strstr(lower, ending) == NULL)
			return true;
	}
	return false;
}

static bool address_find(struct db *db, const struct casefile *casefile,
	const struct document *document, const char **out, GError **error)
{
	bool theirs = false;
	*out = document->from.address;
	if (document->reply_to[0] == '\0')
		return true;
	if (!answer_is_surely_theirs(db, casefile->customer_id.text,
		    document->reply_to, &theirs, error))
		return false;
	if (theirs)
		*out = document->reply_to;
	return true;
}

bool courtesy_find(struct db *db, const struct config *config,
	const struct casefile *casefile, const struct document *document,
	int64_t now_utc_us, struct courtesy *out, GError **error)
{
	int64_t written = 0;
	*out = (struct courtesy){ false };
	if (!config->acknowledge || document->format != DOCUMENT_EMAIL ||
		document->class != DOCUMENT_LETTER)
		return true;
	if (!address_find(db, casefile, document, &out->to, error))
		return false;
	if (out->to[0] == '\0' || courtesy_is_our_address(config, out->to))
		return true;
	if (courtesy_is_robot(out->to))
		out->why_not = "the sender is a machine";
	else if (is_foreign_list(config, document))
		out->why_not = "it came through a list";
	if (out->why_not != NULL)
		return true;
	if (!reply_count_acknowledgements(
		    db, out->to, now_utc_us - HOUR_US, &written, error))
		return false;
	out->is_allowed = written < config->acknowledgements_per_hour;
	if (!out->is_allowed)
		out->why_not = "enough acknowledgements this hour";
	return true;
}
