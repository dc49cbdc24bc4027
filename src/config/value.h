/* What is read from one value of plaint.yaml, for YAML_CUSTOM fields: a char *
 * where nothing else is said. */
#pragma once

#include <stdbool.h>

/* Not empty, in one line. */
bool value_read_plain(const char *text, void *field, const char **why_out);
/* A name of the tz database. */
bool value_read_zone(const char *text, void *field, const char **why_out);
/* uk, ru, be or en. */
bool value_read_language(const char *text, void *field, const char **why_out);
/* HH:MM, up to 24:00; int: minutes of the day. */
bool value_read_minute(const char *text, void *field, const char **why_out);
/* 24:00 is when an office closes that never does, but no time at which
 * something can be done. */
bool value_read_time(const char *text, void *field, const char **why_out);
/* "stamp", "file" or a day. */
bool value_read_receipt_day(
	const char *text, void *field, const char **why_out);
/* "/run/clamav/clamd.ctl" or "host:3310". */
bool value_read_clamd(const char *text, void *field, const char **why_out);
