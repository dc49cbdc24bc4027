/* Any bytes as the rules for letters: topics.yaml, entities.yaml and
 * routing.yaml, parted by form feeds; what is left out stands as it is below.
 * They give rules that read a letter, or an error in one line that names file
 * and line. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <glib/gstdio.h>
#include "plaint/base/utf8.h"
#include "plaint/rulebook/topics.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
	const char *name, *whole;
} files[] = {
	{ "topics.yaml", "priority: {normal: 3, high: 7, urgent: 12}\n"
			 "kinds: {}\nflags: {}\ntopics:\n"
			 "  any:\n"
			 "    names: {uk: a, ru: a, be: a, en: a}\n"
			 "    department: triage\n"
			 "    phrases: {uk: [{say: [слово .. %]}]}\n" },
	{ "entities.yaml", "patterns: []\n" },
	{ "routing.yaml", "departments:\n"
			  "  triage: {names: {uk: a, ru: a, be: a, en: a}}\n"
			  "lines: []\nabsences: []\n" },
};

static char *dir;

static void remove_dir(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path =
			g_build_filename(dir, files[i].name, NULL);
		g_unlink(path);
	}
	g_rmdir(dir);
	g_clear_pointer(&dir, g_free);
}

static void write_rules(const char *data, size_t size)
{
	const char *end = data + size;
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		const char *stop = memchr(data, '\f', (size_t)(end - data));
		size_t length = (size_t)((stop ? stop : end) - data);
		g_autofree char *path =
			g_build_filename(dir, files[i].name, NULL);
		FILE *file = fopen(path, "w");
		if (file == NULL)
			abort();
		if (length > 0)
			fwrite(data, 1, length, file);
		else
			fputs(files[i].whole, file);
		if (fclose(file) != 0)
			abort();
		data = stop ? stop + 1 : end;
	}
}

/* "…/topics.yaml:3: why", on one line. */
static void check_error(const GError *error)
{
	const char *place = strstr(error->message, ".yaml:");
	if (place == NULL || !g_ascii_isdigit(place[strlen(".yaml:")]) ||
		strchr(error->message, '\n') != NULL)
		g_error("says no line: %s", error->message);
}

static void read_letter(const struct topics *topics, const char *text)
{
	struct stemmer none = { NULL, NULL };
	struct classifier *classifier =
		classifier_new(topics_rules(topics), none, NULL);
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	document_set(&document->text, text);
	document_set(&document->subject, "слово і 12");
	struct day day;
	day_from_ymd(2026, 11, 23, &day);
	struct classify_options options = {
		.language = { "uk", 1, "uk" },
		.extract = topics_extract_options(topics, "uk", day),
		.routes = topics_routing(topics)->lines,
	};
	g_autoptr(understanding) understanding =
		classify_letter(classifier, document, &options);
	for (guint i = 0; i < understanding->reasons->len; i++) {
		const struct reason *reason = understanding->reasons->pdata[i];
		if (!utf8_is_valid(reason->phrase, strlen(reason->phrase)))
			abort();
	}
	classifier_free(classifier);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (dir == NULL) {
		dir = g_dir_make_tmp("plaint-rules-XXXXXX", NULL);
		if (dir == NULL || atexit(remove_dir) != 0)
			abort();
	}
	write_rules((const char *)data, size);
	g_autoptr(GError) error = NULL;
	g_autoptr(topics) topics = topics_load(dir, &error);
	if ((topics == NULL) != (error != NULL))
		abort();
	if (topics == NULL) {
		check_error(error);
		return 0;
	}
	g_autofree char *text = utf8_make_valid((const char *)data, size, NULL);
	read_letter(topics, text);
	return 0;
}
