/* plaint evaluate: how good the answers are on the office's own decisions. */
#pragma once

#include "cli.h"

/* max_error: of the answers that go straight through, the share that may be
 * wrong.  seed: of the order in which decisions are learnt from or held out.
 * Returns the exit code. */
int evaluate_own(const struct cli *cli, double max_error, int seed);
