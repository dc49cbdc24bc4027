/* Role parse: e-mail in, document out, sealed.  Whatever the mail contains,
 * the worst it can do is end this process. */

#include <locale.h>

#include "plaint/base/log.h"
#include "plaint/mime/mime.h"
#include "roles.h"

static struct document *parse_read(
	int fd, int attachments_fd, void *user, GError **error)
{
	(void)user;
	return mime_read(fd, attachments_fd, NULL, error);
}

int role_parse(const json_t *settings)
{
	GError *error = NULL;
	/* Names inside archives come in the charset of the locale. */
	setlocale(LC_CTYPE, "C.UTF-8");
	if (!mime_warm_up(&error)) {
		role_say_error("unready", error);
		return 1;
	}
	if (!role_seal_reader(settings))
		return 1;
	return role_serve_reads(parse_read, NULL, false);
}
