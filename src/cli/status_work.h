/* The part of `plaint status` about work that goes on after registration. */
#pragma once

#include "cli.h"
#include "plaint/store/job_load.h"
#include "plaint/store/virus_scan.h"

struct status_work {
	struct job_load pages;
	struct virus_counts viruses;
	bool has_scanner; /* or had one: there are rows */
};
bool status_work_load(
	struct status_work *work, struct office *office, GError **error);
/* Adds its keys to the command's answer. */
void status_work_json(const struct status_work *work, json_t *json);
void status_work_print(
	const struct status_work *work, const struct config *config);
