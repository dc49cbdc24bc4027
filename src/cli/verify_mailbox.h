/* The other half of `plaint verify`: --mailbox. */
#pragma once

#include "cli.h"

/* Compare the mailbox of that name (NULL: every one) with the register, and
 * tell.  CLI_DONE when there is no difference. */
int verify_mailboxes(
	const struct cli *cli, struct office *office, const char *name);
