/* Read scans with one resident engine and say what it cost: pages, seconds,
 * CPU, peak memory, time per step.  With --text=DIR each file's text goes to
 * DIR/<name>.txt, for ocr_error to compare.
 *
 * Use: OMP_THREAD_LIMIT=1 ocr_run [--text=DIR] FILE... */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include "plaint/base/fd.h"
#include "plaint/ocr/ocr.h"

static char *text_dir, *words_dir;
static gboolean show_trust;
static char *languages;
static char **files;
static GOptionEntry options[] = {
	{ "text", 0, 0, G_OPTION_ARG_FILENAME, &text_dir,
		"folder for the texts", "DIR" },
	{ "words", 0, 0, G_OPTION_ARG_FILENAME, &words_dir,
		"folder for the words, with Tesseract's own confidences",
		"DIR" },
	{ "languages", 0, 0, G_OPTION_ARG_STRING, &languages,
		"one set for all, instead of the usual choice", "L" },
	{ "trust", 0, 0, G_OPTION_ARG_NONE, &show_trust,
		"print each page's confidence and verdict", NULL },
	{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL,
		NULL },
	{ NULL },
};

static void print_trust(const char *path, const struct document *document)
{
	for (guint i = 0; i < document->pages->len; i++) {
		const struct page *page = g_ptr_array_index(document->pages, i);
		printf("page %s %d %s confidence %.3f rotation %d skew %.2f "
		       "%s (%s)\n",
			path, page->number, page->languages, page->confidence,
			page->rotation, page->skew_degrees, page->trust,
			page->trust_reason);
	}
	for (guint i = 0; i < document->barcodes->len; i++) {
		const struct barcode *code =
			g_ptr_array_index(document->barcodes, i);
		printf("barcode %s %d %s %s\n", path, code->page, code->type,
			code->value);
	}
	for (guint i = 0; i < document->warnings->len; i++) {
		const struct warning *warning =
			g_ptr_array_index(document->warnings, i);
		printf("warning %s %s: %s\n", path, warning->code,
			warning->detail);
	}
}

static char *words_of(const struct document *document)
{
	GString *words = g_string_new(NULL);
	for (guint i = 0; i < document->pages->len; i++) {
		const struct page *page = g_ptr_array_index(document->pages, i);
		for (guint j = 0; j < page->words->len; j++) {
			const struct word *word =
				g_ptr_array_index(page->words, j);
			g_string_append_printf(words, "%.4f %s\n",
				word->confidence, word->text);
		}
	}
	return g_string_free(words, FALSE);
}

static void keep_text(const char *dir, const char *path, const char *text)
{
	g_autofree char *base = g_path_get_basename(path);
	char *dot = strrchr(base, '.');
	if (dot)
		*dot = 0;
	g_autofree char *name = g_strdup_printf("%s/%s.txt", dir, base);
	g_autoptr(GError) error = NULL;
	if (!g_file_set_contents(name, text, -1, &error))
		g_printerr("%s\n", error->message);
}

static int read_one(struct ocr *ocr, const char *path)
{
	auto_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
	g_autoptr(GError) error = NULL;
	g_autoptr(document) document =
		fd < 0 ? NULL : ocr_read(ocr, fd, &error);
	if (!document) {
		printf("failed %s: %s\n", path,
			error ? error->message : "cannot be opened");
		return 0;
	}
	if (show_trust)
		print_trust(path, document);
	if (text_dir)
		keep_text(text_dir, path, document->text);
	g_autofree char *words = words_dir ? words_of(document) : NULL;
	if (words)
		keep_text(words_dir, path, words);
	return document->pages->len;
}

static double seconds(const struct timeval *time)
{
	return time->tv_sec + time->tv_usec / 1e6;
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	GOptionContext *context = g_option_context_new("FILE...");
	g_option_context_add_main_entries(context, options, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error) || !files) {
		g_printerr("%s\n", error ? error->message : "see --help");
		return 2;
	}
	g_option_context_free(context);
	if (g_strcmp0(g_getenv("OMP_THREAD_LIMIT"), "1") != 0) {
		g_printerr("set OMP_THREAD_LIMIT=1\n");
		return 2;
	}
	const struct ocr_settings settings = { .languages = languages,
		.raw_confidence = words_dir != NULL };
	gint64 start_us = g_get_monotonic_time();
	g_autoptr(ocr) ocr = ocr_new(&settings, &error);
	if (!ocr) {
		g_printerr("%s\n", error->message);
		return 1;
	}
	gint64 ready_us = g_get_monotonic_time();
	int pages = 0;
	for (int i = 0; files[i]; i++)
		pages += read_one(ocr, files[i]);
	gint64 end_us = g_get_monotonic_time();
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	double cpu = seconds(&usage.ru_utime) + seconds(&usage.ru_stime);
	printf("ready %.2f s, pages %d, wall %.2f s, cpu %.2f s, "
	       "peak %ld MB\n",
		(ready_us - start_us) / 1e6, pages, (end_us - ready_us) / 1e6,
		cpu, usage.ru_maxrss / 1024);
	for (int step = 0; step < OCR_STEPS && pages > 0; step++)
		printf("step %-10s %.3f s a page\n", ocr_step_name(step),
			ocr_step_us(ocr, step) / 1e6 / pages);
	g_strfreev(files);
	g_free(text_dir);
	g_free(words_dir);
	return 0;
}
