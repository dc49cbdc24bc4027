/* The roles of `plaint` itself. */

#include "plaint/role/role.h"
#include "roles.h"

static const struct role roles[] = {
	{ "parse", role_parse },
	{ "fetch", role_fetch },
	{ "send", role_send },
	{ "scan", role_scan },
	{ "train", role_train },
};

int role_main(const char *name)
{
	return role_live(roles, G_N_ELEMENTS(roles), name);
}
