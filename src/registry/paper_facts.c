/* What a scan tells besides its text: handwriting is known as such and is
 * not understood from what the reader made of it; the stamp gives the day. */

#include <string.h>

#include "plaint/base/clock.h"
#include "plaint/casework/zone.h"
#include "plaint/text/language.h"
#include "plaint/registry/paper.h"
#include "plaint/wire/document_json.h"

static const char trust_blank[] = "blank";
static const char trust_envelope[] = "envelope";
static const char trust_key_in[] = "key_in";

void paper_facts_free(struct paper_facts *facts)
{
	if (facts == NULL)
		return;
	g_free(facts->department);
	g_free(facts->case_number);
	g_free(facts->stamp_text);
	g_free(facts);
}

const struct config_scans *paper_folder(
	const struct config *config, const struct letter *letter)
{
	for (guint i = 0; i < config->scans->len; i++) {
		const struct config_scans *scans = config->scans->pdata[i];
		if (strcmp(letter->channel, "scan") == 0 &&
			strcmp(scans->name, letter->source) == 0)
			return scans;
	}
	return NULL;
}

void paper_mark_pages(
	struct document *document, const struct batch_settings *settings)
{
	for (guint i = 0; i < document->pages->len; i++) {
		struct page *page = document->pages->pdata[i];
		enum batch_page kind = batch_page_of(document, i, settings);
		if (kind == BATCH_PAGE_BLANK)
			document_set(&page->trust, trust_blank);
		else if (kind == BATCH_PAGE_ENVELOPE)
			document_set(&page->trust, trust_envelope);
		else
			continue;
		document_set(&page->trust_reason, "");
	}
}

/* How many pages bear the verdict. */
static guint count_trust(const struct document *document, const char *trust)
{
	guint count = 0;
	for (guint i = 0; i < document->pages->len; i++) {
		const struct page *page = document->pages->pdata[i];
		count += strcmp(page->trust, trust) == 0;
	}
	return count;
}

/* More than the doubtful ones. */
static bool has_all_words(const struct document *document)
{
	for (guint i = 0; i < document->pages->len; i++) {
		const struct page *page = document->pages->pdata[i];
		for (guint w = 0; w < page->words->len; w++) {
			const struct word *word = page->words->pdata[w];
			if (!word->is_doubtful)
				return true;
		}
	}
	return false;
}

void paper_refresh(struct registration *registration)
{
	struct document *document = registration->document;
	struct language found =
		language_detect(document->text, strlen(document->text));
	document_set(&document->language, found.code);
	document->language_confidence = found.confidence;
	g_free(registration->json);
	registration->json = document_keep(document, has_all_words(document));
}

/* --- handwriting -------------------------------------------------------- */

/* The clock runs all the same: it is a case at once, which a person keys in.
 * What the reader made of it stays with the pages and is nobody's text. */
static void set_to_key(struct registration *registration)
{
	struct document *document = registration->document;
	struct understanding *u = understanding_new();
	registration->facts->is_to_key = true;
	document->class = DOCUMENT_LETTER;
	document_set(&document->text, "");
	u->kind = KIND_COMPLAINT;
	u->triage = true;
	g_free(u->department);
	u->department = g_strdup("triage");
	g_ptr_array_add(u->flags, g_strdup(trust_key_in));
	u->letter_flags = u->flags->len;
	registration_take(registration, u);
}

/* --- the stamp ---------------------------------------------------------- */

static void find_stamp(const struct rules *rules,
	const struct document *document, const struct letter *letter,
	struct paper_facts *facts)
{
	const struct config_scans *folder = paper_folder(rules->config, letter);
	struct receipt_bounds bounds = { .today = zone_day(rules->zone,
						 clock_now_utc_us()) };
	bool is_said =
		strcmp(letter->received_from, "clerk") == 0 ||
		(folder != NULL && strcmp(folder->receipt_day, "file") == 0);
	if (is_said || !day_parse(letter->received_day.text, &bounds.file) ||
		!receipt_find(document, &bounds, &facts->stamp))
		return;
	const struct page *page = document->pages->pdata[facts->stamp.page - 1];
	facts->has_stamp = true;
	facts->stamp_text = g_strndup(page->text + facts->stamp.span.offset,
		facts->stamp.span.length);
}

/* --- all of it ---------------------------------------------------------- */

static struct paper_facts *facts_new(const struct rules *rules,
	const struct letter *letter, const struct batch_letter *batch)
{
	const struct config_scans *folder = paper_folder(rules->config, letter);
	struct paper_facts *facts = g_new0(struct paper_facts, 1);
	const char *sheet =
		batch != NULL ? batch->department : letter->department;
	facts->is_sheet = sheet[0] != '\0';
	facts->department =
		g_strdup(facts->is_sheet ? sheet
			 : folder != NULL && folder->department != NULL
				 ? folder->department
				 : "");
	facts->case_number = g_strdup(batch != NULL ? batch->case_number : "");
	facts->language = folder != NULL ? folder->language : NULL;
	return facts;
}

void paper_facts_fill(const struct rules *rules,
	struct registration *registration, const struct letter *letter,
	const struct batch_letter *batch)
{
	struct document *document = registration->document;
	g_clear_pointer(&registration->understanding, understanding_free);
	g_clear_pointer(&registration->facts, paper_facts_free);
	registration->facts = facts_new(rules, letter, batch);
	find_stamp(rules, document, letter, registration->facts);
	guint envelopes = count_trust(document, trust_envelope);
	guint idle = envelopes + count_trust(document, trust_blank);
	if (document->pages->len > 0 && idle == document->pages->len)
		registration->facts->aside =
			envelopes > 0 ? "an envelope without its letter"
				      : "all its pages are blank";
	if (idle < document->pages->len &&
		idle + count_trust(document, trust_key_in) ==
			document->pages->len)
		set_to_key(registration);
	paper_refresh(registration);
	if (registration->understanding == NULL)
		registration_prepare(rules, registration);
}
