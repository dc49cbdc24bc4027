/* OLE2 files (MS-CFB): Word documents before 2007 are read, Outlook's saved
 * messages too; what else it may be is told. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "reader.h"

bool ole_is(const char *data, size_t length);

/* Its text, "" when none.  name is for warnings: "file_locked" (a password is
 * needed: Word, or any office document of today kept encrypted), "file_unread"
 * (Excel and PowerPoint before 2007, others), "file_broken".  Caller frees. */
char *ole_text(struct reader_state *state, const char *name, GBytes *bytes);

/* What libgsf loads late. */
void ole_warm_up(void);
