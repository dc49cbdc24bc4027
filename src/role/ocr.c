/* Role ocr: pictures of letters in, pages out, sealed; tells of each page as
 * it is done, so that a long letter is not taken for a hanging worker. */

#include "plaint/ocr/ocr.h"
#include "roles.h"

static void ocr_tell(int page, int pages, void *user)
{
	(void)user;
	role_say(json_pack(
		"{s:s s:i s:i}", "type", "page", "page", page, "pages", pages));
}

static struct document *ocr_read_one(
	int fd, int attachments_fd, void *user, GError **error)
{
	(void)attachments_fd;
	return ocr_read(user, fd, error);
}

int role_ocr(const json_t *settings)
{
	GError *error = NULL;
	g_autoptr(ocr) ocr = ocr_new(NULL, &error);
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
