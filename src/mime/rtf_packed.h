/* RTF as Outlook packs it (MS-OXRTFCP). */
#pragma once

#include <glib.h>
#include "little.h"

/* The RTF; NULL when it is none.  At most limit_bytes of it: the header's own
 * word about the length is not believed. */
GByteArray *rtf_unpack(const struct little *packed, size_t limit_bytes);
