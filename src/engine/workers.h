/* How many reading workers of a kind there are, what each may use, and when a
 * fresh one takes its place. */
#pragma once

#include "plaint/config/config.h"
#include "plaint/worker/pool.h"

struct pool_settings workers_of(
	const struct config *config, enum reader_kind kind);
