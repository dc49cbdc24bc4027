/* The mail's attachments go into a file in memory, and from there, one by one,
 * to a worker that sees that one only. */

#include "plaint/worker/enclosed.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "plaint/base/fd.h"
#include "plaint/text/enclosure.h"
#include "plaint/text/language.h"
#include "plaint/wire/document_json.h"

enum {
	ENCLOSED_TEXT_MOST_BYTES = 8 << 20,
};

static const char unread_code[] = "attachment_unread";
static const char locked_code[] = "file_locked";

/* What all attachments' texts of a letter may be together: some thousand
 * pages. */
static size_t text_room(const struct document *document)
{
	size_t taken = 0;
	for (guint i = 0; i < document->attachments->len; i++) {
		const struct attachment *attachment =
			document->attachments->pdata[i];
		taken += strlen(attachment->text);
	}
	return taken < ENCLOSED_TEXT_MOST_BYTES
		       ? ENCLOSED_TEXT_MOST_BYTES - taken
		       : 0;
}

static char *text_within(struct document *document, const struct attachment *of,
	const struct document *answer)
{
	size_t length = strlen(answer->text), room = text_room(document);
	if (length <= room)
		return g_strdup(answer->text);
	document_warn(document, "attachment_text_cut",
		"%s: %zu of %zu bytes of text kept", of->name, room, length);
	while (room > 0 && ((unsigned char)answer->text[room] & 0xC0) == 0x80)
		room--;
	return g_strndup(answer->text, room);
}

/* The same bytes twice in a letter are read once. */
static void fill_in(struct document *document, const struct attachment *of,
	const struct document *answer)
{
	g_autofree char *text = text_within(document, of, answer);
	for (guint i = 0; i < document->attachments->len; i++) {
		struct attachment *attachment = document->attachments->pdata[i];
		if (strcmp(attachment->sha256, of->sha256) != 0 ||
			attachment->text[0] != '\0')
			continue;
		document_set(&attachment->text, text);
		attachment->pages = (int)answer->pages->len;
	}
}

static char *unread_detail(const char *name, const char *problem)
{
	return g_strdup_printf("%s: %s", name, problem);
}

static bool tells_unread(const struct warning *warning, const char *begin)
{
	return (strcmp(warning->code, unread_code) == 0 ||
		       strcmp(warning->code, locked_code) == 0) &&
	       g_str_has_prefix(warning->detail, begin);
}

/* Others that go by the same name ("scan.pdf" twice) and were not read. */
static guint others_unread(
	const struct document *document, const struct attachment *of)
{
	guint count = 0;
	for (guint i = 0; i < document->attachments->len; i++) {
		const struct attachment *other =
			document->attachments->pdata[i];
		count += strcmp(other->sha256, of->sha256) != 0 &&
			 strcmp(other->name, of->name) == 0 &&
			 other->text[0] == '\0' && other->pages == 0;
	}
	return count;
}

/* That it could not be read is over; what is told of others stays. */
static void drop_unread(struct document *document, const struct attachment *of)
{
	g_autofree char *begin = unread_detail(of->name, "");
	guint told = 0, keep = others_unread(document, of);
	for (guint i = 0; i < document->warnings->len; i++)
		told += tells_unread(document->warnings->pdata[i], begin);
	for (guint i = document->warnings->len; i > 0 && told > keep; i--) {
		if (!tells_unread(document->warnings->pdata[i - 1], begin))
			continue;
		g_ptr_array_remove_index(document->warnings, i - 1);
		told--;
	}
}

static void take_warnings(struct document *document, const char *name,
	const struct document *answer)
{
	for (guint i = 0; i < answer->warnings->len; i++) {
		const struct warning *warning = answer->warnings->pdata[i];
		document_warn(document, warning->code, "%s: %s", name,
			warning->detail);
	}
}

void enclosed_fill(
	struct document *document, guint place, const struct document *answer)
{
	const struct attachment *attachment =
		document->attachments->pdata[place];
	drop_unread(document, attachment);
	take_warnings(document, attachment->name, answer);
	fill_in(document, attachment, answer);
	if (document->language[0] != '\0')
		return;
	g_autofree char *text = enclosure_whole_text(document);
	struct language found = language_detect(text, strlen(text));
	document_set(&document->language, found.code);
	document->language_confidence = found.confidence;
}

void enclosed_give_up(
	struct document *document, guint place, const char *problem)
{
	const struct attachment *attachment =
		document->attachments->pdata[place];
	g_autofree char *detail = unread_detail(attachment->name, problem);
	drop_unread(document, attachment);
	document_warn(document,
		g_str_has_suffix(problem, ENCLOSURE_LOCKED) ? locked_code
							    : unread_code,
		"%s", detail);
}

/* --- in a terminal ------------------------------------------------------- */

enum {
	MAIL_MS = 20000,
	PAGE_MS = 60000,
	COPY_BYTES = 64 << 10,
	RECYCLE_AFTER = 50, /* originals; libraries' heaps only grow */
};

/* One worker of each kind, started when first needed; a new one after trouble
 * and, as the daemon's, after RECYCLE_AFTER originals. */
struct resident {
	struct process process;
	bool is_started;
	int reads;
};

struct enclosed_workers {
	struct reader_settings settings;
	struct resident kinds[2]; /* by enum reader_kind */
};

static void resident_stop(struct resident *resident)
{
	if (resident->is_started)
		process_end(&resident->process);
	*resident = (struct resident){ .is_started = false };
}

static json_t *resident_read(struct enclosed_workers *workers,
	const struct reader_item *item, GError **error)
{
	struct resident *resident = &workers->kinds[item->kind];
	g_autoptr(GError) cause = NULL;
	if (!resident->is_started &&
		!reader_start(&resident->process, item->kind,
			&workers->settings, error))
		return NULL;
	resident->is_started = true;
	json_t *json = reader_read_in(&resident->process, item, &cause);
	bool is_well = json != NULL || g_error_matches(cause, PROCESS_ERROR,
					       PROCESS_ERROR_ANSWER);
	if (!is_well || ++resident->reads >= RECYCLE_AFTER)
		resident_stop(resident);
	if (json == NULL)
		g_propagate_error(error, g_steal_pointer(&cause));
	return json;
}

/* A worker sees the bytes of one attachment and no others. */
static int attachment_fd(
	int from, const struct attachment *attachment, GError **error)
{
	g_autofree char *room = g_malloc(COPY_BYTES);
	auto_fd int fd = memfd_create("attachment", MFD_CLOEXEC);
	if (fd < 0) {
		base_error_set_errno(error, "memfd_create");
		return -1;
	}
	for (int64_t done = 0; done < attachment->bytes;) {
		size_t want = (size_t)MIN(attachment->bytes - done, COPY_BYTES);
		ssize_t got =
			pread(from, room, want, attachment->offset + done);
		if (got <= 0) {
			g_set_error(error, PROCESS_ERROR, PROCESS_ERROR_ANSWER,
				"its bytes are not there");
			return -1;
		}
		if (!fd_write_all(fd, room, (size_t)got, error))
			return -1;
		done += got;
	}
	return fd_steal(&fd);
}

static struct document *read_attachment(struct enclosed_workers *workers,
	int mail_fd, const struct attachment *attachment, GError **error)
{
	auto_fd int fd = attachment_fd(mail_fd, attachment, error);
	if (fd < 0)
		return NULL;
	struct reader_item item = { READER_OCR, fd, -1, PAGE_MS };
	json_t *json = resident_read(workers, &item, error);
	struct document *document =
		json != NULL ? document_from_json(json, error) : NULL;
	json_decref(json);
	return document;
}

static void read_all(struct enclosed_workers *workers,
	struct document *document, int mail_fd)
{
	guint left_out = 0;
	g_autoptr(GArray) places = enclosures_to_read(document, &left_out);
	for (guint i = 0; i < places->len; i++) {
		guint place = g_array_index(places, guint, i);
		g_autoptr(GError) error = NULL;
		const struct attachment *attachment =
			document->attachments->pdata[place];
		if (attachment->offset < 0)
			continue;
		g_autoptr(document) answer =
			read_attachment(workers, mail_fd, attachment, &error);
		if (answer != NULL)
			enclosed_fill(document, place, answer);
		else
			enclosed_give_up(document, place, error->message);
	}
	if (left_out > 0)
		document_warn(document, "attachments_left_out",
			"%u more than the %d that are read of one letter",
			left_out, ENCLOSURES_READ_MOST);
}

static json_t *read_mail(
	struct enclosed_workers *workers, int fd, GError **error)
{
	auto_fd int scratch_fd = memfd_create("attachments", MFD_CLOEXEC);
	if (scratch_fd < 0) {
		base_error_set_errno(error, "memfd_create");
		return NULL;
	}
	struct reader_item item = { READER_PARSE, fd, scratch_fd, MAIL_MS };
	json_t *json = resident_read(workers, &item, error);
	g_autoptr(document) document =
		json != NULL ? document_from_json(json, error) : NULL;
	json_decref(json);
	if (document == NULL)
		return NULL;
	read_all(workers, document, scratch_fd);
	/* They lay in a file that nobody will see again. */
	for (guint i = 0; i < document->attachments->len; i++)
		((struct attachment *)document->attachments->pdata[i])->offset =
			-1;
	return document_to_json(document, workers->settings.with_words);
}

struct enclosed_workers *enclosed_workers_new(
	const struct reader_settings *settings)
{
	struct enclosed_workers *workers = g_new0(struct enclosed_workers, 1);
	workers->settings = *settings;
	return workers;
}

void enclosed_workers_free(struct enclosed_workers *workers)
{
	for (size_t i = 0; i < G_N_ELEMENTS(workers->kinds); i++)
		resident_stop(&workers->kinds[i]);
	g_free(workers);
}

json_t *enclosed_read_with(
	struct enclosed_workers *workers, int fd, GError **error)
{
	struct reader_item item = { READER_OCR, fd, -1, PAGE_MS };
	return reader_kind_of(fd) == READER_OCR
		       ? resident_read(workers, &item, error)
		       : read_mail(workers, fd, error);
}

json_t *enclosed_read(
	int fd, const struct reader_settings *settings, GError **error)
{
	g_autoptr(enclosed_workers) workers = enclosed_workers_new(settings);
	return enclosed_read_with(workers, fd, error);
}
