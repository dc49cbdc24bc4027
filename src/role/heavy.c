/* The roles of `plaint-heavy`, whose libraries (Tesseract, Poppler, qpdf, curl)
 * are most of what a process of all roles would load. */

#include "plaint/role/role.h"

#include <string.h>

#include "plaint/worker/process.h"
#include "roles.h"

static const struct role roles[] = {
	{ "ocr", role_ocr },
	{ "bind", role_bind },
	{ "token", role_token },
};

int role_heavy_main(const char *name, const char *build)
{
	const char *ours = g_getenv(PROCESS_BUILD);
	if (ours == NULL || strcmp(ours, build) == 0)
		return role_live(roles, G_N_ELEMENTS(roles), name);
	role_say_error("unready",
		g_error_new_literal(PROCESS_ERROR, PROCESS_ERROR_START,
			"plaint and plaint-heavy beside it were not built "
			"together: install both anew"));
	return 1;
}
