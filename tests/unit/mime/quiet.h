/* Libraries tell GLib's log of every broken file; the roles keep it quiet. */
#pragma once

#include <glib.h>

static inline GLogWriterOutput quiet_log(
	GLogLevelFlags level, const GLogField *fields, gsize count, void *user)
{
	(void)level;
	(void)fields;
	(void)count;
	(void)user;
	return G_LOG_WRITER_HANDLED;
}

static inline void quiet(void)
{
	g_log_set_writer_func(quiet_log, NULL, NULL);
}
