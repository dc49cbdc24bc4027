/* What the tests of reading share: one engine, files in memory. */
#pragma once

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <allheaders.h>
#include "plaint/base/fd.h"
#include "plaint/ocr/ocr.h"

static struct ocr *engine;

/* libgomp reads its environment when it is loaded, before main. */
static inline void engine_environment(char **argv)
{
	if (g_strcmp0(g_getenv("OMP_THREAD_LIMIT"), "1") == 0)
		return;
	g_setenv("OMP_THREAD_LIMIT", "1", TRUE);
	execv("/proc/self/exe", argv);
	abort();
}

/* Limits low enough to test quickly. */
static inline void engine_start(void)
{
	const struct ocr_settings settings = {
		.limits = { .pages = 4, .file_bytes = 8 << 20 },
	};
	g_autoptr(GError) error = NULL;
	engine = ocr_new(&settings, &error);
	ck_assert_msg(engine != NULL, "%s", error ? error->message : "");
}

static inline void engine_stop(void)
{
	g_clear_pointer(&engine, ocr_free);
}

static inline int memory_file(const void *bytes, size_t length)
{
	int fd = memfd_create("scan", MFD_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	ck_assert(fd_write_all(fd, bytes, length, NULL));
	return fd;
}

static inline struct document *read_bytes(
	const void *bytes, size_t length, GError **error)
{
	auto_fd int fd = memory_file(bytes, length);
	return ocr_read(engine, fd, error);
}

static inline struct document *read_sample(const char *name)
{
	g_autofree char *path = g_build_filename("samples/scans", name, NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = file_read(path, 4 << 20, &error);
	ck_assert_msg(bytes != NULL, "%s", error ? error->message : "");
	struct document *document = read_bytes(
		g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), &error);
	ck_assert_msg(
		document != NULL, "%s: %s", name, error ? error->message : "");
	return document;
}

static inline const struct page *page_at(
	const struct document *document, guint index)
{
	ck_assert_uint_lt(index, document->pages->len);
	return g_ptr_array_index(document->pages, index);
}

static inline void assert_says(
	const struct document *document, const char *const *words)
{
	for (; *words; words++)
		ck_assert_msg(strstr(document->text, *words) != NULL,
			"\"%s\" is not in: %s", *words, document->text);
}

/* The upper part of a sample letter, grey: quick to read. */
static inline PIX *letter_top(void)
{
	PIX *page = pixRead("samples/scans/uk-thanks.png");
	ck_assert_ptr_nonnull(page);
	BOX *box = boxCreate(0, 100, pixGetWidth(page), 520);
	PIX *part = pixClipRectangle(page, box, NULL);
	PIX *grey = pixConvertTo8(part, 0);
	boxDestroy(&box);
	pixDestroy(&part);
	pixDestroy(&page);
	return grey;
}
static const char *const letter_top_words[] = { "Смарт-Оселя", "Бондаренка",
	"+380 50 555", NULL };
