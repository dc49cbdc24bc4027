/* One more wrapping around a file, counted like an archive of one entry. */
#include "signed_file.h"

#include "lift.h"
#include "smime.h"

static void tell(struct reader_state *state, const char *code, const char *what)
{
	if (!document_has_warning(state->document, code))
		document_warn(state->document, code, "%s", what);
}

static char *read_file(
	struct reader_state *state, const char *wrapping, GBytes *bytes)
{
	static const char file_type[] = "application/octet-stream";
	g_autofree char *name = smime_file_name(wrapping);
	char *text;

	lift_page(state, name, file_type, bytes);
	state->archive_depth++;
	text = attachment_text(
		state, &(struct attachment_file){ name, file_type, "", bytes });
	state->archive_depth--;
	return text;
}

char *signed_file_text(
	struct reader_state *state, const char *name, GBytes *bytes)
{
	g_autoptr(GBytes) inside = NULL;
	enum smime_kind kind;

	if (state->archive_depth >= state->limits->max_archive_depth) {
		tell(state, "archive_cut", "signed inside signed");
		return g_strdup("");
	}
	kind = smime_open(bytes, &inside);
	if (kind == SMIME_ENCRYPTED)
		tell(state, "encrypted", name);
	if (!inside || !smime_is_file(name, inside))
		return g_strdup("");
	tell(state, "smime_signed", "signature not checked");
	return read_file(state, name, inside);
}
