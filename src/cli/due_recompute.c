/* A calendar or a regime was changed: which cases does it move, and which of
 * them come earlier? */
#include "due_recompute.h"

#include <stdio.h>
#include <string.h>

#include "plaint/base/clock.h"
#include "term_command.h"

/* Earlier first: they are the ones to act on. */
static gint by_urgency(gconstpointer a, gconstpointer b)
{
	const struct terms_change *left = *(gconstpointer const *)a;
	const struct terms_change *right = *(gconstpointer const *)b;
	bool left_is = left->change == CASE_CLOCK_EARLIER;
	bool right_is = right->change == CASE_CLOCK_EARLIER;
	if (left_is != right_is)
		return left_is ? -1 : 1;
	int order = strcmp(left->now.safe_due.text, right->now.safe_due.text);
	return order != 0 ? order
			  : strcmp(left->number.text, right->number.text);
}

static const char *change_name(enum case_clock_change change)
{
	static const char *const names[] = { [CASE_CLOCK_SAME] = "same",
		[CASE_CLOCK_EARLIER] = "earlier",
		[CASE_CLOCK_LATER] = "later" };
	return names[change];
}

static int64_t earlier_count(const struct terms_sweep *sweep)
{
	int64_t count = 0;
	for (guint i = 0; i < sweep->changes->len; i++) {
		const struct terms_change *change = sweep->changes->pdata[i];
		count += change->change == CASE_CLOCK_EARLIER;
	}
	return count;
}

static void sweep_json(const struct terms_sweep *sweep)
{
	json_t *changes = json_array(), *problems = json_array();
	for (guint i = 0; i < sweep->changes->len; i++) {
		const struct terms_change *change = sweep->changes->pdata[i];
		json_array_append_new(changes,
			json_pack("{s:s s:s s:o s:s s:o s:s s:s s:s}", "number",
				change->number.text, "change",
				change_name(change->change), "old_legal_due",
				print_text_or_null(change->old.legal_due.text),
				"legal_due", change->now.legal_due.text,
				"old_safe_due",
				print_text_or_null(change->old.safe_due.text),
				"safe_due", change->now.safe_due.text,
				"old_target_due", change->old.target_due.text,
				"target_due", change->now.target_due.text));
	}
	for (guint i = 0; i < sweep->problems->len; i++)
		json_array_append_new(
			problems, json_string(sweep->problems->pdata[i]));
	print_json(json_pack("{s:I s:I s:o s:o}", "cases",
		(json_int_t)sweep->count, "earlier",
		(json_int_t)earlier_count(sweep), "changed", changes,
		"problems", problems));
}

static void sweep_print(const struct terms_sweep *sweep)
{
	for (guint i = 0; i < sweep->changes->len; i++) {
		const struct terms_change *change = sweep->changes->pdata[i];
		printf("%s  due %s instead of %s, safely by %s instead of %s"
		       "  %s\n",
			change->number.text, change->now.legal_due.text,
			change->old.legal_due.text, change->now.safe_due.text,
			change->old.safe_due.text, change_name(change->change));
	}
	printf("%" G_GINT64_FORMAT " open cases, %u moved, %" G_GINT64_FORMAT
	       " of them earlier.\n",
		(gint64)sweep->count, sweep->changes->len,
		(gint64)earlier_count(sweep));
}

int due_recompute(struct cli *cli)
{
	g_auto(office) office = { 0 };
	g_auto(terms_sweep) sweep = { .why = "rules" };
	g_autoptr(GError) error = NULL;
	struct terms_rules rules;
	if (!office_open(&office, cli, &error) ||
		!term_rules_load(&office, &rules, &error))
		return cli_fail(cli, error);
	sweep.rules = &rules;
	sweep.today = term_today(office.config);
	sweep.now_utc_us = clock_now_utc_us();
	while (!sweep.is_done) {
		if (!terms_sweep_step(office.db, &sweep, &error))
			return cli_fail(cli, error);
	}
	g_ptr_array_sort(sweep.changes, by_urgency);
	if (cli->json)
		sweep_json(&sweep);
	else
		sweep_print(&sweep);
	for (guint i = 0; !cli->json && i < sweep.problems->len; i++)
		fprintf(stderr, "plaint due: %s\n",
			(const char *)sweep.problems->pdata[i]);
	return sweep.problems->len == 0 ? CLI_DONE : CLI_FAILED;
}
