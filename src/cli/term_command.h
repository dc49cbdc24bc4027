/* Commands that change what a case's days rest on. */
#pragma once

#include "case_command.h"
#include "plaint/casework/case_terms.h"

/* Rules and topics of the office, loaded; false sets the error. */
bool term_rules_load(
	struct office *office, struct terms_rules *rules_out, GError **error);

/* Today where the office is. */
struct day term_today(const struct config *config);
/* A day of an option; NULL text gives `fallback`.  False: told as misuse. */
bool term_day(const struct cli *cli, const char *option, const char *text,
	struct day fallback, struct day *out);

/* case_command_end with the days before and after; `more` (may be "") ends
 * the line. */
int term_command_end(struct case_command *command, bool is_done,
	const struct terms_change *change, const char *more);
