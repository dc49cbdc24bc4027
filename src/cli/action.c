/* One way to choose and run an action. */

#include "action.h"

#include <string.h>

#include "plaint/base/nearest.h"

enum {
	ACTIONS_MOST = 16
};

static int unknown(const struct cli *cli, const struct action *actions,
	size_t count, const char *name)
{
	const char *names[ACTIONS_MOST + 1] = { NULL };
	for (size_t i = 0; i < MIN(count, ACTIONS_MOST); i++)
		names[i] = actions[i].name;
	const char *near = nearest_word(name, names);
	g_autofree char *all = g_strjoinv(", ", (char **)names);
	return cli_misuse(cli, "no action \"%s\"; %s%s", name,
		near != NULL ? "did you mean " : "there are ",
		near != NULL ? near : all);
}

int action_run(struct cli *cli, const struct action *actions, size_t count)
{
	static const char *const nothing[] = { NULL };
	const char *name =
		cli->word_count > 0 ? cli->words[0] : actions[0].name;
	const struct action *action = NULL;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(actions[i].name, name) == 0)
			action = &actions[i];
	}
	if (action == NULL)
		return unknown(cli, actions, count, name);
	char **words = cli->word_count > 0 ? cli->words + 1 : (char **)nothing;
	if ((int)g_strv_length(words) != action->word_count)
		return cli_misuse(cli, "%s takes %d word%s", action->name,
			action->word_count, action->word_count == 1 ? "" : "s");
	g_auto(office) office = { 0 };
	g_autoptr(GError) error = NULL;
	int status = action->prepare != NULL
			     ? action->prepare(cli, words, &error)
			     : CLI_DONE;
	if (status == CLI_DONE && !office_open(&office, cli, &error))
		status = CLI_FAILED;
	if (status == CLI_DONE)
		status = action->run(cli, &office, words, &error);
	return error != NULL ? cli_fail(cli, error) : status;
}
