/* Stem packs kept beside the rules, in the folder stems: a quarter of what
 * opening the dictionaries takes.  Of other dictionaries than those of the
 * system, or damaged, they are not believed. */
#pragma once

#include <glib.h>
#include "stem_pack.h"

/* dir: of rules; NULL: none.  mark: of the dictionary (stem_dictionary_mark).
 * False: none is kept there, or not to be believed. */
bool kept_pack_open(const char *dir, const char *language, const char *mark,
	struct stem_pack *out);
bool kept_pack_write(const char *dir, const char *language, const char *mark,
	const struct stem_pack *pack, GError **error);
