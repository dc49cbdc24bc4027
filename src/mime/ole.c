/* libgsf finds the streams; what stands in them is read by our own code. */
#include "ole.h"

#include <string.h>
#include "ole_stream.h"
#include "outlook_message.h"
#include "word.h"

static const char magic[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

bool ole_is(const char *data, size_t length)
{
	return length >= sizeof(magic) - 1 &&
	       memcmp(data, magic, sizeof(magic) - 1) == 0;
}

static void tell(struct reader_state *state, const char *code, const char *what,
	const char *name)
{
	document_warn(state->document, code, "%s: \"%s\"", what, name);
}

static struct little view_of(GBytes *bytes)
{
	struct little view = { 0 };

	if (bytes)
		view.bytes = g_bytes_get_data(bytes, &view.length);
	return view;
}

static char *read_word(struct reader_state *state, const char *name,
	GsfInfile *file, size_t most)
{
	g_autoptr(GBytes) document = ole_stream(file, "WordDocument", most);
	g_autoptr(GBytes) first = ole_stream(file, "0Table", most);
	g_autoptr(GBytes) second = ole_stream(file, "1Table", most);
	struct word_streams streams = { view_of(document),
		{ view_of(first), view_of(second) } };
	enum word_result result;
	char *text = word_text(
		&streams, (size_t)state->limits->max_text_bytes, &result);

	if (result == WORD_LOCKED)
		tell(state, "file_locked", "a password hides", name);
	else if (result == WORD_BROKEN)
		tell(state, "file_broken", "no text found in", name);
	return text ? text : g_strdup("");
}

enum content {
	CONTENT_WORD,
	CONTENT_LOCKED,
	CONTENT_MESSAGE,
	CONTENT_UNREAD,
};

static const struct {
	const char *stream;
	enum content content;
	const char *what;
} contents[] = {
	{ "EncryptedPackage", CONTENT_LOCKED, "a password hides" },
	{ "WordDocument", CONTENT_WORD, "" },
	{ "__properties_version1.0", CONTENT_MESSAGE, "" },
	{ "Workbook", CONTENT_UNREAD, "Excel before 2007" },
	{ "Book", CONTENT_UNREAD, "Excel before 97" },
	{ "PowerPoint Document", CONTENT_UNREAD, "PowerPoint before 2007" },
};

static bool has_stream(GsfInfile *file, const char *name)
{
	GsfInput *input = gsf_infile_child_by_name(file, name);

	if (!input)
		return false;
	g_object_unref(input);
	return true;
}

static char *read_content(struct reader_state *state, const char *name,
	GsfInfile *file, size_t most)
{
	for (size_t i = 0; i < G_N_ELEMENTS(contents); i++) {
		if (!has_stream(file, contents[i].stream))
			continue;
		if (contents[i].content == CONTENT_WORD)
			return read_word(state, name, file, most);
		if (contents[i].content == CONTENT_MESSAGE)
			return outlook_message_text(state, file, most);
		tell(state,
			contents[i].content == CONTENT_LOCKED ? "file_locked"
							      : "file_unread",
			contents[i].what, name);
		return g_strdup("");
	}
	tell(state, "file_unread", "of an unknown program", name);
	return g_strdup("");
}

char *ole_text(struct reader_state *state, const char *name, GBytes *bytes)
{
	size_t length;
	const guint8 *data = g_bytes_get_data(bytes, &length);
	GsfInput *input = gsf_input_memory_new(data, (gsf_off_t)length, FALSE);
	GsfInfile *file = gsf_infile_msole_new(input, NULL);
	char *text;

	if (file) {
		text = read_content(state, name, file, length);
		g_object_unref(file);
	} else {
		tell(state, "file_broken", "cannot open", name);
		text = g_strdup("");
	}
	g_object_unref(input);
	return text;
}

void ole_warm_up(void)
{
	struct reader_state state = { .limits = &mime_limits_default };
	g_autoptr(GBytes) bytes = g_bytes_new_static(magic, sizeof(magic) - 1);

	gsf_init();
	state.document = document_new(DOCUMENT_EMAIL);
	g_free(ole_text(&state, "", bytes));
	document_free(state.document);
}
