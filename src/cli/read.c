/* plaint read: what a reading worker makes of a file.  The same sealed role
 * that the daemon starts; no database, no settings. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "cli.h"
#include "commands.h"
#include "plaint/base/fd.h"
#include "plaint/base/hash.h"
#include "plaint/base/log.h"
#include "plaint/wire/document_json.h"
#include "plaint/wire/document_xml.h"
#include "plaint/wire/wire.h"
#include "plaint/worker/enclosed.h"
#include "read_letters.h"
#include "read_many.h"

enum {
	MEMORY_BYTES = 1536 << 20,
	PAGE_MS = 60000,
	PDF_MOST_BYTES = 256 << 20,
	JOBS_MOST = 64,
};

static struct {
	gboolean words, alto, hocr, unsealed, duplex, blank_pages;
	char *pdf;
	int jobs;
} options = { .jobs = 1 };

static const GOptionEntry entries[] = {
	{ "words", 0, 0, G_OPTION_ARG_NONE, &options.words,
		"With --json: each word of a scan with its box", NULL },
	{ "alto", 0, 0, G_OPTION_ARG_NONE, &options.alto,
		"A scan's words with their places as ALTO 4 (XML)", NULL },
	{ "hocr", 0, 0, G_OPTION_ARG_NONE, &options.hocr, "The same as hOCR",
		NULL },
	{ "pdf", 0, 0, G_OPTION_ARG_FILENAME, &options.pdf,
		"Also write a scan's searchable PDF: the picture, upright, "
		"and its text",
		"OUT.pdf" },
	{ "duplex", 0, 0, G_OPTION_ARG_NONE, &options.duplex,
		"A scan of both sides: blank ones are in no letter", NULL },
	{ "blank-pages", 0, 0, G_OPTION_ARG_NONE, &options.blank_pages,
		"Blank sheets part the letters of a scan", NULL },
	{ "jobs", 0, 0, G_OPTION_ARG_INT, &options.jobs,
		"Of several files, so many at a time (1): each job has a "
		"sealed worker that stays",
		"N" },
	{ "unsealed", 0, 0, G_OPTION_ARG_NONE, &options.unsealed,
		"Without the sandbox (for a debugger, or a kernel without "
		"Landlock)",
		NULL },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "FILE...",
	.summary = "What reading a file gives: e-mail, TIFF, JPEG, PNG, WebP, "
		   "PDF.\nNo database is needed.  Of several files each is "
		   "told in "
		   "turn, with --json\non a line of its own that names its "
		   "\"file\"; one that cannot be read does\nnot stop the "
		   "others.",
	.example = "  plaint read samples/mail/uk-charge-pensioner.eml\n"
		   "  plaint read scan.tif --json --words\n"
		   "  plaint read scan.tif --alto >scan.xml\n"
		   "  plaint read scan.jpg --pdf scan.pdf\n"
		   "  plaint read --jobs 2 --json scans/*.tif >texts.jsonl",
	.entries = entries,
	.shared = CLI_JSON,
	.least = 1,
	.most = CLI_MANY,
};

static void tell_line(const char *label, const char *value)
{
	g_autofree char *safe = print_safe(value);
	if (safe[0] != '\0')
		printf("%-11s %s\n", label, safe);
}

static void tell_parts(const json_t *document)
{
	size_t i;
	const json_t *at;
	json_array_foreach(json_object_get(document, "attachments"), i, at)
	{
		g_autofree char *line = g_strdup_printf(
			"%s%s%s (%s, %" JSON_INTEGER_FORMAT " bytes)",
			wire_text(at, "name"),
			wire_text(at, "inside")[0] != '\0' ? " in " : "",
			wire_text(at, "inside"), wire_text(at, "type"),
			json_integer_value(json_object_get(at, "bytes")));
		tell_line("attachment", line);
	}
	json_array_foreach(json_object_get(document, "pages"), i, at)
	{
		printf("%-11s %" JSON_INTEGER_FORMAT
		       ": confidence %.2f, turned %" JSON_INTEGER_FORMAT
		       ", skew %.1f\n",
			"page",
			json_integer_value(json_object_get(at, "number")),
			json_number_value(json_object_get(at, "confidence")),
			json_integer_value(json_object_get(at, "rotation")),
			json_number_value(json_object_get(at, "skew_degrees")));
		g_autofree char *trust = g_strdup_printf("%s: %s",
			wire_text(at, "trust"), wire_text(at, "trust_reason"));
		tell_line("trust", trust);
	}
	json_array_foreach(json_object_get(document, "barcodes"), i, at)
		tell_line(wire_text(at, "type"), wire_text(at, "value"));
	json_array_foreach(json_object_get(document, "warnings"), i, at)
	{
		g_autofree char *line = g_strdup_printf("%s: %s",
			wire_text(at, "code"), wire_text(at, "detail"));
		tell_line("warning", line);
	}
}

static void tell_enclosed(const json_t *document)
{
	size_t i;
	const json_t *at;
	json_array_foreach(json_object_get(document, "attachments"), i, at)
	{
		g_autofree char *name = print_safe(wire_text(at, "name"));
		if (wire_text(at, "text")[0] == '\0')
			continue;
		printf("\n--- %s\n", name);
		print_indented(wire_text(at, "text"), "");
	}
}

static void tell_people(const json_t *document)
{
	const json_t *from = json_object_get(document, "from");
	const json_t *language = json_object_get(document, "language");
	g_autofree char *who = g_strdup_printf(
		"%s <%s>", wire_text(from, "name"), wire_text(from, "address"));
	tell_line("format", wire_text(document, "format"));
	tell_line("class", wire_text(document, "class"));
	if (wire_text(from, "address")[0] != '\0')
		tell_line("from", who);
	tell_line("subject", wire_text(document, "subject"));
	tell_line("date", wire_text(document, "date"));
	tell_line("language", wire_text(language, "code"));
	tell_parts(document);
	read_letters_print(document);
	putchar('\n');
	print_indented(wire_text(document, "text"), "");
	tell_enclosed(document);
}

/* A page format, from the words of a scan. */
static int tell_xml(const struct cli *cli, const json_t *answer)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(document) document = document_from_json(answer, &error);
	if (document == NULL)
		return cli_fail(cli, error);
	g_autofree char *name = g_path_get_basename(cli->words[0]);
	g_autofree char *xml = options.alto ? document_to_alto(document, name)
					    : document_to_hocr(document, name);
	fputs(xml, stdout);
	return CLI_DONE;
}

/* Which letters the pages of a scan are. */
static void add_letters(json_t *answer)
{
	struct batch_settings settings = { .separators = true,
		.blank_pages = options.blank_pages,
		.duplex = options.duplex };
	json_t *letters = read_letters_json(answer, &settings);
	if (letters != NULL && !options.alto && !options.hocr)
		json_object_update(answer, letters);
	json_decref(letters);
}

static int tell(const struct cli *cli, json_t *answer)
{
	int status = CLI_DONE;
	add_letters(answer);
	if (cli->json) {
		print_json(answer);
		return CLI_DONE;
	}
	if (options.alto || options.hocr)
		status = tell_xml(cli, answer);
	else
		tell_people(answer);
	json_decref(answer);
	return status;
}

/* 0: these go together; else the exit code. */
static int check_options(const struct cli *cli)
{
	if (options.alto + options.hocr + cli->json > 1)
		return cli_misuse(
			cli, "one of --json, --alto and --hocr at a time");
	if (cli->word_count > 1 &&
		(options.alto || options.hocr || options.pdf != NULL))
		return cli_misuse(
			cli, "--alto, --hocr and --pdf want one FILE");
	if (options.jobs < 1 || options.jobs > JOBS_MOST)
		return cli_misuse(cli, "--jobs is 1 to %d", JOBS_MOST);
	return CLI_DONE;
}

static int check_kind(const struct cli *cli, enum reader_kind kind)
{
	if ((options.alto || options.hocr || options.pdf != NULL) &&
		kind != READER_OCR)
		return cli_misuse(
			cli, "%s is no scan: it has no pages", cli->words[0]);
	return CLI_DONE;
}

/* What the worker wrote, if it is what it says it is. */
static bool write_pdf(
	int out_fd, int pdf_fd, const json_t *answer, GError **error)
{
	struct hash hash;
	g_autoptr(document) document = document_from_json(answer, error);
	if (document == NULL)
		return false;
	const struct attachment *pdf = document->searchable_pdf;
	if (pdf == NULL) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
			"no searchable PDF could be made of it");
		return false;
	}
	g_autoptr(GBytes) bytes = fd_read_whole(pdf_fd, PDF_MOST_BYTES, error);
	if (bytes == NULL || !hash_fd(pdf_fd, 0, -1, &hash, error))
		return false;
	if (strcmp(hash.hex, pdf->sha256) != 0) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
			"the searchable PDF is not what the worker said it "
			"was");
		return false;
	}
	return cli_out_write(out_fd, bytes, error);
}

/* A scan, with its PDF into out_fd. */
static json_t *read_with_pdf(int fd, int out_fd,
	const struct reader_settings *settings, GError **error)
{
	struct reader_settings own = *settings;
	own.deadline_ms = PAGE_MS;
	auto_fd int pdf_fd = memfd_create("plaint-pdf", MFD_CLOEXEC);
	json_t *answer = reader_read_once(fd, pdf_fd, &own, error);
	if (answer != NULL && !write_pdf(out_fd, pdf_fd, answer, error))
		g_clear_pointer(&answer, json_decref);
	return answer;
}

static json_t *read_file(
	int fd, const struct reader_settings *settings, GError **error)
{
	if (options.pdf == NULL)
		return enclosed_read(fd, settings, error);
	auto_fd int out_fd = cli_out_open(options.pdf, error);
	if (out_fd < 0)
		return NULL;
	json_t *answer = read_with_pdf(fd, out_fd, settings, error);
	if (answer == NULL)
		cli_out_cancel(out_fd, options.pdf);
	return answer;
}

static int read_single(
	const struct cli *cli, const struct reader_settings *settings)
{
	g_autoptr(GError) error = NULL;
	auto_fd int fd = read_open(cli->words[0], &error);
	if (fd < 0)
		return cli_fail(cli, error);
	int status = check_kind(cli, reader_kind_of(fd));
	if (status != CLI_DONE)
		return status;
	json_t *document = read_file(fd, settings, &error);
	if (document == NULL) {
		g_prefix_error(&error, "%s: ", cli->words[0]);
		return cli_fail(cli, error);
	}
	return tell(cli, document);
}

/* --- several files ------------------------------------------------------- */

struct told {
	const struct cli *cli;
	int status;
	int count;
};

static void tell_line_of_json(const char *path, const json_t *answer)
{
	g_autofree char *name = g_filename_display_name(path);
	json_t *line = json_pack("{s:s}", "file", name);
	json_object_update(line, (json_t *)answer);
	json_dumpf(line, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(line);
}

static void tell_one_of_many(
	const char *path, json_t *answer, const GError *error, void *user)
{
	struct told *told = user;
	if (answer == NULL) {
		told->status = cli_fail(told->cli, error);
		return;
	}
	add_letters(answer);
	if (told->cli->json) {
		tell_line_of_json(path, answer);
	} else {
		g_autofree char *name = print_safe(path);
		printf("%s==> %s <==\n", told->count > 0 ? "\n" : "", name);
		tell_people(answer);
	}
	json_decref(answer);
	fflush(stdout);
	told->count++;
}

static int read_several(
	const struct cli *cli, const struct reader_settings *settings)
{
	struct read_many work = { cli->words, cli->word_count, options.jobs,
		settings };
	struct told told = { .cli = cli, .status = CLI_DONE };
	read_many(&work, tell_one_of_many, &told);
	return told.status;
}

int command_read(int argc, char **argv)
{
	g_auto(cli) cli = { 0 };
	int status;
	if (!cli_parse(&cli, &usage, argc, argv, &status))
		return status;
	status = check_options(&cli);
	if (status != CLI_DONE)
		return status;
	log_set_level(LOG_LEVEL_WARNING);
	struct reader_settings settings = {
		.unsealed = options.unsealed,
		.with_words = options.words || options.alto || options.hocr,
		.memory_bytes = MEMORY_BYTES,
	};
	return cli.word_count > 1 ? read_several(&cli, &settings)
				  : read_single(&cli, &settings);
}
