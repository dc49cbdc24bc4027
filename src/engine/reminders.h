/* The daemon's sense of time: a new day, a new rule file, the morning. */
#pragma once

#include "state.h"

/* Begins with all open cases computed anew. */
struct reminders *reminders_new(struct engine *engine);
void reminders_free(struct reminders *reminders);
