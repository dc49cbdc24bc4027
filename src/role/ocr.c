/* Role ocr: pictures of letters in, pages out, sealed; tells of each page as
 * it is done, so that a long letter is not taken for a hanging worker.
 *
 * The settings may name languages, and the only pages to read with how they
 * lie: what a clerk said of one file that is read again. */

#include <sys/resource.h>

#include "plaint/ocr/ocr.h"
#include "plaint/wire/wire.h"
#include "roles.h"

enum {
	WISHES_MOST = 2000,
	GIVE_WAY_NICE = 5,
};

static void ocr_tell(int page, int pages, void *user)
{
	(void)user;
	role_say(json_pack(
		"{s:s s:i s:i}", "type", "page", "page", page, "pages", pages));
}

static struct document *ocr_read_one(
	const struct role_request *request, void *user, GError **error)
{
	const json_t *list = json_object_get(request->frame, "left_out");
	g_autoptr(GArray) left_out = g_array_new(FALSE, FALSE, sizeof(int));
	for (size_t i = 0; i < json_array_size(list); i++) {
		int page = (int)json_integer_value(json_array_get(list, i));
		g_array_append_val(left_out, page);
	}
	ocr_set_pdf(user, request->attachments_fd);
	ocr_leave_out(user, (const int *)left_out->data, (int)left_out->len);
	struct document *document = ocr_read(user, request->fd, error);
	ocr_leave_out(user, NULL, 0);
	return document;
}

static GArray *wishes_of(const json_t *settings)
{
	const json_t *list = json_object_get(settings, "pages");
	GArray *wishes = g_array_new(FALSE, FALSE, sizeof(struct ocr_wish));
	for (size_t i = 0; i < MIN(json_array_size(list), WISHES_MOST); i++) {
		const json_t *page = json_array_get(list, i);
		struct ocr_wish wish = { (int)wire_integer(page, "page", 0),
			(int)wire_integer(page, "turn", -1) };
		g_array_append_val(wishes, wish);
	}
	return wishes;
}

int role_ocr(const json_t *settings)
{
	GError *error = NULL;
	g_autoptr(GArray) wishes = wishes_of(settings);
	const char *languages = wire_text(settings, "languages");
	struct ocr_settings wanted = {
		.languages = languages[0] != '\0' ? languages : NULL,
		.wishes = wishes->len > 0
				  ? (const struct ocr_wish *)wishes->data
				  : NULL,
		.wish_count = (int)wishes->len,
	};
	/* Mail is to be registered within seconds, however many pages wait,
	 * and while models are loaded. */
	if (json_is_true(json_object_get(settings, "gives_way")))
		setpriority(PRIO_PROCESS, 0, GIVE_WAY_NICE);
	g_autoptr(ocr) ocr = ocr_new(&wanted, &error);
	if (ocr == NULL) {
		role_say_error("unready", error);
		return 1;
	}
	ocr_on_page(ocr, ocr_tell, NULL);
	if (!role_seal_reader(settings))
		return 1;
	return role_serve_reads(ocr_read_one, ocr,
		json_is_true(json_object_get(settings, "with_words")));
}
