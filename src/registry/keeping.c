/* Workers are believed in nothing: lengths and hashes are checked here. */
#include "plaint/registry/keeping.h"

#include <string.h>

#include "plaint/store/page_pdf.h"

enum {
	SMALL_LETTER_BYTES = 2 << 20
};

int keeping_room(struct spool *spool, int64_t letter_bytes, GError **error)
{
	return letter_bytes <= SMALL_LETTER_BYTES
		       ? spool_scratch_small(spool, error)
		       : spool_scratch(spool, error);
}

static bool take_one(struct spool *spool, struct attachment *attachment, int fd,
	const char *what, GError **error)
{
	struct hash hash;
	if (attachment->offset < 0 || fd < 0) {
		attachment->offset = -1;
		return true;
	}
	if (!spool_put_later(spool, fd, attachment->offset, attachment->bytes,
		    &hash, error))
		return false;
	if (strcmp(hash.hex, attachment->sha256) == 0)
		return true;
	g_set_error(error, SPOOL_ERROR, SPOOL_ERROR_DAMAGED,
		"%s is not what the worker said it was", what);
	return false;
}

bool keeping_take(struct spool *spool, struct registration *registration,
	int fd, GError **error)
{
	const struct document *document = registration->document;
	for (guint i = 0; document != NULL && i < document->attachments->len;
		i++) {
		g_autofree char *what = g_strdup_printf("attachment %u", i + 1);
		if (!take_one(spool, document->attachments->pdata[i], fd, what,
			    error))
			return false;
	}
	return registration->searchable_pdf == NULL ||
	       take_one(spool, registration->searchable_pdf, fd,
		       "its searchable PDF", error);
}

static bool is_there(struct spool *spool, const struct attachment *attachment)
{
	return attachment->offset < 0 || spool_has(spool, attachment->sha256);
}

bool keeping_is_done(
	struct spool *spool, const struct registration *registration)
{
	const struct document *document = registration->document;
	for (guint i = 0; document != NULL && i < document->attachments->len;
		i++) {
		if (!is_there(spool, document->attachments->pdata[i]))
			return false;
	}
	return registration->searchable_pdf == NULL ||
	       is_there(spool, registration->searchable_pdf);
}

bool keeping_note(
	struct db *db, const struct registration *registration, GError **error)
{
	const struct attachment *pdf = registration->searchable_pdf;
	return pdf == NULL || pdf->offset < 0 ||
	       page_pdf_put(db, registration->job->sha256, pdf->sha256,
		       pdf->pages, error);
}

struct noting {
	const struct keeping_again *again;
	const struct attachment *pdf;
};

static bool note_again(struct db *db, void *user, GError **error)
{
	const struct noting *noting = user;
	const struct keeping_again *again = noting->again;
	size_t count = json_array_size(again->pages);
	if (again->pages == NULL)
		return page_pdf_put(db, again->sha256, noting->pdf->sha256,
			noting->pdf->pages, error);
	for (size_t i = 0; i < count; i++) {
		const json_t *page = json_array_get(again->pages, i);
		struct page_pdf row = { again->sha256,
			json_integer_value(json_object_get(page, "page")),
			noting->pdf->sha256, (int64_t)i + 1 };
		if (!page_pdf_put_one(db, &row, error))
			return false;
	}
	return true;
}

bool keeping_take_again(struct spool *spool, struct db *db,
	const struct keeping_again *again, struct document *document,
	GError **error)
{
	struct attachment *pdf = g_steal_pointer(&document->searchable_pdf);
	struct noting noting = { again, pdf };
	bool done =
		pdf == NULL ||
		(take_one(spool, pdf, again->fd, "the searchable PDF", error) &&
			spool_sync(spool, error) &&
			db_run_tx(db, note_again, &noting, error));
	attachment_free(pdf);
	return done;
}
