/* winmail.dat: what Outlook sends instead of MIME (MS-OXTNEF, MS-OXCDATA).
 *
 * A reader of our own and not libytnef: that one gives up whole files that we
 * can read in part (errors on 4 of 19 that real programs sent),
 * turns attachments kept as objects into files of size 0, knows nothing of the
 * code page attribute, and allocates by numbers out of the file.  Here nothing
 * is copied but names, and every length is checked against what is there. */
#pragma once

#include <stdbool.h>
#include <glib.h>

struct tnef_file {
	char *name;    /* "" when none */
	char *type;    /* as the sender's program called it, "" when not */
	GBytes *bytes; /* of the stream given; may be empty */
	/* Its bytes are a stream of this kind: a message. */
	bool is_message;
};

struct tnef {
	char *subject;
	GBytes *html; /* NULL when none; in html_charset */
	char *html_charset;
	char *text;	  /* "" when none */
	GBytes *rtf;	  /* unpacked; NULL when none */
	GPtrArray *files; /* of struct tnef_file */
	bool is_broken;	  /* it ends in the middle, or lengths are wrong */
};

/* NULL when bytes are no such stream.  All texts are valid UTF-8; of each at
 * most limit_bytes, of RTF too.  Files are at most files_most. */
struct tnef *tnef_read(GBytes *bytes, size_t limit_bytes, guint files_most);
void tnef_free(struct tnef *tnef);
typedef struct tnef tnef;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(tnef, tnef_free)
