/* plaint evaluate --data: the classifier by experience alone, on any file of
 * labelled texts. */
#pragma once

#include "cli.h"

struct evaluate_data_wish {
	const char *path, *text, *label; /* columns by name */
	double test_share, max_error;
	int seed;
};

int evaluate_data(const struct cli *cli, const struct evaluate_data_wish *wish);
