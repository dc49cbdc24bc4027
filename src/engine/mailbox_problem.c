/* Kept as one setting per mailbox, written only when it changes. */

#include "mailbox_problem.h"

#include "plaint/base/log.h"
#include "plaint/store/setting.h"

void mailbox_problem_put(
	struct engine *engine, const char *mailbox, const char *problem)
{
	g_autofree char *key =
		g_strconcat("mailbox.", mailbox, ".problem", NULL);
	g_autoptr(GError) error = NULL;
	g_autofree char *old = setting_get(engine->db, key, NULL);
	if (g_strcmp0(old, problem) == 0)
		return;
	if (!setting_set(engine->db, key, problem, &error))
		log_warning("%s", error->message);
}
