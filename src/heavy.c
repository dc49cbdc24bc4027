/* plaint-heavy: the roles that need large libraries.  Most processes of Plaint
 * never do, and to load them takes longer than all else at their start. */

#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "build.h"
#include "plaint/role/role.h"

enum {
	USAGE_STATUS = 2
};

int main(int argc, char **argv)
{
	static const char role_option[] = "--role=";
	if (argc == 2 && g_str_has_prefix(argv[1], role_option))
		return role_heavy_main(
			argv[1] + strlen(role_option), build_stamp);
	fputs("plaint-heavy: for plaint's own use\n", stderr);
	return USAGE_STATUS;
}
