/* Files open as they are read, one inside another; a page found in the
 * innermost goes to the letter itself, which alone has a descriptor. */
#include "lift.h"

#include "image_size.h"
#include "plaint/base/utf8.h"
#include "plaint/text/enclosure.h"

enum {
	PAGES_MOST = 3 * ENCLOSURES_READ_MOST, /* of one letter */
	INSIDE_CHARACTERS_MOST = 1000,
};

static struct reader_state *outermost(struct reader_state *state)
{
	while (state->outer)
		state = state->outer;
	return state;
}

static bool is_wanted(const char *name, const char *type, GBytes *bytes)
{
	size_t length;
	const void *data = g_bytes_get_data(bytes, &length);
	struct image_size image = image_size_find(data, length);
	struct attachment file = {
		.name = (char *)name,
		.type = (char *)(image.type ? image.type : type),
		.bytes = (int64_t)length,
		.width = image.width,
		.height = image.height,
	};

	return enclosure_may_be_page(&file);
}

/* The letter has had enough: told once. */
static bool is_enough(struct reader_state *letter, const char *name)
{
	if (letter->lifted < PAGES_MOST)
		return false;
	if (letter->lifted == PAGES_MOST)
		document_warn(letter->document, "archive_cut",
			"more than %d pages inside files, from \"%s\" on",
			PAGES_MOST, name);
	letter->lifted = PAGES_MOST + 1;
	return true;
}

void lift_page(struct reader_state *state, const char *name, const char *type,
	GBytes *bytes)
{
	struct reader_state *letter = outermost(state);
	const GPtrArray *attachments = letter->document->attachments;
	struct attachment *page;

	if (letter->lift_error || !is_wanted(name, type, bytes) ||
		is_enough(letter, name))
		return;
	letter->lifted++;
	if (!attachment_add(letter, name, type, bytes, &letter->lift_error))
		return;
	page = g_ptr_array_index(attachments, attachments->len - 1);
	document_set(&page->inside, state->inside);
}

bool lift_failed(struct reader_state *state, GError **error)
{
	if (!state->lift_error)
		return false;
	g_propagate_error(error, g_steal_pointer(&state->lift_error));
	return true;
}

const char *lift_enter(struct reader_state *state, const char *name)
{
	const char *before = state->inside;
	g_autofree char *path =
		before ? g_strconcat(before, "/", name, NULL) : g_strdup(name);

	state->inside = utf8_cut(path, INSIDE_CHARACTERS_MOST);
	return before;
}

void lift_leave(struct reader_state *state, const char *before)
{
	g_free((char *)state->inside);
	state->inside = before;
}
