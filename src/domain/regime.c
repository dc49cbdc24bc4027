/* What regimes are called in files and answers, and to which letters they
 * apply. */
#include "plaint/domain/regime.h"
#include <string.h>

static const char *const triggers[TRIGGERS] = { "received", "registered",
	"entry", "presented", "event" };
static const char *const duties[DUTIES] = { "answer", "register", "forward",
	"return", "acknowledge", "notify_delay", "cap", "other" };
static const char *const bases[] = { "law", "general_rule", "interpretation" };
static const char *const confidences[] = { "T", "Q", "K", "k" };
static const char *const rolls[] = { "none", "next", "previous" };
static const char *const reasons[PAUSE_REASONS] = { "customer", "correction",
	"expertise" };

/* The first name of each unit is the one printed. */
static const struct {
	enum term_unit unit;
	const char *name;
} units[] = {
	{ UNIT_CALENDAR_DAY, "calendar_day" },
	{ UNIT_WORKING_DAY, "working_day" },
	{ UNIT_WEEK, "week" },
	{ UNIT_MONTH, "month" },
	{ UNIT_CALENDAR_DAY, "calendar_days" },
	{ UNIT_CALENDAR_DAY, "day" },
	{ UNIT_CALENDAR_DAY, "days" },
	{ UNIT_CALENDAR_DAY, "cd" },
	{ UNIT_WORKING_DAY, "working_days" },
	{ UNIT_WORKING_DAY, "business_day" },
	{ UNIT_WORKING_DAY, "business_days" },
	{ UNIT_WORKING_DAY, "wd" },
	{ UNIT_WEEK, "weeks" },
	{ UNIT_WEEK, "wk" },
	{ UNIT_MONTH, "months" },
	{ UNIT_MONTH, "mo" },
};

bool regime_in_force(const struct regime *regime, struct day day)
{
	return (!regime->has_from ||
		       day_compare(day, regime->valid_from) >= 0) &&
	       (!regime->has_to || day_compare(day, regime->valid_to) <= 0);
}

/* "billing.*" fits "billing" and all below it. */
static bool pattern_fits(const char *pattern, const char *value)
{
	size_t length = strlen(pattern);
	if (length < 2 || strcmp(pattern + length - 2, ".*") != 0)
		return strcmp(pattern, value) == 0;
	length -= 2;
	return strncmp(pattern, value, length) == 0 &&
	       (value[length] == '.' || value[length] == '\0');
}

static bool list_fits(const GPtrArray *list, const char *value)
{
	if (!list || list->len == 0)
		return true;
	for (guint i = 0; value && i < list->len; i++)
		if (pattern_fits(g_ptr_array_index(list, i), value))
			return true;
	return false;
}

bool regime_applies(
	const struct regime *regime, const struct regime_query *query)
{
	bool here = !query->jurisdiction ||
		    strcmp(query->jurisdiction, regime->jurisdiction) == 0;
	return regime->automatic && here &&
	       list_fits(regime->kinds, query->kind) &&
	       list_fits(regime->topics, query->topic) &&
	       list_fits(regime->channels, query->channel) &&
	       list_fits(regime->customers, query->customer_type) &&
	       list_fits(regime->sectors, query->sector) &&
	       regime_in_force(regime, query->day);
}

const char *trigger_name(enum regime_trigger trigger)
{
	return triggers[trigger];
}

const char *unit_name(enum term_unit unit)
{
	return units[unit].name;
}

const char *duty_name(enum regime_duty duty)
{
	return duties[duty];
}

const char *basis_name(enum regime_basis basis)
{
	return bases[basis];
}

const char *confidence_name(enum regime_confidence confidence)
{
	return confidences[confidence];
}

const char *roll_name(enum roll roll)
{
	return rolls[roll];
}

const char *pause_reason_name(enum pause_reason reason)
{
	return reasons[reason];
}

bool unit_parse(const char *text, enum term_unit *out)
{
	for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
		if (strcmp(text, units[i].name) == 0) {
			*out = units[i].unit;
			return true;
		}
	}
	return false;
}

bool pause_reason_parse(const char *text, enum pause_reason *out)
{
	for (int i = 0; i < PAUSE_REASONS; i++) {
		if (strcmp(text, reasons[i]) == 0) {
			*out = (enum pause_reason)i;
			return true;
		}
	}
	return false;
}
