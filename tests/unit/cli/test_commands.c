/* Commands in an office that `init` made: exit codes, error lines, and the
 * JSON that scripts rely on.  No worker is started: nothing here reads. */
#include "../../../src/cli/commands.h"
#include "check_main.h"
#include "scratch.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char *home; /* a folder of its own for each test */

static void setup(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	home = scratch_make();
	/* As root the office becomes another user's, who must get there. */
	ck_assert_int_eq(g_chmod(home, 0711), 0);
}

static void teardown(void)
{
	g_clear_pointer(&home, scratch_remove);
}

typedef int (*command)(int argc, char **argv);

struct said {
	int status;
	char *out, *err;
};

static char *slurp(const char *path)
{
	char *text = NULL;
	ck_assert(g_file_get_contents(path, &text, NULL, NULL));
	return text;
}

/* Run in a child, as main would: GOption's --help ends the process, and
 * options live in static variables. */
static struct said run(command run_it, const char *line)
{
	g_autofree char *out = g_build_filename(home, "out", NULL);
	g_autofree char *err = g_build_filename(home, "err", NULL);
	g_auto(GStrv) words = NULL;
	int argc;
	ck_assert(g_shell_parse_argv(line, &argc, &words, NULL));
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		ck_assert_ptr_nonnull(freopen(out, "w", stdout));
		ck_assert_ptr_nonnull(freopen(err, "w", stderr));
		int status = run_it(argc, words);
		fflush(NULL);
		_exit(status);
	}
	int wait_status;
	ck_assert_int_eq(waitpid(child, &wait_status, 0), child);
	ck_assert_msg(WIFEXITED(wait_status), "%s: killed by %d", line,
		WTERMSIG(wait_status));
	return (struct said){ WEXITSTATUS(wait_status), slurp(out),
		slurp(err) };
}

static void said_clear(struct said *said)
{
	g_free(said->out);
	g_free(said->err);
}

static void expect(
	command run_it, const char *line, int status, const char *says)
{
	struct said said = run(run_it, line);
	const char *where = status == 0 ? said.out : said.err;
	ck_assert_msg(said.status == status, "%s: %d, %s", line, said.status,
		said.err);
	ck_assert_msg(
		strstr(where, says) != NULL, "%s: says \"%s\"", line, where);
	if (status != 0)
		ck_assert_msg(strchr(said.err, '\n') ==
				      said.err + strlen(said.err) - 1,
			"%s: one line, not \"%s\"", line, said.err);
	said_clear(&said);
}

/* "list --json" in the office. */
static void in_office(
	command run_it, const char *line, int status, const char *says)
{
	g_auto(GStrv) words = g_strsplit(line, " ", 2);
	g_autofree char *full =
		g_strdup_printf("%s -c %s/office/plaint.yaml %s", words[0],
			home, words[1] != NULL ? words[1] : "");
	expect(run_it, full, status, says);
}

static void make_office(void)
{
	g_autofree char *line =
		g_strdup_printf("init --data . %s/office", home);
	expect(command_init, line, 0, "is ready");
}

START_TEST(init_makes_a_folder_once)
{
	static const struct {
		const char *name;
		unsigned mode;
	} made[] = { { "plaint.yaml", 0644 }, { "plaint.db", 0600 },
		{ "secrets", 0700 }, { "secrets/imap", 0600 },
		{ "secrets/smtp", 0600 }, { "scans", 0700 },
		{ "templates/replies/answer.uk.txt", 0644 } };
	make_office();
	for (size_t i = 0; i < G_N_ELEMENTS(made); i++) {
		g_autofree char *path =
			g_build_filename(home, "office", made[i].name, NULL);
		GStatBuf about;
		ck_assert_msg(g_stat(path, &about) == 0, "%s is there", path);
		ck_assert_msg((about.st_mode & 0777) == made[i].mode,
			"%s has mode %o", path, about.st_mode & 0777);
	}
	g_autofree char *again =
		g_strdup_printf("init --data . %s/office", home);
	expect(command_init, again, 1, "is not empty");
	g_autofree char *nowhere =
		g_strdup_printf("init --data /nowhere %s/other", home);
	expect(command_init, nowhere, 1, "--data");
}
END_TEST

START_TEST(an_empty_office_is_told)
{
	make_office();
	in_office(command_list, "list", 0, "No cases.");
	in_office(command_list, "list --json", 0, "[]");
	in_office(command_status, "status", 0, "cases: 0");
	in_office(command_status, "status --json", 0, "\"uncertain\": 0");
	in_office(command_verify, "verify", 0, "all is well");
	in_office(command_verify, "verify --json", 0, "\"ok\": true");
	in_office(command_outbox, "outbox", 0, "Nothing there.");
	in_office(command_quarantine, "quarantine", 0, "Nothing there.");
	in_office(command_mailroom, "mailroom", 0,
		"Nothing needs a person's eyes.");
	in_office(command_virus, "virus", 0, "Nothing there.");
	in_office(command_virus, "virus --json", 0, "[]");
	in_office(command_user, "user", 0, "Nobody yet");
	in_office(command_train, "train --undo", 1, "no model before");
	expect(command_rules, "rules topics --rules rules --lang uk", 0,
		"billing.refund");
	expect(command_rules, "rules topics --rules rules --lang xx", 2,
		"want uk, ru, be or en");
	expect(command_rules, "rules topics --rules rules --json", 0,
		"\"department\": \"billing\"");
}
END_TEST

START_TEST(people_come_and_go)
{
	make_office();
	in_office(command_user, "user add olena --name 'Олена Коваль'", 0,
		"added as agent");
	in_office(command_user, "user add olena", 1, "olena");
	in_office(command_user, "user add iryna --role king", 1,
		"the role must be");
	in_office(command_user, "user add petro --name ''", 1,
		"a name is needed");
	in_office(command_user, "user add petro --email petro", 1,
		"nothing can be sent to");
	in_office(command_user, "user change olena --name ' '", 1,
		"a name is needed");
	in_office(command_user, "user change olena --email 'a b@c.d'", 1,
		"nothing can be sent to");
	in_office(command_user, "user change olena --email ''", 0, "changed");
	in_office(command_user, "user disable olena", 0, "disabled");
	in_office(command_user, "user list", 0, "Олена Коваль");
	in_office(command_user, "user --json", 0, "\"active\": false");
	in_office(command_user, "user enable olena", 0, "enabled");
	in_office(command_user, "user disable petro", 1, "petro");
	in_office(command_user, "user add petro --json", 0,
		"\"login\": \"petro\"");
	in_office(command_user, "user change petro --name Петро --json", 0,
		"\"name\": \"Петро\"");
	in_office(command_user, "user disable petro --json", 0,
		"\"active\": false");
}
END_TEST

static const struct {
	command run;
	const char *line;
	int status;
	const char *says;
} mistakes[] = {
	{ command_list, "list --stage regstered", 2,
		"did you mean registered" },
	{ command_list, "list --owner olenna", 1, "olenna" },
	{ command_customers, "customers import /", 1, "/:1: Is a directory" },
	{ command_list, "list extra", 2, "too many words" },
	{ command_list, "list --limit=-1", 2, "--limit" },
	{ command_list, "list --nothing", 2, "--nothing" },
	{ command_show, "show", 2, "NUMBER is missing" },
	{ command_show, "show 2026-000001", 1,
		": case 2026-000001: there is none" },
	{ command_user, "user ad olena", 2, "did you mean add" },
	{ command_user, "user add", 2, "takes 1 word" },
	{ command_user, "user add anna --name ''", 1, "a name is needed" },
	{ command_user, "user add anna --email 'Anna <a@x.example>'", 1,
		"nothing can be sent to \"Anna <a@x.example>\"" },
	{ command_user, "user change olena --email olena", 1,
		"nothing can be sent to \"olena\"" },
	{ command_assign, "assign 2026-000001", 2, "--to" },
	{ command_assign, "assign 2026-000001 --to a --nobody", 2, "not both" },
	{ command_assign, "assign 2026-000001 --to a --as nobody", 1,
		"no user \"nobody\"" },
	{ command_draft, "draft 2026-000001", 2, "--text or --file" },
	{ command_draft, "draft 2026-000001 --file /nowhere", 1, "/nowhere" },
	{ command_approve, "approve 2026-000001 --hash x", 2, "64" },
	{ command_reject, "reject 2026-000001", 2, "--reason" },
	{ command_recall, "recall 2026-000001", 2, "--reason" },
	{ command_close, "close 2026-000001", 2, "--cause" },
	{ command_reopen, "reopen 2026-000001", 2, "--reason" },
	{ command_redate, "redate 2026-000001 --received none --reason x", 2,
		"not a day" },
	{ command_redate, "redate 2026-000001 --event none", 2, "--reason" },
	{ command_extend, "extend 2026-000001 --by 5 --reason x", 2, "cd" },
	{ command_extend, "extend 2026-000001 --by 0cd --reason x", 2, "cd" },
	{ command_list, "list --department nosuch", 1,
		"no department \"nosuch\"" },
	{ command_list, "list --json --department biling", 1,
		"did you mean \"billing\"" },
	{ command_list, "list --offset -1", 2, "--offset" },
	{ command_outbox, "outbox resend", 2, "takes 1 word" },
	{ command_outbox, "outbox --state uncertian", 2, "uncertain" },
	{ command_quarantine, "quarantine retry X", 1, "X" },
	{ command_mailroom, "mailroom show X", 1, "X" },
	{ command_mailroom, "mailroom split X", 2, "--before" },
	{ command_mailroom, "mailroom rotate X 1 --by 45", 2, "--by" },
	{ command_mailroom, "mailroom rotate X 0 --by 90", 2, "no page" },
	{ command_mailroom, "mailroom discard X", 2, "--reason" },
	{ command_mailroom, "mailroom received X tomorrow", 2, "no day" },
	{ command_virus, "virus allow X", 1, "X: nothing of that name" },
	{ command_virus, "virus allow X/0", 1, "X/0: nothing" },
	{ command_virus, "virus free X", 2, "allow" },
	{ command_virus, "virus again", 2, "takes 1 word" },
	{ command_evaluate, "evaluate --max-error 2", 2, "--max-error" },
	{ command_evaluate, "evaluate --data x", 2, "--text" },
	{ command_evaluate, "evaluate --data /nowhere --text a --label b", 1,
		"/nowhere" },
	{ command_serve, "serve --only=mail,scan", 2, "did you mean scans" },
	{ command_due,
		"due --regime ua-393-1m --from 9999-12-31T23:59:59-14:00", 2,
		"neither a day" },
	{ command_ingest, "ingest", 2, "FILE... is missing" },
	{ command_ingest, "ingest /nowhere", 1, "/nowhere" },
	{ command_ingest, "ingest Makefile --received 2099-01-01", 2,
		"has not come yet" },
};

START_TEST(mistakes_are_told_in_one_line)
{
	make_office();
	in_office(mistakes[_i].run, mistakes[_i].line, mistakes[_i].status,
		mistakes[_i].says);
}
END_TEST

START_TEST(a_missing_office_is_told)
{
	g_autofree char *line =
		g_strdup_printf("list -c %s/nothing.yaml", home);
	expect(command_list, line, 1, "nothing.yaml");
}
END_TEST

/* A mistyped path must not show an office without letters. */
START_TEST(a_database_that_is_gone_is_not_made_anew)
{
	make_office();
	g_autofree char *db = g_build_filename(home, "office/plaint.db", NULL);
	g_autofree char *moved = g_build_filename(home, "office/moved", NULL);
	g_autofree char *tmp = g_build_filename(home, "office/spool/tmp", NULL);
	in_office(command_list, "list", 0, "No cases.");
	ck_assert_int_eq(g_mkdir_with_parents(tmp, 0755), 0);
	ck_assert_int_eq(g_rename(db, moved), 0);
	in_office(command_list, "list", 1, "is `database:`");
	in_office(command_verify, "verify", 1, "is `database:`");
	in_office(command_ingest, "ingest Makefile", 1, "is `database:`");
	ck_assert(!g_file_test(db, G_FILE_TEST_EXISTS));
	/* A spool that was never used is a new office's. */
	ck_assert_int_eq(g_rmdir(tmp), 0);
	in_office(command_list, "list", 0, "No cases.");
}
END_TEST

START_TEST(render_is_strict)
{
	g_autofree char *template = g_build_filename(home, "t.html", NULL);
	g_autofree char *data = g_build_filename(home, "d.json", NULL);
	g_autofree char *line = g_strdup_printf("render %s %s", template, data);
	ck_assert(g_file_set_contents(template, "a\n{{x}}\n", -1, NULL));
	ck_assert(g_file_set_contents(data, "{\"x\": \"<й>\"}", -1, NULL));
	expect(command_render, line, 0, "a\n&lt;й&gt;\n");
	ck_assert(g_file_set_contents(data, "{\"y\": 1}", -1, NULL));
	expect(command_render, line, 1, "t.html:2: x");
	ck_assert(g_file_set_contents(data, "{\"y\": 1,}", -1, NULL));
	expect(command_render, line, 1, "d.json:1:");
}
END_TEST

START_TEST(sheets_go_where_they_are_wanted)
{
	g_autofree char *pdf = g_build_filename(home, "office", "s.pdf", NULL);
	g_autofree char *line = g_strdup_printf("print separators -o %s", pdf);
	g_autofree char *one = g_strdup_printf(
		"print separators --department billing --lang be -o %s", pdf);
	g_autofree char *none = g_strdup_printf(
		"print separators --department nope -o %s", pdf);
	g_autofree char *bytes = NULL;
	gsize all, length;
	make_office();
	in_office(command_print, line, 0, "");
	ck_assert(g_file_get_contents(pdf, &bytes, &all, NULL));
	ck_assert(g_str_has_prefix(bytes, "%PDF-"));
	in_office(command_print, one, 0, "");
	g_free(bytes);
	ck_assert(g_file_get_contents(pdf, &bytes, &length, NULL));
	ck_assert_uint_lt(length, all);
	/* What went wrong leaves what is there alone. */
	in_office(command_print, none, 1, "no department \"nope\"");
	g_free(bytes);
	ck_assert(g_file_get_contents(pdf, &bytes, &all, NULL));
	ck_assert_uint_eq(length, all);
	in_office(command_print, "print separators", 0, "%PDF-");
	in_office(
		command_print, "print barcode 2026-000001", 1, "there is none");
	in_office(command_print, "print barcode", 2, "case numbers");
	in_office(command_print, "print labels", 2, "neither");
}
END_TEST

/* 40 texts of two labels, one with a line end in it, in a spreadsheet's CSV. */
static char *labelled_csv(const char *end)
{
	g_autofree char *path = g_build_filename(home, "data.csv", NULL);
	g_autoptr(GString) text = g_string_new("\xEF\xBB\xBF"
					       "Text,Label\r\n");
	for (int i = 0; i < 20; i++)
		g_string_append_printf(text,
			"\"The bill %d, wrong\nby \"\"%d\"\" "
			"pounds\",billing\r\n"
			"No parcel came in week %d,delivery\r\n",
			i, i, i);
	g_string_append(text, end);
	ck_assert(g_file_set_contents(path, text->str, -1, NULL));
	return g_steal_pointer(&path);
}

START_TEST(evaluate_reads_any_labelled_file)
{
	g_autofree char *path = labelled_csv("");
	g_autofree char *line = g_strdup_printf(
		"evaluate --data %s --text text --label label", path);
	g_autofree char *json = g_strconcat(line, " --json", NULL);
	g_autofree char *column = g_strdup_printf(
		"evaluate --data %s --text txt --label label", path);
	expect(command_evaluate, line, 0, "accuracy 1.0000");
	expect(command_evaluate, line, 0, "straight through: 100.0 %");
	expect(command_evaluate, json, 0, "\"largest_gap\"");
	expect(command_evaluate, column, 1, "data.csv:1: there is no column");
	g_free(labelled_csv("one field\r\n"));
	expect(command_evaluate, line, 1, "data.csv:62: ");
}
END_TEST

static const struct {
	const char *name;
	command run;
} helped[] = { { "init", command_init }, { "serve", command_serve },
	{ "list", command_list }, { "show", command_show },
	{ "train", command_train }, { "evaluate", command_evaluate },
	{ "assign", command_assign }, { "draft", command_draft },
	{ "submit", command_submit }, { "approve", command_approve },
	{ "reject", command_reject }, { "recall", command_recall },
	{ "extend", command_extend }, { "close", command_close },
	{ "reopen", command_reopen }, { "outbox", command_outbox },
	{ "status", command_status }, { "mailroom", command_mailroom },
	{ "quarantine", command_quarantine }, { "ingest", command_ingest },
	{ "print", command_print }, { "read", command_read },
	{ "render", command_render }, { "user", command_user },
	{ "verify", command_verify }, { "virus", command_virus } };

START_TEST(every_command_has_help_with_an_example)
{
	g_autofree char *line = g_strconcat(helped[_i].name, " --help", NULL);
	g_autofree char *example =
		g_strconcat("Example:\n  plaint ", helped[_i].name, NULL);
	expect(helped[_i].run, line, 0, example);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("commands");
	TCase *tcase = tcase_create("commands");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, init_makes_a_folder_once);
	tcase_add_test(tcase, an_empty_office_is_told);
	tcase_add_test(tcase, people_come_and_go);
	tcase_add_loop_test(tcase, mistakes_are_told_in_one_line, 0,
		(int)G_N_ELEMENTS(mistakes));
	tcase_add_test(tcase, a_missing_office_is_told);
	tcase_add_test(tcase, a_database_that_is_gone_is_not_made_anew);
	tcase_add_test(tcase, render_is_strict);
	tcase_add_test(tcase, sheets_go_where_they_are_wanted);
	tcase_add_test(tcase, evaluate_reads_any_labelled_file);
	tcase_add_loop_test(tcase, every_command_has_help_with_an_example, 0,
		(int)G_N_ELEMENTS(helped));
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
