/* What the commands share: options, usage and errors, the office they work on,
 * and how things are printed. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include <jansson.h>
#include "plaint/casework/answer.h"
#include "plaint/config/config.h"
#include "plaint/db/db.h"
#include "plaint/domain/day.h"
#include "plaint/rulebook/replies.h"
#include "plaint/rulebook/rulebook.h"
#include "plaint/rulebook/topics.h"
#include "plaint/spool/spool.h"

/* Exit codes. */
enum {
	CLI_DONE = 0,
	CLI_FAILED = 1,
	CLI_USAGE = 2,
};

/* --- options ---------------------------------------------------------- */

/* Options many commands have. */
enum {
	CLI_CONFIG = 1 << 0, /* -c, --config */
	CLI_AS = 1 << 1,     /* --as: who acts */
	CLI_JSON = 1 << 2,   /* --json */
};

enum {
	CLI_MANY = -1
};

struct cli_usage {
	const char *arguments;	     /* "NUMBER", "FILE..."; NULL: none */
	const char *summary;	     /* one line or a few */
	const char *example;	     /* lines of "  plaint list --overdue" */
	const GOptionEntry *entries; /* NULL: only shared ones */
	unsigned shared;
	int least, most; /* words besides options; CLI_MANY */
};

struct cli {
	const char *command;
	char *config_path;
	char *as;
	gboolean json;
	char **words; /* what is not an option, NULL-terminated */
	int word_count;
};
void cli_clear(struct cli *cli);
typedef struct cli cli;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(cli, cli_clear)

/* Read the command line.  False: leave with *exit_out (usage was wrong and
 * has been told). */
bool cli_parse(struct cli *cli, const struct cli_usage *usage, int argc,
	char **argv, int *exit_out);

/* One line on standard error; return what they return. */
int cli_fail(const struct cli *cli, const GError *error);
int cli_misuse(const struct cli *cli, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

/* A whole file or, with "-", standard input, as text; caller frees. */
char *cli_read_text(const char *path, GError **error);

/* --- the office ------------------------------------------------------- */

/* Settings and database, and the rest when asked for. */
struct office {
	struct config *config;
	struct db *db;
	struct spool *spool;
	struct replies *replies;
	struct topics *topics;
	struct rulebook *rulebook;
	GTimeZone *zone; /* the organisation's, held: GLib reads the file of one
			    that nobody holds anew each time it is asked for */
};
void office_clear(struct office *office);
typedef struct office office;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(office, office_clear)

/* --config, else ./plaint.yaml, else /etc/plaint/plaint.yaml. */
struct config *office_config(const struct cli *cli, GError **error);
/* The settings, and the database brought to this program's version.  Root
 * becomes config's run_as first: what it made would not be the daemon's. */
bool office_open(struct office *office, const struct cli *cli, GError **error);
bool office_open_spool(struct office *office, GError **error);
bool office_load_rulebook(struct office *office, GError **error);
/* Replies and topics: what answer.h needs. */
bool office_load_texts(
	struct office *office, struct answer_context *context, GError **error);

/* Who acts: --as, else $USER when such staff exists.  Borrowed from cli or
 * the environment; NULL with an error. */
const char *office_actor(
	struct office *office, const struct cli *cli, GError **error);

/* --- printing --------------------------------------------------------- */

/* In the organisation's zone for people, "2026-03-01 12:00"; "" for 0.
 * Caller frees. */
char *print_instant_local(const struct config *config, int64_t utc_us);

/* For JSON: null for "" and 0. */
json_t *print_text_or_null(const char *text);
json_t *print_instant_json(int64_t utc_us);
/* The value of JSON text, null when it is none. */
json_t *print_json_of(const char *text);

/* A file that is no text, for -o: NULL or "-" is standard output, unless that
 * is a terminal.  Opened before the office, whose user may not write there;
 * what stood in it is replaced only by cli_out_write.  -1 with an error. */
int cli_out_open(const char *path, GError **error);
bool cli_out_write(int fd, GBytes *bytes, GError **error);
/* Something failed: a file that cli_out_open made goes again. */
void cli_out_cancel(int fd, const char *path);

/* Pretty, with a line end, to standard output; takes json. */
void print_json(json_t *json);

/* After a list of `shown`: say so where it ends because no more than `most` are
 * listed (with --json on standard error). */
void print_most(const struct cli *cli, guint shown, guint most);

/* What was done: with --json the value, else the line.  Takes json; returns
 * CLI_DONE. */
int print_done(const struct cli *cli, json_t *json, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

/* Foreign text for a terminal: no control characters but line ends and tabs (a
 * letter may hold escape sequences), none that turn the line around, and valid
 * UTF-8 whatever it was (a file's name).  Caller frees. */
char *print_safe(const char *text);

/* Each line behind `indent`. */
void print_indented(const char *text, const char *indent);
