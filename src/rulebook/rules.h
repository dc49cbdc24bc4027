/* What the parts of the rulebook share: the raw records as the files have
 * them, and the list of mistakes.
 *
 * A part reads its files into the rulebook, adds each mistake to `problems`
 * and goes on, so that one run of the check shows them all.  To add a part:
 * its array here, its read function below, one call in rulebook_read. */
#pragma once

#include "plaint/rulebook/rulebook.h"
#include "plaint/yaml/yaml.h"

/* Days in files are YYYY-MM-DD; absent: given is false. */
struct rule_day {
	struct day day;
	bool given;
};

/* calendars.c */

struct rule_holiday {
	struct calendar_holiday holiday; /* first: arrays are shared with it */
	struct yaml_where where;
	struct rule_day on; /* only month and number of it matter */
	int64_t month, nth, offset, from_year, to_year;
	int easter, weekday;
};

struct rule_move {
	struct calendar_move move; /* first */
	struct yaml_where where;
	struct rule_day from, to;
};

struct rule_listed {
	struct calendar_listed listed; /* first */
	struct yaml_where where;
	struct rule_day day;
};

struct rule_suspension {
	struct calendar_suspension suspension; /* first */
	struct yaml_where where;
	struct rule_day from, to;
};

struct rule_year {
	struct calendar_year year; /* first */
	struct yaml_where where;
	int64_t number;
	int state;
	GPtrArray *moves;   /* of struct rule_move */
	GPtrArray *off;	    /* of struct rule_listed */
	GPtrArray *working; /* of struct rule_listed */
};

struct rule_calendar {
	char *path;
	struct yaml_where where;
	char *id;
	struct names title;
	char *replaces;
	GPtrArray *weekend; /* of char * */
	GPtrArray *unions;  /* of char *: names of calendars */
	bool always_known;
	struct rule_day known_until;
	GPtrArray *holidays;	/* of struct rule_holiday */
	GPtrArray *suspensions; /* of struct rule_suspension */
	GPtrArray *years;	/* of struct rule_year */

	GPtrArray *all_years;	/* of them, those that say how sure they are */
	GPtrArray *all_moves;	/* borrowed from the years */
	GPtrArray *all_listed;	/* borrowed from the years */
	GPtrArray *union_built; /* of const struct calendar * */
	struct calendar *built; /* NULL: not yet, or it has a mistake */
	bool building;		/* on the way: a circle would come back */
};

/* regimes.c */

struct rule_reading {
	struct regime_reading reading; /* first */
	struct yaml_where where;
	char *name;
};

struct rule_regime {
	struct regime regime; /* first */
	struct yaml_where where;
	const char *path; /* of its file */
	struct rule_day valid_from, valid_to;
	GPtrArray *reading_names; /* of char * */
};

struct rule_regimes {
	char *path;
	char *jurisdiction;
	char *zone;
	char *calendar;
	GPtrArray *readings; /* of struct rule_reading */
	GPtrArray *regimes;  /* of struct rule_regime */
};

struct rulebook {
	GPtrArray *calendars;	    /* of struct rule_calendar, owned */
	GPtrArray *regime_files;    /* of struct rule_regimes, owned */
	GPtrArray *regimes;	    /* of const struct regime * */
	GHashTable *regime_by_id;   /* borrowed -> const struct regime * */
	GHashTable *calendar_by_id; /* borrowed -> struct rule_calendar * */
	GHashTable *replacements;   /* id -> struct rule_calendar * */
	GPtrArray *calendar_ids;    /* of const char *, sorted */
	struct escalation_rules *escalation; /* never NULL */
};

/* Mistakes found so far. */
struct problems {
	GPtrArray *lines; /* of char * */
	bool io;	  /* one of them is that a file could not be read */
};

void problem_at(struct problems *problems, const char *path,
	const struct yaml_where *where, const char *format, ...)
	G_GNUC_PRINTF(4, 5);
void problem_take(struct problems *problems, GError *error);

/* Paths of the *.yaml files in dir/name, sorted; empty when there is no such
 * folder (a problem is added). */
GPtrArray *rule_files(
	const char *dir, const char *name, struct problems *problems);

/* The same; empty when there is no such folder, NULL on an error. */
GPtrArray *rule_files_if_any(const char *dir, const char *name, GError **error);

struct topic_rules;

/* A folder's files, each a list of entries of one kind.  An entry begins with
 * what the caller asks for and has a place. */
struct rule_list {
	const struct yaml_record *entry;
	void (*free)(gpointer entry);
	/* Whether it fits the rules; the error has its place. */
	bool (*check)(const void *entry, const struct topic_rules *rules,
		GError **error);
};
enum {
	RULE_ENTRIES_MOST = 20000, /* of one folder */
};

/* All entries of dir/name, files by name, in their order; none when there is
 * no such folder.  NULL and YAML_ERROR: the first mistake. */
GPtrArray *rule_list_load(const struct rule_list *list, const char *dir,
	const char *name, const struct topic_rules *rules, GError **error);

/* Whether a text to learn from says something and is not too long. */
bool rule_text_is_good(const char *text, size_t most_bytes, char **why_out);

extern const struct yaml_record names_record;	       /* all four wanted */
extern const struct yaml_record names_optional_record; /* all or none */
extern const struct yaml_record term_record;	       /* amount from 1 */
extern const struct yaml_record term_optional_record;
/* The kinds of what people write, in the order of enum letter_kind. */
extern const char *const rule_kinds[];
/* YAML_CUSTOM of a struct rule_day. */
bool rule_day_read(const char *text, void *field, const char **why_out);

/* "one of: a, b" or "did you mean …": the end of a message about `word`. */
const char *nearest_in(const GHashTable *table, const char *word);

/* Fail with "WHAT WORD; did you mean …"; known (of const char *) gets a NULL
 * at its end. */
bool rule_fail_unknown(const struct yaml_where *where, const char *what,
	const char *word, GPtrArray *known, GError **error);

void calendars_read(
	struct rulebook *rulebook, const char *dir, struct problems *problems);
void calendar_rules_free(gpointer calendar);
void regimes_read(
	struct rulebook *rulebook, const char *dir, struct problems *problems);
void regime_rules_free(gpointer file);
void escalation_read(
	struct rulebook *rulebook, const char *dir, struct problems *problems);
