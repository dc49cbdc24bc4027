/* Parsing is quick and a worker serves many letters; OCR is slow, and its
 * workers hold models. */

#include "workers.h"

enum {
	OCR_IDLE_MS = 60000, /* a worker holds its models all the while */
	PARSE_LETTERS_MOST = 5000,
	OCR_PAGES_MOST = 50,
};

/* Letters do not say which mailbox they are from: the most generous limit
 * counts for all. */
static int64_t letter_limit_bytes(const struct config *config)
{
	int64_t most = 0;
	for (guint i = 0; i < config->mailboxes->len; i++) {
		const struct config_mailbox *mailbox =
			config->mailboxes->pdata[i];
		most = MAX(most, mailbox->limit_megabytes);
	}
	return most << 20;
}

struct pool_settings workers_of(
	const struct config *config, enum reader_kind kind)
{
	const struct config_workers *workers = &config->workers;
	bool is_ocr = kind == READER_OCR;
	return (struct pool_settings){
		.kind = kind,
		.reader = { .unsealed = config->unsealed,
			.gives_way = is_ocr,
			.memory_bytes = workers->memory_megabytes << 20,
			.limit_bytes = letter_limit_bytes(config),
			.deadline_ms =
				1000 * (int)(is_ocr ? workers->page_seconds
						    : workers->parse_seconds) },
		.workers = (int)(is_ocr ? workers->ocr : workers->parse),
		.letters_most = is_ocr ? OCR_PAGES_MOST : PARSE_LETTERS_MOST,
		.reads_ahead = !is_ocr,
		.idle_ms = is_ocr ? OCR_IDLE_MS : 0,
	};
}
