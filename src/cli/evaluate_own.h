/* plaint evaluate: how good the answers are on the office's own decisions. */
#pragma once

#include "cli.h"

int evaluate_own(const struct cli *cli, double max_error, int seed);
