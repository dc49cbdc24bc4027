/* What the settings say of the letters of a mailbox: a department for those
 * that say nothing of their own, a language for those whose own is unknown.
 * (A scan folder's are among the facts of paper.) */
#pragma once

#include "plaint/config/config.h"
#include "plaint/store/letter.h"

/* The mailbox the letter came from; NULL: from none that there is (now). */
const struct config_mailbox *hints_mailbox(
	const struct config *config, const struct letter *letter);
