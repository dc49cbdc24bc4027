/* plaint user absent, absences, present. */
#pragma once

#include "action.h"

/* Of the command line; NULL: not given. */
struct user_absence_options {
	char *from, *until, *deputy;
};
extern struct user_absence_options user_absence_options;

int user_absent(
	struct cli *cli, struct office *office, char **words, GError **error);
int user_absences(
	struct cli *cli, struct office *office, char **words, GError **error);
int user_present(
	struct cli *cli, struct office *office, char **words, GError **error);
