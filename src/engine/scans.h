/* One scan folder. */
#pragma once

#include "state.h"

/* Is its folder there, and ours to use? */
bool scans_can_be_watched(const struct config_scans *config, GError **error);

/* NULL with an error when the folder cannot be watched. */
struct scans *scans_new(struct engine *engine,
	const struct config_scans *config, GError **error);
void scans_free(struct scans *scans);

/* Letters were finished: their files may be moved. */
void scans_on_finished(struct scans *scans);
