/* plaint evaluate --data: the classifier by experience alone, on any file of
 * labelled texts. */
#pragma once

#include "cli.h"

struct evaluate_data_wish {
	const char *path, *text, *label; /* of a CSV; columns by name */
	double test_share;		 /* of the texts, not learnt from */
	double max_error;		 /* as for evaluate_own */
	int seed;
};

/* Returns the exit code. */
int evaluate_data(const struct cli *cli, const struct evaluate_data_wish *wish);
