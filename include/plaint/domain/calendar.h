/* Working days and days off of one country, region or organisation.
 *
 * A calendar is built once from its specification (a file in
 * rules/calendars/) and then only looked at.  Holidays that follow a rule
 * (a date, Easter, "first Monday of May") are computed for every year; what a
 * decree moves is listed per year.  A year the specification does not know
 * still gets its computed days, but every day of it is provisional. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/domain/day.h"
#include "plaint/domain/tongue.h"

/* _INVALID: the specification must be mended. */
enum calendar_error {
	CALENDAR_ERROR_INVALID,
};
#define CALENDAR_ERROR (calendar_error_quark())
GQuark calendar_error_quark(void);

/* Compiled range; outside it only weekends are known, all provisional. */
enum {
	CALENDAR_FIRST_YEAR = 2000,
	CALENDAR_LAST_YEAR = 2099,
};

/* Why a day is what it is. */
enum calendar_kind {
	CALENDAR_PLAIN, /* an ordinary working day */
	CALENDAR_WEEKEND,
	CALENDAR_HOLIDAY,	/* name: the holiday */
	CALENDAR_SUBSTITUTE,	/* day off for a holiday on a weekend */
	CALENDAR_MOVED_OFF,	/* day off moved here from `other` */
	CALENDAR_MOVED_WORKING, /* weekend day worked for `other` off */
	CALENDAR_LISTED_OFF,	/* one-off or the organisation's own */
	CALENDAR_LISTED_WORKING,
};

/* What a marked day carries; lives as long as the calendar. */
struct calendar_mark {
	enum calendar_kind kind;
	const struct names *name; /* NULL: none */
	const char *source;	  /* act or decree; NULL: none */
	struct day other;	  /* moved days and substitutes */
};

struct calendar_look {
	bool off;
	bool provisional; /* the year is not (or not finally) known */
	enum calendar_kind kind;
	const struct calendar_mark *mark; /* NULL for plain and weekend */
};

enum calendar_rule {
	CALENDAR_RULE_DATE,	       /* month, number */
	CALENDAR_RULE_EASTER_ORTHODOX, /* Easter Sunday + offset days */
	CALENDAR_RULE_EASTER_WESTERN,
	CALENDAR_RULE_WEEKDAY, /* nth weekday of month; -1: the last */
};

struct calendar_holiday {
	struct names name;
	enum calendar_rule rule;
	int month, number;
	int offset;
	int nth;
	enum weekday weekday;
	int first_year, last_year; /* 0: open */
	bool substitute; /* on a weekend: the next working day is off */
	char *source;	 /* may be NULL */
};

/* One decision about days: a day off moved `from` a day `to` another.  A
 * weekend day a day off is moved from is worked; a holiday it is moved from
 * loses its substitute. */
struct calendar_move {
	struct day from, to;
	char *source;
};

struct calendar_listed {
	struct day day;
	bool working;
	struct names name; /* all NULL: none */
	char *source;
};

/* Neither `holidays` nor `unions` apply from..to, both included: martial
 * law. */
struct calendar_suspension {
	struct day from, to;
	char *source;
};

enum calendar_year_state {
	CALENDAR_YEAR_ABSENT,	/* not in the file: provisional */
	CALENDAR_YEAR_EXPECTED, /* not final: provisional */
	CALENDAR_YEAR_CONFIRMED,
};

struct calendar_year {
	int year;
	enum calendar_year_state state;
	char *source;
};

struct calendar;

/* Arrays hold pointers to the structs named; any may be NULL.  Nothing is
 * taken over, but all of it must outlive the calendar. */
struct calendar_spec {
	const char *id;
	const GPtrArray *holidays;
	const GPtrArray *moves;
	const GPtrArray *listed;
	const GPtrArray *suspensions;
	const GPtrArray *years; /* of others: as the unions know them */
	/* Of const struct calendar *: a day off in any of them is off here. */
	const GPtrArray *unions;
	unsigned weekend;  /* bit per enum weekday */
	bool always_known; /* no year of it is provisional */
	/* Days after known_until are provisional in any year; when there is
	 * none, the earliest of the unions counts. */
	bool has_known_until;
	struct day known_until;
};

struct calendar *calendar_new(const struct calendar_spec *spec, GError **error);
void calendar_free(struct calendar *calendar);
typedef struct calendar calendar;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(calendar, calendar_free)

const char *calendar_id(const struct calendar *calendar);
struct calendar_look calendar_look(
	const struct calendar *calendar, struct day day);
bool calendar_is_off(const struct calendar *calendar, struct day day);
bool calendar_is_provisional(const struct calendar *calendar, struct day day);
enum calendar_year_state calendar_year_state(
	const struct calendar *calendar, int year);

/* The day itself when it is a working day, else the nearest one after or
 * before it. */
struct day calendar_working_from(
	const struct calendar *calendar, struct day day);
struct day calendar_working_until(
	const struct calendar *calendar, struct day day);
int calendar_working_days(const struct calendar *calendar, int year);

/* Easter Sunday as the Gregorian day, 1900..2199. */
struct day easter_western(int year);
struct day easter_orthodox(int year);
