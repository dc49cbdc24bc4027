/* plaint ingest: letters from files, registered by hand. */

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "commands.h"
#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/base/id.h"
#include "plaint/base/log.h"
#include "plaint/casework/work.h"
#include "plaint/engine/engine.h"
#include "plaint/store/casefile.h"
#include "plaint/store/letter.h"

enum {
	FILES_MOST = 500
};

static char *received;

static const GOptionEntry entries[] = {
	{ "received", 0, 0, G_OPTION_ARG_STRING, &received,
		"When they came: 2026-03-01 or 2026-03-01T10:00:00+02:00 "
		"(now)",
		"TIME" },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "FILE...",
	.summary =
		"Register letters from files: e-mail (.eml), TIFF, JPEG, PNG, "
		"WebP, PDF, text.\nA file's kind is told by its content; a "
		"scan with separator sheets is many letters.\nWhatever text it "
		"is, it becomes a letter; plaint mailroom discard takes back "
		"what\nwas none.",
	.example = "  plaint ingest letter.pdf --received 2026-03-01",
	.entries = entries,
	.shared = CLI_CONFIG | CLI_JSON,
	.least = 1,
	.most = FILES_MOST,
};

struct intake_file {
	const char *path;
	int fd;
	char id[ID_LENGTH + 1];
	bool is_new;
};

static void intake_file_free(gpointer data)
{
	struct intake_file *file = data;
	fd_clear(&file->fd);
	g_free(file);
}

/* A pipe would be waited for, or be taken for an empty letter. */
static bool file_open(struct intake_file *file, GError **error)
{
	struct stat st;
	file->fd = open(file->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (file->fd < 0 || fstat(file->fd, &st) < 0) {
		base_error_set_errno(error, "%s", file->path);
		return false;
	}
	if (S_ISREG(st.st_mode))
		return true;
	g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID, "%s: no plain file",
		file->path);
	return false;
}

/* Before root is given up: the files may be the caller's alone. */
static GPtrArray *files_open(char *const *paths, GError **error)
{
	g_autoptr(GPtrArray) files =
		g_ptr_array_new_with_free_func(intake_file_free);
	for (size_t i = 0; paths[i] != NULL; i++) {
		struct intake_file *file = g_new0(struct intake_file, 1);
		file->path = paths[i];
		file->fd = -1;
		g_ptr_array_add(files, file);
		if (!file_open(file, error))
			return NULL;
	}
	return g_steal_pointer(&files);
}

/* A day alone is its noon: the same day in every zone Plaint knows. */
static int64_t received_parse(const char *text, const char *zone_name)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(zone_name);
	g_autofree char *full = strlen(text) == DAY_TEXT_LENGTH
					? g_strconcat(text, "T12:00:00", NULL)
					: g_strdup(text);
	g_autoptr(GDateTime) moment = g_date_time_new_from_iso8601(full, zone);
	return moment == NULL ? 0
			      : g_date_time_to_unix(moment) * G_USEC_PER_SEC;
}

/* ids: all of them, as one that is here already may still have to be read: the
 * command that brought it was stopped. */
static bool files_take(struct engine *engine, GPtrArray *files,
	int64_t received_utc_us, GPtrArray *ids, GError **error)
{
	for (guint i = 0; i < files->len; i++) {
		struct intake_file *file = files->pdata[i];
		g_autofree char *name = g_path_get_basename(file->path);
		g_autofree char *shown = g_utf8_make_valid(name, -1);
		struct engine_original original = {
			.fd = file->fd,
			.channel = "hand",
			.source = "hand",
			.name = shown,
			.received_utc_us = received_utc_us,
			.received_from = received != NULL ? "clerk" : "hand",
		};
		if (!engine_take(engine, &original, file->id, &file->is_new,
			    error)) {
			g_prefix_error(error, "%s: ", file->path);
			return false;
		}
		g_ptr_array_add(ids, file->id);
	}
	return true;
}

static json_t *letter_result(struct office *office, const struct letter *letter)
{
	g_autoptr(casefile) casefile =
		letter->casefile_id.text[0] == '\0'
			? NULL
			: casefile_find(
				  office->db, letter->casefile_id.text, NULL);
	return json_pack("{s:s s:s s:o s:o s:s s:s}", "letter", letter->id.text,
		"state", letter->state, "case",
		print_text_or_null(
			casefile != NULL ? casefile->number.text : NULL),
		"problem", print_text_or_null(letter->problem), "received_day",
		letter->received_day.text, "received_from",
		letter->received_from);
}

/* What became of one file, and of the letters in it when there are many: a
 * new reference. */
static json_t *file_result(
	struct office *office, const struct intake_file *file, GError **error)
{
	g_autoptr(letter) letter = letter_find(office->db, file->id, error);
	g_autoptr(GPtrArray) parts =
		letter == NULL
			? NULL
			: letter_list_of_batch(office->db, file->id, error);
	if (parts == NULL)
		return NULL;
	json_t *result = letter_result(office, letter);
	g_autofree char *name = g_filename_display_name(file->path);
	json_t *letters = json_array();
	for (guint i = 0; i < parts->len; i++)
		json_array_append_new(
			letters, letter_result(office, parts->pdata[i]));
	json_object_update_new(
		result, json_pack("{s:s s:b s:o}", "file", name, "new",
				file->is_new, "letters", letters));
	return result;
}

static void parts_print(const json_t *parts)
{
	size_t i;
	const json_t *part;
	json_array_foreach(parts, i, part)
	{
		const char *number =
			json_string_value(json_object_get(part, "case"));
		printf("  letter %zu: %s%s%s\n", i + 1,
			json_string_value(json_object_get(part, "state")),
			number != NULL ? " as " : "",
			number != NULL ? number : "");
	}
}

static void result_print(const json_t *result)
{
	const char *number = json_string_value(json_object_get(result, "case"));
	const char *problem =
		json_string_value(json_object_get(result, "problem"));
	g_autofree char *safe = print_safe(problem != NULL ? problem : "");
	g_autofree char *file =
		print_safe(json_string_value(json_object_get(result, "file")));
	printf("%s: %s%s%s%s%s%s\n", file,
		json_string_value(json_object_get(result, "state")),
		number != NULL ? " as " : "", number != NULL ? number : "",
		problem != NULL ? ": " : "", safe,
		json_is_true(json_object_get(result, "new"))
			? ""
			: " (was here already)");
	parts_print(json_object_get(result, "letters"));
}

static bool is_unread(const json_t *result)
{
	const json_t *state = json_object_get(result, "state");
	return strcmp(json_string_value(state), "stored") == 0;
}

static bool files_tell(const struct cli *cli, GPtrArray *files, GError **error)
{
	g_auto(office) office = { 0 };
	json_t *results = json_array();
	int unread = 0;
	bool is_done = office_open(&office, cli, error);
	for (guint i = 0; is_done && i < files->len; i++) {
		json_t *result = file_result(&office, files->pdata[i], error);
		is_done = result != NULL;
		if (is_done && !cli->json)
			result_print(result);
		if (is_done && is_unread(result))
			unread++;
		if (is_done)
			json_array_append_new(results, result);
	}
	if (is_done && cli->json)
		print_json(json_incref(results));
	json_decref(results);
	if (is_done && unread > 0)
		g_set_error(error, STORE_ERROR, STORE_ERROR_CONFLICT,
			"stopped, %d not read yet: the same command or plaint "
			"serve goes on",
			unread);
	return is_done && unread == 0;
}

int command_ingest(int argc, char **argv)
{
	g_auto(cli) cli = { 0 };
	g_autoptr(GError) error = NULL;
	int status;
	if (!cli_parse(&cli, &usage, argc, argv, &status))
		return status;
	log_set_level(LOG_LEVEL_WARNING);
	g_autoptr(GPtrArray) files = files_open(cli.words, &error);
	struct config *config =
		files != NULL ? office_config(&cli, &error) : NULL;
	if (config == NULL)
		return cli_fail(&cli, error);
	int64_t received_utc_us =
		received == NULL
			? clock_now_utc_us()
			: received_parse(received, config->organisation.zone);
	const char *wrong = received_utc_us == 0 ? "is no time"
			    : day_compare(work_day(config, received_utc_us),
				      work_day(config, clock_now_utc_us())) > 0
				    ? "has not come yet"
				    : NULL;
	if (wrong != NULL) {
		config_free(config);
		return cli_misuse(
			&cli, "--received \"%s\" %s", received, wrong);
	}
	g_autoptr(engine) engine =
		engine_new(config, ENGINE_PARSE | ENGINE_OCR, &error);
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	if (engine == NULL ||
		!files_take(engine, files, received_utc_us, ids, &error) ||
		!engine_run_until_read(engine, ids, &error) ||
		!files_tell(&cli, files, &error))
		return cli_fail(&cli, error);
	return CLI_DONE;
}
