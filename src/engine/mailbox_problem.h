/* What is wrong with a mailbox now, for `plaint status`. */
#pragma once

#include "state.h"

/* "": nothing. */
void mailbox_problem_put(
	struct engine *engine, const char *mailbox, const char *problem);
