/* plaint.yaml: one office's settings, read by schema (plaint/yaml/yaml.h), so
 * every mistake is "plaint.yaml:12:3: …".  Secrets are never in it, only the
 * names of the files that hold them.
 *
 * Relative paths count from the folder of plaint.yaml. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/base/secret.h"
#include "plaint/yaml/yaml.h"

enum config_after {
	CONFIG_AFTER_MOVE,
	CONFIG_AFTER_FLAG,
	CONFIG_AFTER_LEAVE,
};

enum config_tls {
	CONFIG_TLS_IMPLICIT,
	CONFIG_TLS_STARTTLS,
	CONFIG_TLS_NONE,
};

/* How we get OAuth 2 tokens ourselves; token_url NULL: we do not. */
struct config_oauth {
	char *token_url;
	char *client_id;
	char *client_secret_file; /* NULL: the client has none */
	char *refresh_token_file; /* rewritten when the server gives another */
	char *ca_file;		  /* PEM; NULL: the system's store */
};

/* One server to log in to. */
struct config_server {
	char *host;
	int64_t port;
	int tls;       /* enum config_tls */
	char *ca_file; /* PEM; NULL: the system's store */
	char *user;    /* NULL: no login (SMTP only) */
	char *password_file;
	char *token_file; /* OAuth 2 bearer token, refreshed by another */
	struct config_oauth oauth;
};

struct config_mailbox {
	char *name;
	struct yaml_where where;
	struct config_server server;
	char *folder;
	int after;	  /* enum config_after */
	char *after_name; /* folder to move to, or keyword to set */
	char *department; /* hint; NULL: none */
	char *language;	  /* default; NULL: the organisation's */
	int64_t poll_seconds;
	int64_t limit_megabytes; /* larger mail is read from its headers; of
				    several mailboxes the largest counts */
};

enum config_stacks {
	CONFIG_STACKS_NO,
	CONFIG_STACKS_ODD_EVEN,
};

struct config_scans {
	char *name;
	struct yaml_where where;
	char *path;
	char *department;
	char *language;		/* of letters whose own is unknown */
	bool separators;	/* our separator sheets part the letters */
	bool blank_pages;	/* so do blank sheets */
	bool duplex;		/* both sides scanned: blank ones are dropped */
	int stacks;		/* enum config_stacks */
	bool series;		/* NAME_001, NAME_002… are one letter */
	char *receipt_day;	/* "stamp", "file", or a day: 2026-11-20 */
	int64_t gather_seconds; /* for stacks and series */
	int64_t still_seconds;
	int64_t rescan_seconds;
	int64_t limit_megabytes;
};

struct config_organisation {
	char *name;
	char *address;
	char *phone;
	char *email;
	char *domain; /* right-hand side of our Message-IDs, in A-labels */
	/* Whoever writes from there passes on what others wrote to them; "none"
	 * where customers have addresses of that domain too. */
	char *staff_domain;
	char *zone;	/* tz database name */
	char *language; /* uk, ru, be, en: when a letter's own is unknown */
	char *sector; /* as in rules/regimes/: telecom, finance…; may be NULL */
	int closes_minute; /* of the day: later is after hours */
};

struct config_smtp {
	struct config_server server;
	char *from_name;    /* NULL: the organisation's name */
	char *from_address; /* its domain as servers know it */
};

struct config_workers {
	int64_t parse;
	int64_t ocr;
	int64_t parse_seconds; /* deadline for one e-mail */
	int64_t page_seconds;  /* deadline for one page of a scan */
	int64_t memory_megabytes;
};

/* Learning from the office's own decisions. */
struct config_training {
	char *model;   /* the file that is learnt */
	bool nightly;  /* by the daemon, when there are new decisions */
	int at_minute; /* of the office's day */
};

struct config {
	char *path;   /* of plaint.yaml itself */
	char *folder; /* it lies in; absolute */
	struct config_organisation organisation;
	char *regime;
	char *calendar; /* NULL: the regime's own */
	char *database; /* URI */
	char *spool;
	int64_t reserve_megabytes; /* kept free on its disk */
	char *rules;
	char *templates;
	char *run_as;  /* user to become when started as root */
	bool unsealed; /* run workers without the sandbox: told so */
	bool acknowledge;
	int64_t acknowledgements_per_hour; /* to one address */
	int64_t reopen_days;	/* a later reply begins a new, linked case */
	int64_t repeat_days;	/* the same topic again; 0: not looked for */
	int64_t flood_alarm_at; /* letters alike; 0: not looked for */
	int64_t flood_hours;	/* within so many */
	GPtrArray *mailboxes;	/* of struct config_mailbox */
	GPtrArray *scans;	/* of struct config_scans */
	struct config_smtp smtp;
	struct config_workers workers;
	char *clamd; /* socket's path or host:port; NULL: nothing is scanned */
	int64_t clamd_seconds; /* deadline for one file */
	/* What came within so many days is scanned again when the scanner has
	 * new signatures; 0: never. */
	int64_t clamd_again_days;
	struct config_training training;
};

struct config *config_load(const char *path, GError **error);
void config_free(struct config *config);
typedef struct config config;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(config, config_free)

/* Password (or token, is_token_out) of a server; true with an unset secret
 * when it needs none. */
bool config_server_secret(const struct config_server *server,
	struct secret *out, bool *is_token_out, GError **error);
