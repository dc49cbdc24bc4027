/* plaint print: sheets that part letters on a scanner, and covers that lead
 * papers to a case. */

#include <string.h>

#include "cli.h"
#include "commands.h"
#include "plaint/base/fd.h"
#include "plaint/base/utf8.h"
#include "plaint/delivery/sheet.h"
#include "plaint/rulebook/routing.h"
#include "plaint/store/casefile.h"

enum {
	SUBJECT_MOST_CHARACTERS = 120,
	CASES_MOST = 500,
};

static struct {
	char **departments, *out, *lang;
} options;

static const GOptionEntry entries[] = {
	{ "department", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.departments,
		"separators: only for this one of rules/routing.yaml (may be "
		"repeated); else one for each, and one for none in particular",
		"ID" },
	{ "lang", 0, 0, G_OPTION_ARG_STRING, &options.lang,
		"Words in uk, ru, be or en (the organisation's language)",
		"CODE" },
	{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.out,
		"Where the PDF goes (standard output)", "OUT.pdf" },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "separators | barcode NUMBER...",
	.summary =
		"Makes a PDF of A4 sheets with bar codes that scanning finds "
		"again.\n\nseparators: laid in front of each letter of a "
		"stack, they part it into letters\nand name their "
		"department.  barcode: a cover for each case; what is "
		"scanned\nbehind it is added to that case.",
	.example = "  plaint print separators -o separators.pdf\n"
		   "  plaint print separators --department billing | lp\n"
		   "  plaint print barcode 2026-000123 -o cover.pdf",
	.entries = entries,
	.shared = CLI_CONFIG,
	.least = 1,
	.most = CLI_MANY,
};

/* Sheets and the texts they borrow. */
struct pile {
	GArray *sheets;	  /* of struct sheet */
	GPtrArray *texts; /* of char * */
	const char *office;
	enum tongue tongue;
};

static void pile_clear(struct pile *pile)
{
	g_clear_pointer(&pile->sheets, g_array_unref);
	g_clear_pointer(&pile->texts, g_ptr_array_unref);
}
typedef struct pile pile;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(pile, pile_clear)

static const char *pile_keep(struct pile *pile, char *text)
{
	g_ptr_array_add(pile->texts, text);
	return text;
}

/* value, title and also stay the caller's, or the pile's. */
static void pile_add(struct pile *pile, enum mark_kind kind, const char *value,
	const char *title, const char *also)
{
	struct sheet sheet = { kind, value, title, also, pile->office,
		pile->tongue };
	g_array_append_val(pile->sheets, sheet);
}

static bool pile_init(
	struct pile *pile, const struct config *config, GError **error)
{
	const char *code = options.lang != NULL ? options.lang
						: config->organisation.language;
	*pile = (struct pile){
		.sheets = g_array_new(FALSE, FALSE, sizeof(struct sheet)),
		.texts = g_ptr_array_new_with_free_func(g_free),
		.office = config->organisation.name,
	};
	if (tongue_parse(code, &pile->tongue))
		return true;
	g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
		"no language \"%s\": uk, ru, be or en", code);
	return false;
}

/* --- separators -------------------------------------------------------- */

static const char *name_in(const struct department *department, int tongue)
{
	const char *name = g_hash_table_lookup(
		department->names, tongue_code((enum tongue)tongue));
	return name != NULL ? name : "";
}

/* The name large in the sheet's language, below it in the others. */
static void add_department(
	struct pile *pile, const struct department *department)
{
	GString *also = g_string_new(NULL);
	const char *title = name_in(department, (int)pile->tongue);
	for (int i = 0; i < TONGUES; i++) {
		const char *name = name_in(department, i);
		if (i == (int)pile->tongue || name[0] == '\0')
			continue;
		if (also->len > 0)
			g_string_append(also, "  ·  ");
		g_string_append(also, name);
	}
	pile_add(pile, MARK_SEPARATOR,
		pile_keep(pile, g_strdup(department->id)),
		pile_keep(pile,
			g_strdup(title[0] != '\0' ? title : department->id)),
		pile_keep(pile, g_string_free(also, FALSE)));
}

static bool add_wanted(
	struct pile *pile, const struct routing *routing, GError **error)
{
	for (char **id = options.departments; *id != NULL; id++) {
		const struct department *department =
			routing_department(routing, *id);
		if (department == NULL) {
			g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
				"routing.yaml knows no department \"%s\"", *id);
			return false;
		}
		add_department(pile, department);
	}
	return true;
}

static void add_all(struct pile *pile, const struct routing *routing)
{
	pile_add(pile, MARK_SEPARATOR, "", sheet_anyone(pile->tongue), "");
	for (guint i = 0; i < routing->departments->len; i++)
		add_department(pile, routing->departments->pdata[i]);
}

static GBytes *print_separators(const struct cli *cli, GError **error)
{
	g_autoptr(config) config = office_config(cli, error);
	g_auto(pile) pile = { 0 };
	if (config == NULL || !pile_init(&pile, config, error))
		return NULL;
	g_autofree char *path =
		g_build_filename(config->rules, "routing.yaml", NULL);
	struct routing *routing = routing_load(path, error);
	if (routing == NULL)
		return NULL;
	bool added = true;
	if (options.departments != NULL)
		added = add_wanted(&pile, routing, error);
	else
		add_all(&pile, routing);
	routing_free(routing);
	return added ? sheets_draw((const struct sheet *)pile.sheets->data,
			       pile.sheets->len, error)
		     : NULL;
}

/* --- covers ------------------------------------------------------------ */

/* A sheet for a case that is not there would lead its papers nowhere. */
static bool add_case(
	struct pile *pile, struct db *db, const char *number, GError **error)
{
	g_autoptr(casefile) casefile =
		casefile_find_by_number(db, number, error);
	if (casefile == NULL)
		return false;
	g_autofree char *line = utf8_one_line(casefile->subject);
	const char *kept = pile_keep(pile, g_strdup(casefile->number.text));
	pile_add(pile, MARK_CASE, kept, kept,
		pile_keep(pile, utf8_cut(line, SUBJECT_MOST_CHARACTERS)));
	return true;
}

static GBytes *print_covers(const struct cli *cli, GError **error)
{
	g_auto(office) office = { 0 };
	g_auto(pile) pile = { 0 };
	if (!office_open(&office, cli, error) ||
		!pile_init(&pile, office.config, error))
		return NULL;
	for (int i = 1; i < cli->word_count; i++) {
		if (!add_case(&pile, office.db, cli->words[i], error))
			return NULL;
	}
	return sheets_draw((const struct sheet *)pile.sheets->data,
		pile.sheets->len, error);
}

/* ----------------------------------------------------------------------- */

static int print(
	const struct cli *cli, GBytes *(*make)(const struct cli *, GError **))
{
	g_autoptr(GError) error = NULL;
	auto_fd int fd = cli_out_open(options.out, &error);
	if (fd < 0)
		return cli_fail(cli, error);
	g_autoptr(GBytes) pdf = make(cli, &error);
	if (pdf != NULL && cli_out_write(fd, pdf, &error))
		return CLI_DONE;
	cli_out_cancel(fd, options.out);
	return cli_fail(cli, error);
}

int command_print(int argc, char **argv)
{
	g_auto(cli) cli = { 0 };
	int status;
	if (!cli_parse(&cli, &usage, argc, argv, &status))
		return status;
	bool separators = strcmp(cli.words[0], "separators") == 0;
	if (!separators && strcmp(cli.words[0], "barcode") != 0)
		return cli_misuse(&cli,
			"\"%s\" is neither separators nor barcode",
			cli.words[0]);
	if (separators && cli.word_count > 1)
		return cli_misuse(&cli,
			"what is \"%s\"? Departments are given by "
			"--department",
			cli.words[1]);
	if (!separators && options.departments != NULL)
		return cli_misuse(&cli,
			"--department is for separators; a cover leads to its "
			"case");
	if (!separators && (cli.word_count < 2 || cli.word_count > CASES_MOST))
		return cli_misuse(&cli, "barcode wants one to %d case numbers",
			CASES_MOST);
	return print(&cli, separators ? print_separators : print_covers);
}
