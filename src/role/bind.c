/* Role bind: a letter's PDF from pages of others, once, and out; sealed, for
 * what it reads was made by workers that may have been taken over.
 *
 *   part {pages: [n…]} + fd   one PDF and which of its pages
 *   bind + fd                 where the whole goes
 *                             → bound {bytes, sha256} | failed {message} */

#include <string.h>

#include "plaint/base/fd.h"
#include "plaint/base/hash.h"
#include "plaint/ocr/bind.h"
#include "plaint/wire/wire.h"
#include "plaint/worker/process.h"
#include "roles.h"

enum {
	PARTS_MOST = 500,
	PAGES_MOST = 2000, /* of one part */
	PART_MOST_BYTES = 256 << 20,
};

static void part_clear(gpointer data)
{
	struct bind_part *part = data;
	g_clear_pointer(&part->pdf, g_bytes_unref);
	g_free((int *)part->pages);
}

static bool part_add(GArray *parts, const json_t *frame, int fd, GError **error)
{
	const json_t *list = json_object_get(frame, "pages");
	size_t count = MIN(json_array_size(list), PAGES_MOST);
	GBytes *pdf = parts->len < PARTS_MOST
			      ? fd_read_whole(fd, PART_MOST_BYTES, error)
			      : NULL;
	if (pdf == NULL)
		return false;
	int *pages = g_new(int, count);
	for (size_t i = 0; i < count; i++)
		pages[i] = (int)json_integer_value(json_array_get(list, i));
	struct bind_part part = { pdf, pages, count };
	g_array_append_val(parts, part);
	return true;
}

static json_t *bind(const GArray *parts, int out_fd, GError **error)
{
	g_autoptr(GBytes) whole = bind_parts(
		(const struct bind_part *)parts->data, parts->len, error);
	if (whole == NULL)
		return NULL;
	gsize length;
	const void *bytes = g_bytes_get_data(whole, &length);
	struct hash hash = hash_bytes(bytes, length);
	if (!fd_write_all(out_fd, bytes, length, error))
		return NULL;
	return json_pack("{s:s s:I s:s}", "type", "bound", "bytes",
		(json_int_t)length, "sha256", hash.hex);
}

/* Frames until "bind"; its answer, or NULL. */
static json_t *serve(GError **error)
{
	g_autoptr(GArray) parts =
		g_array_new(FALSE, FALSE, sizeof(struct bind_part));
	g_array_set_clear_func(parts, part_clear);
	for (;;) {
		auto_fd int fd = -1;
		json_t *frame = wire_receive(PROCESS_ROLE_FD, &fd, error);
		if (frame == NULL)
			return NULL;
		bool is_last = strcmp(wire_text(frame, "type"), "bind") == 0;
		bool added = is_last || part_add(parts, frame, fd, error);
		json_decref(frame);
		if (!added)
			return NULL;
		if (is_last)
			return bind(parts, fd, error);
	}
}

/* What qpdf loads at its first use. */
static void warm_up(void)
{
	GBytes *none = bind_parts(NULL, 0, NULL);
	g_clear_pointer(&none, g_bytes_unref);
}

int role_bind(const json_t *settings)
{
	g_autoptr(GError) error = NULL;
	warm_up();
	if (!role_seal_reader(settings))
		return 1;
	if (!role_say(json_pack("{s:s}", "type", "ready")))
		return 1;
	json_t *answer = serve(&error);
	if (answer == NULL)
		answer = json_pack("{s:s s:s}", "type", "failed", "message",
			error != NULL ? error->message : "too many parts");
	return role_say(answer) ? 0 : 1;
}
