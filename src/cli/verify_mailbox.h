/* The other half of `plaint verify`: --mailbox. */
#pragma once

#include "cli.h"

/* Compare the mailbox of that name (NULL: every one) with the register, and
 * tell.  With a login, what is lost is noted by that one, and no difference
 * from then on.  CLI_DONE when there is no other difference. */
int verify_mailboxes(const struct cli *cli, struct office *office,
	const char *name, const char *noted_by);
