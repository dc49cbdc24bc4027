/* Streams of an OLE2 file. */
#pragma once

#include <gsf/gsf.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GsfInput, g_object_unref)

/* One whole; NULL when absent, empty, or longer than most. */
GBytes *ole_stream(GsfInfile *file, const char *name, size_t most);
