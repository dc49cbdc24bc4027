/* Runs of pages of one PDF are one part, so that a letter of forty pages is
 * not forty files. */
#include "plaint/registry/binding.h"

#include <string.h>
#include <sys/mman.h>

#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/base/hash.h"
#include "plaint/store/page_pdf.h"
#include "plaint/wire/wire.h"
#include "plaint/worker/process.h"

enum {
	MEMORY_BYTES = 1536 << 20,
	PDF_MOST_BYTES = 256 << 20,
	DEADLINE_MS = 60000,
};

static const char role[] = "bind";

/* Is the letter all of one PDF, page by page? */
static bool is_whole(
	struct db *db, const GPtrArray *pages, bool *whole_out, GError **error)
{
	const struct page_pdf *first = pages->pdata[0];
	int64_t count;
	*whole_out = true;
	for (guint i = 0; i < pages->len; i++) {
		const struct page_pdf *page = pages->pdata[i];
		if (page->pdf_page != (int64_t)i + 1 ||
			strcmp(page->pdf_sha256, first->pdf_sha256) != 0)
			*whole_out = false;
	}
	if (!*whole_out)
		return true;
	if (!page_pdf_count(db, first->pdf_sha256, &count, error))
		return false;
	*whole_out = count == pages->len;
	return true;
}

static GBytes *read_whole(
	struct spool *spool, const char *sha256, GError **error)
{
	auto_fd int fd = spool_get(spool, sha256, error);
	return fd >= 0 ? fd_read_whole(fd, PDF_MOST_BYTES, error) : NULL;
}

/* Send, and drop the frame. */
static bool say(
	const struct process *process, json_t *frame, int fd, GError **error)
{
	bool sent = wire_send(process->fd, frame, fd, error);
	json_decref(frame);
	return sent;
}

static bool send_parts(const struct process *process, struct spool *spool,
	const GPtrArray *pages, GError **error)
{
	for (guint i = 0; i < pages->len;) {
		const struct page_pdf *first = pages->pdata[i];
		auto_fd int fd = spool_get(spool, first->pdf_sha256, error);
		if (fd < 0)
			return false;
		json_t *list = json_array();
		for (; i < pages->len; i++) {
			const struct page_pdf *page = pages->pdata[i];
			if (strcmp(page->pdf_sha256, first->pdf_sha256) != 0)
				break;
			json_array_append_new(
				list, json_integer(page->pdf_page));
		}
		json_t *frame =
			json_pack("{s:s s:o}", "type", "part", "pages", list);
		if (!say(process, frame, fd, error))
			return false;
	}
	return true;
}

static json_t *await(
	struct process *process, const char *wanted, GError **error)
{
	json_t *frame = process_await(process, role,
		clock_monotonic_us() + (int64_t)DEADLINE_MS * 1000, error);
	if (frame == NULL || strcmp(wire_text(frame, "type"), wanted) == 0)
		return frame;
	g_set_error(error, PROCESS_ERROR, PROCESS_ERROR_ANSWER, "%s",
		wire_text(frame, "message"));
	json_decref(frame);
	return NULL;
}

static GBytes *take(int fd, const json_t *answer, GError **error)
{
	struct hash hash;
	if (!hash_fd(fd, 0, -1, &hash, error))
		return NULL;
	if (strcmp(hash.hex, wire_text(answer, "sha256")) == 0)
		return fd_read_whole(fd, PDF_MOST_BYTES, error);
	g_set_error(error, PROCESS_ERROR, PROCESS_ERROR_DIED,
		"the PDF is not what the %s worker said it was", role);
	return NULL;
}

static GBytes *ask(struct process *process, struct spool *spool,
	const GPtrArray *pages, GError **error)
{
	auto_fd int fd = memfd_create("plaint-bind", MFD_CLOEXEC);
	json_t *ready = await(process, "ready", error);
	if (ready == NULL)
		return NULL;
	json_decref(ready);
	if (!send_parts(process, spool, pages, error) ||
		!say(process, json_pack("{s:s}", "type", "bind"), fd, error))
		return NULL;
	json_t *answer = await(process, "bound", error);
	GBytes *pdf = answer != NULL ? take(fd, answer, error) : NULL;
	json_decref(answer);
	return pdf;
}

static GBytes *bind(struct spool *spool, bool unsealed, const GPtrArray *pages,
	GError **error)
{
	struct process process;
	json_t *settings = json_pack("{s:s s:b s:I}", "type", "settings",
		"unsealed", unsealed, "memory_bytes", (json_int_t)MEMORY_BYTES);
	bool started = process_start(&process, role, settings, error);
	json_decref(settings);
	if (!started)
		return NULL;
	GBytes *pdf = ask(&process, spool, pages, error);
	process_end(&process);
	return pdf;
}

char *binding_whole(struct db *db, const char *letter_id, GError **error)
{
	bool whole;
	g_autoptr(GPtrArray) pages =
		page_pdf_list_of_letter(db, letter_id, error);
	if (pages == NULL || pages->len == 0 ||
		!is_whole(db, pages, &whole, error) || !whole)
		return NULL;
	const struct page_pdf *first = pages->pdata[0];
	return g_strdup(first->pdf_sha256);
}

GBytes *binding_make(struct db *db, struct spool *spool, bool unsealed,
	const char *letter_id, GError **error)
{
	bool whole;
	g_autoptr(GPtrArray) pages =
		page_pdf_list_of_letter(db, letter_id, error);
	if (pages == NULL)
		return NULL;
	if (pages->len == 0) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
			"it has no searchable PDF: none of its pages was "
			"scanned");
		return NULL;
	}
	if (!is_whole(db, pages, &whole, error))
		return NULL;
	const struct page_pdf *first = pages->pdata[0];
	return whole ? read_whole(spool, first->pdf_sha256, error)
		     : bind(spool, unsealed, pages, error);
}
