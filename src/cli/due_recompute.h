/* plaint due --recompute: the days of all open cases by the rules as they
 * are. */
#pragma once

#include "cli.h"

/* Returns the exit code. */
int due_recompute(struct cli *cli);
