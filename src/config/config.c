/* The schema of plaint.yaml as tables, and the checks that look at more than
 * one field. */

#include "plaint/config/config.h"

#include <string.h>

#include "address.h"
#include "value.h"

static const char *const tls_words[] = { "implicit", "starttls", "none", NULL };
static const char *const after_words[] = { "move", "flag", "leave", NULL };
static const char *const stacks_words[] = { "no", "odd-even", NULL };

static void text_clear(void *field)
{
	g_clear_pointer((char **)field, g_free);
}

#define PLAIN(key, type, member, ...)                                          \
	{                                                                      \
		key, YAML_CUSTOM, offsetof(struct type, member),               \
			.custom = value_read_plain,                            \
			.custom_clear = text_clear, __VA_ARGS__                \
	}

static const struct yaml_field oauth_fields[] = {
	PLAIN("token_url", config_oauth, token_url),
	PLAIN("client_id", config_oauth, client_id),
	PLAIN("client_secret_file", config_oauth, client_secret_file),
	PLAIN("refresh_token_file", config_oauth, refresh_token_file),
	PLAIN("ca", config_oauth, ca_file),
	{ NULL },
};

static bool oauth_check(const void *record, char **why_out)
{
	const struct config_oauth *oauth = record;
	/* The group may be left out, so its fields cannot be `required`. */
	if (oauth->token_url == NULL || oauth->client_id == NULL ||
		oauth->refresh_token_file == NULL)
		*why_out = g_strdup("oauth needs token_url, client_id and "
				    "refresh_token_file");
	else if (!g_str_has_prefix(oauth->token_url, "https://"))
		*why_out = g_strdup("token_url must begin with https://");
	return *why_out == NULL;
}

static const struct yaml_record oauth_record = { sizeof(struct config_oauth),
	oauth_fields, .check = oauth_check };

static const struct yaml_field server_fields[] = {
	PLAIN("host", config_server, host, .required = true),
	{ "port", YAML_INTEGER, offsetof(struct config_server, port),
		.least = 1, .most = 65535, .required = true },
	{ "tls", YAML_CHOICE, offsetof(struct config_server, tls),
		.choices = tls_words, .fallback = "implicit" },
	PLAIN("ca", config_server, ca_file),
	PLAIN("user", config_server, user),
	PLAIN("password_file", config_server, password_file),
	PLAIN("token_file", config_server, token_file),
	{ "oauth", YAML_RECORD, offsetof(struct config_server, oauth),
		.record = &oauth_record },
	{ NULL },
};

static bool server_check(const void *record, char **why_out)
{
	const struct config_server *server = record;
	if (server->user != NULL && server->password_file == NULL &&
		server->token_file == NULL && server->oauth.token_url == NULL) {
		*why_out = g_strdup("a user needs a password_file, a "
				    "token_file or oauth");
		return false;
	}
	return true;
}

static const struct yaml_record server_record = { sizeof(struct config_server),
	server_fields, .check = server_check };

static const struct yaml_field mailbox_fields[] = {
	{ "server", YAML_RECORD, offsetof(struct config_mailbox, server),
		.record = &server_record, .required = true },
	PLAIN("folder", config_mailbox, folder, .fallback = "INBOX"),
	{ "after", YAML_CHOICE, offsetof(struct config_mailbox, after),
		.choices = after_words, .fallback = "move" },
	PLAIN("after_name", config_mailbox, after_name,
		.fallback = "Processed"),
	PLAIN("department", config_mailbox, department),
	{ "language", YAML_CUSTOM, offsetof(struct config_mailbox, language),
		.custom = value_read_language, .custom_clear = text_clear },
	{ "poll_seconds", YAML_INTEGER,
		offsetof(struct config_mailbox, poll_seconds), .least = 1,
		.most = 86400, .fallback = "60" },
	{ "limit_megabytes", YAML_INTEGER,
		offsetof(struct config_mailbox, limit_megabytes), .least = 1,
		.most = 2048, .fallback = "64" },
	{ NULL },
};

static bool is_same_folder(const char *a, const char *b)
{
	return g_ascii_strcasecmp(a, "INBOX") == 0
		       ? g_ascii_strcasecmp(a, b) == 0
		       : strcmp(a, b) == 0;
}

static bool mailbox_check(const void *record, char **why_out)
{
	const struct config_mailbox *mailbox = record;
	bool is_same = is_same_folder(mailbox->folder, mailbox->after_name);
	if (mailbox->server.user == NULL)
		*why_out = g_strdup("a mailbox needs a user");
	else if (mailbox->after == CONFIG_AFTER_MOVE && is_same)
		*why_out = g_strdup("after_name is the folder that mail is "
				    "taken from: moved there it would come "
				    "again for ever");
	return *why_out == NULL;
}

static const struct yaml_record mailbox_record = {
	sizeof(struct config_mailbox), mailbox_fields,
	.where = offsetof(struct config_mailbox, where) + 1,
	.name = offsetof(struct config_mailbox, name) + 1,
	.check = mailbox_check
};

static const struct yaml_field scans_fields[] = {
	PLAIN("path", config_scans, path, .required = true),
	PLAIN("department", config_scans, department),
	{ "language", YAML_CUSTOM, offsetof(struct config_scans, language),
		.custom = value_read_language, .custom_clear = text_clear },
	{ "separators", YAML_FLAG, offsetof(struct config_scans, separators),
		.fallback = "yes" },
	{ "blank_pages", YAML_FLAG, offsetof(struct config_scans, blank_pages),
		.fallback = "no" },
	{ "duplex", YAML_FLAG, offsetof(struct config_scans, duplex),
		.fallback = "no" },
	{ "stacks", YAML_CHOICE, offsetof(struct config_scans, stacks),
		.choices = stacks_words, .fallback = "no" },
	{ "series", YAML_FLAG, offsetof(struct config_scans, series),
		.fallback = "no" },
	{ "receipt_day", YAML_CUSTOM,
		offsetof(struct config_scans, receipt_day),
		.custom = value_read_receipt_day, .custom_clear = text_clear,
		.fallback = "stamp" },
	{ "gather_seconds", YAML_INTEGER,
		offsetof(struct config_scans, gather_seconds), .least = 1,
		.most = 86400, .fallback = "600" },
	{ "still_seconds", YAML_INTEGER,
		offsetof(struct config_scans, still_seconds), .least = 1,
		.most = 3600, .fallback = "5" },
	{ "rescan_seconds", YAML_INTEGER,
		offsetof(struct config_scans, rescan_seconds), .least = 1,
		.most = 86400, .fallback = "300" },
	{ "limit_megabytes", YAML_INTEGER,
		offsetof(struct config_scans, limit_megabytes), .least = 1,
		.most = 2048, .fallback = "256" },
	{ NULL },
};

/* Both wait for other files, each in its own way. */
static bool scans_check(const void *record, char **why_out)
{
	const struct config_scans *scans = record;
	if (!scans->series || scans->stacks == CONFIG_STACKS_NO)
		return true;
	*why_out = g_strdup("stacks and series cannot both be");
	return false;
}

static const struct yaml_record scans_record = { sizeof(struct config_scans),
	scans_fields, .where = offsetof(struct config_scans, where) + 1,
	.name = offsetof(struct config_scans, name) + 1, .check = scans_check };

static const struct yaml_field organisation_fields[] = {
	PLAIN("name", config_organisation, name, .required = true),
	PLAIN("address", config_organisation, address, .required = true),
	PLAIN("phone", config_organisation, phone, .required = true),
	{ "email", YAML_CUSTOM, offsetof(struct config_organisation, email),
		.custom = address_read, .custom_clear = text_clear,
		.required = true },
	{ "domain", YAML_CUSTOM, offsetof(struct config_organisation, domain),
		.custom = address_read_domain, .custom_clear = text_clear },
	{ "staff_domain", YAML_CUSTOM,
		offsetof(struct config_organisation, staff_domain),
		.custom = address_read_domain, .custom_clear = text_clear },
	{ "zone", YAML_CUSTOM, offsetof(struct config_organisation, zone),
		.custom = value_read_zone, .custom_clear = text_clear,
		.required = true },
	{ "language", YAML_CUSTOM,
		offsetof(struct config_organisation, language),
		.custom = value_read_language, .custom_clear = text_clear,
		.fallback = "uk" },
	PLAIN("sector", config_organisation, sector),
	{ "closes", YAML_CUSTOM,
		offsetof(struct config_organisation, closes_minute),
		.custom = value_read_minute, .fallback = "18:00" },
	{ NULL },
};

static const struct yaml_record organisation_record = {
	sizeof(struct config_organisation), organisation_fields
};

static const struct yaml_field smtp_fields[] = {
	{ "server", YAML_RECORD, offsetof(struct config_smtp, server),
		.record = &server_record, .required = true },
	PLAIN("from_name", config_smtp, from_name),
	{ "from_address", YAML_CUSTOM,
		offsetof(struct config_smtp, from_address),
		.custom = address_read_sender, .custom_clear = text_clear,
		.required = true },
	{ NULL },
};

static const struct yaml_record smtp_record = { sizeof(struct config_smtp),
	smtp_fields };

static const struct yaml_field workers_fields[] = {
	{ "parse", YAML_INTEGER, offsetof(struct config_workers, parse),
		.least = 1, .most = 64, .fallback = "2" },
	{ "ocr", YAML_INTEGER, offsetof(struct config_workers, ocr), .least = 1,
		.most = 64, .fallback = "2" },
	{ "parse_seconds", YAML_INTEGER,
		offsetof(struct config_workers, parse_seconds), .least = 1,
		.most = 3600, .fallback = "20" },
	{ "page_seconds", YAML_INTEGER,
		offsetof(struct config_workers, page_seconds), .least = 1,
		.most = 3600, .fallback = "60" },
	{ "memory_megabytes", YAML_INTEGER,
		offsetof(struct config_workers, memory_megabytes), .least = 256,
		.most = 65536, .fallback = "1536" },
	{ NULL },
};

static const struct yaml_record workers_record = {
	sizeof(struct config_workers), workers_fields
};

static const struct yaml_field training_fields[] = {
	PLAIN("model", config_training, model, .fallback = "topics.model"),
	{ "nightly", YAML_FLAG, offsetof(struct config_training, nightly),
		.fallback = "yes" },
	{ "at", YAML_CUSTOM, offsetof(struct config_training, at_minute),
		.custom = value_read_time, .fallback = "03:30" },
	{ NULL },
};

static const struct yaml_record training_record = {
	sizeof(struct config_training), training_fields
};

static const struct yaml_field config_fields[] = {
	{ "organisation", YAML_RECORD, offsetof(struct config, organisation),
		.record = &organisation_record, .required = true },
	PLAIN("regime", config, regime, .required = true),
	PLAIN("calendar", config, calendar),
	PLAIN("database", config, database, .fallback = "sqlite:plaint.db"),
	PLAIN("spool", config, spool, .fallback = "spool"),
	{ "reserve_megabytes", YAML_INTEGER,
		offsetof(struct config, reserve_megabytes), .least = 0,
		.most = 1 << 20, .fallback = "256" },
	PLAIN("rules", config, rules, .fallback = "rules"),
	PLAIN("templates", config, templates, .fallback = "templates"),
	PLAIN("run_as", config, run_as),
	{ "unsealed", YAML_FLAG, offsetof(struct config, unsealed),
		.fallback = "no" },
	{ "acknowledge", YAML_FLAG, offsetof(struct config, acknowledge),
		.fallback = "yes" },
	{ "acknowledgements_per_hour", YAML_INTEGER,
		offsetof(struct config, acknowledgements_per_hour), .least = 0,
		.most = 1000, .fallback = "5" },
	{ "reopen_days", YAML_INTEGER, offsetof(struct config, reopen_days),
		.least = 0, .most = 3650, .fallback = "30" },
	{ "repeat_days", YAML_INTEGER, offsetof(struct config, repeat_days),
		.least = 0, .most = 3650, .fallback = "90" },
	{ "flood_alarm_at", YAML_INTEGER,
		offsetof(struct config, flood_alarm_at), .least = 0,
		.most = 100000, .fallback = "10" },
	{ "flood_hours", YAML_INTEGER, offsetof(struct config, flood_hours),
		.least = 1, .most = 8760, .fallback = "48" },
	{ "mailboxes", YAML_NAMED, offsetof(struct config, mailboxes),
		.record = &mailbox_record },
	{ "scans", YAML_NAMED, offsetof(struct config, scans),
		.record = &scans_record },
	{ "smtp", YAML_RECORD, offsetof(struct config, smtp),
		.record = &smtp_record, .required = true },
	{ "workers", YAML_RECORD, offsetof(struct config, workers),
		.record = &workers_record },
	{ "clamd", YAML_CUSTOM, offsetof(struct config, clamd),
		.custom = value_read_clamd, .custom_clear = text_clear },
	{ "clamd_seconds", YAML_INTEGER, offsetof(struct config, clamd_seconds),
		.least = 1, .most = 3600, .fallback = "60" },
	{ "clamd_again_days", YAML_INTEGER,
		offsetof(struct config, clamd_again_days), .least = 0,
		.most = 3650, .fallback = "30" },
	{ "training", YAML_RECORD, offsetof(struct config, training),
		.record = &training_record },
	{ NULL },
};

static const struct yaml_record config_record = { sizeof(struct config),
	config_fields };

/* "/x" stays, "x" becomes folder/x; caller frees. */
static char *config_resolve(const struct config *config, const char *path)
{
	return g_canonicalize_filename(path, config->folder);
}

static void resolve(const struct config *config, char **path)
{
	if (*path == NULL)
		return;
	char *resolved = config_resolve(config, *path);
	g_free(*path);
	*path = resolved;
}

static void server_resolve(
	const struct config *config, struct config_server *server)
{
	resolve(config, &server->ca_file);
	resolve(config, &server->password_file);
	resolve(config, &server->token_file);
	resolve(config, &server->oauth.client_secret_file);
	resolve(config, &server->oauth.refresh_token_file);
	resolve(config, &server->oauth.ca_file);
}

static void config_resolve_all(struct config *config)
{
	resolve(config, &config->spool);
	resolve(config, &config->rules);
	resolve(config, &config->templates);
	resolve(config, &config->training.model);
	server_resolve(config, &config->smtp.server);
	for (guint i = 0; i < config->mailboxes->len; i++) {
		struct config_mailbox *mailbox = config->mailboxes->pdata[i];
		server_resolve(config, &mailbox->server);
	}
	for (guint i = 0; i < config->scans->len; i++) {
		struct config_scans *scans = config->scans->pdata[i];
		resolve(config, &scans->path);
	}
	static const char sqlite[] = "sqlite:";
	if (!g_str_has_prefix(config->database, sqlite) ||
		g_str_has_prefix(config->database, "sqlite://"))
		return;
	g_autofree char *path =
		config_resolve(config, config->database + strlen(sqlite));
	g_free(config->database);
	config->database = g_strconcat(sqlite, path, NULL);
}

/* What is left out is taken from what is given. */
static void config_complete(struct config *config)
{
	struct config_organisation *organisation = &config->organisation;
	char *from = config->smtp.from_address;
	size_t local = strcspn(from, "@");
	g_autofree char *own = address_domain(from + local + 1);
	/* Servers and letters know it by this one. */
	config->smtp.from_address =
		g_strdup_printf("%.*s@%s", (int)local, from, own);
	g_free(from);
	if (organisation->domain == NULL)
		organisation->domain = g_strdup(own);
	if (organisation->staff_domain == NULL)
		organisation->staff_domain = g_strdup(own);
	if (config->smtp.from_name == NULL)
		config->smtp.from_name = g_strdup(organisation->name);
}

/* What came in is known by the name of its source. */
static bool sources_are_distinct(const struct config *config, GError **error)
{
	for (guint i = 0; i < config->scans->len; i++) {
		const struct config_scans *scans = config->scans->pdata[i];
		for (guint j = 0; j < config->mailboxes->len; j++) {
			const struct config_mailbox *mailbox =
				config->mailboxes->pdata[j];
			if (strcmp(mailbox->name, scans->name) == 0)
				return yaml_fail(error, &scans->where,
					"%s is the name of a mailbox already",
					scans->name);
		}
	}
	return true;
}

static bool is_same_account(
	const struct config_server *a, const struct config_server *b)
{
	return a->port == b->port &&
	       g_ascii_strcasecmp(a->host, b->host) == 0 &&
	       strcmp(a->user, b->user) == 0;
}

/* The first mailbox of that account that takes mail from that folder. */
static const struct config_mailbox *mailbox_of(const struct config *config,
	const struct config_server *account, const char *folder)
{
	for (guint i = 0; i < config->mailboxes->len; i++) {
		const struct config_mailbox *mailbox =
			config->mailboxes->pdata[i];
		if (is_same_account(&mailbox->server, account) &&
			is_same_folder(mailbox->folder, folder))
			return mailbox;
	}
	return NULL;
}

/* From one to the next that takes what it has moved, and back to it. */
static bool goes_round(
	const struct config *config, const struct config_mailbox *mailbox)
{
	const struct config_mailbox *at = mailbox;
	for (guint i = 0; i < config->mailboxes->len && at != NULL &&
			  at->after == CONFIG_AFTER_MOVE;
		i++) {
		at = mailbox_of(config, &at->server, at->after_name);
		if (at == mailbox)
			return true;
	}
	return false;
}

/* Two that take from one folder would take the mail from each other. */
static bool folders_are_distinct(const struct config *config, GError **error)
{
	for (guint i = 0; i < config->mailboxes->len; i++) {
		const struct config_mailbox *mailbox =
			config->mailboxes->pdata[i];
		const struct config_mailbox *first =
			mailbox_of(config, &mailbox->server, mailbox->folder);
		if (first != mailbox)
			return yaml_fail(error, &mailbox->where,
				"%s takes mail from the folder that %s takes "
				"it from",
				mailbox->name, first->name);
		if (goes_round(config, mailbox))
			return yaml_fail(error, &mailbox->where,
				"what %s moves to %s is taken from there and "
				"moved back: it would come again for ever",
				mailbox->name, mailbox->after_name);
	}
	return true;
}

struct config *config_load(const char *path, GError **error)
{
	g_autoptr(config) config = g_new0(struct config, 1);
	if (!yaml_read_file(path, &config_record, config, error)) {
		g_free(g_steal_pointer(&config));
		return NULL;
	}
	if (!sources_are_distinct(config, error) ||
		!folders_are_distinct(config, error))
		return NULL;
	config->path = g_canonicalize_filename(path, NULL);
	config->folder = g_path_get_dirname(config->path);
	config_resolve_all(config);
	config_complete(config);
	return g_steal_pointer(&config);
}

void config_free(struct config *config)
{
	if (config == NULL)
		return;
	yaml_record_clear(&config_record, config);
	g_free(config->path);
	g_free(config->folder);
	g_free(config);
}

bool config_server_secret(const struct config_server *server,
	struct secret *out, bool *is_token_out, GError **error)
{
	*is_token_out = server->token_file != NULL;
	const char *path =
		*is_token_out ? server->token_file : server->password_file;
	return path == NULL || secret_load(out, path, error);
}
