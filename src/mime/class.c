/* The class of a mail: the sum of its signals per class, against a threshold
 * each.  Words alone never make a machine's mail: a customer may complain
 * that a letter could not be delivered, so a structural mark is asked for. */
#include <string.h>
#include "bounce.h"
#include "class_table.h"
#include "plaint/base/utf8.h"
#include "reader.h"
#include "words.h"

enum {
	CLASSES = DOCUMENT_EMPTY + 1,
	BODY_CHARACTERS_MOST = 6000,
	BODY_SUM_MOST = 9, /* phrases repeat each other */
	SUBJECT_SUM_MOST = 8,
	SUBJECT_LETTERS_LEAST = 4,
};

static const int thresholds[CLASSES] = {
	[DOCUMENT_AUTO_REPLY] = 5,
	[DOCUMENT_BOUNCE] = 6,
	[DOCUMENT_NEWSLETTER] = 5,
};

struct evidence {
	const struct document *document;
	const struct structure *structure;
	char *sender; /* local part, folded; "<>" when there is none */
	char *name;
	char *subject;
	char *body; /* folded when it is first asked, as most never are */
	int sums[CLASSES];
	int subject_sums[CLASSES];
	int subject_most[CLASSES]; /* that one signal says */
	int body_sums[CLASSES];
	bool is_structural[CLASSES];
	bool is_through_list;
};

static bool header_says(
	const struct evidence *evidence, const struct signal *signal)
{
	const GPtrArray *headers = evidence->structure->headers;

	for (guint i = 0; i < headers->len; i++) {
		const struct header *header = g_ptr_array_index(headers, i);
		g_autofree char *value = NULL;

		if (g_ascii_strcasecmp(header->name, signal->header) != 0)
			continue;
		value = g_ascii_strdown(header->raw, -1);
		/* "Auto-Submitted: no" is a person's. */
		if (strstr(value, signal->text))
			return true;
	}
	return false;
}

static bool begins_with_any(const char *subject, const char *const *prefixes)
{
	for (size_t i = 0; prefixes[i]; i++) {
		if (g_str_has_prefix(subject, prefixes[i]))
			return true;
	}
	return false;
}

static bool is_sent_on(const struct evidence *evidence)
{
	static const char *const prefixes[] = {
		"fw:", "fwd:", "пересл:", "wg:", NULL
	};

	return begins_with_any(evidence->subject, prefixes);
}

/* People answer machines' mail and pass it on. */
static bool is_passed_on(const struct evidence *evidence)
{
	static const char *const answered[] = {
		"re:", "відп:", "отв:", "ответ:", "на:", "odp:", "aw:", NULL
	};

	return is_sent_on(evidence) ||
	       begins_with_any(evidence->subject, answered);
}

/* Made by a machine, but with a person's words (RFC 3834, 5): a web form has
 * somebody else be answered, a mailbox's rule sends on what came there. */
static bool is_for_a_person(const struct evidence *evidence)
{
	const struct document *document = evidence->document;
	const char *from = strrchr(document->from.address, '@');
	const char *to = strrchr(document->reply_to, '@');
	bool is_form = from && to && !*document->in_reply_to &&
		       g_ascii_strcasecmp(from, to) != 0;

	return is_form || is_sent_on(evidence);
}

/* A bare part of a report goes along when a report is passed on. */
static bool type_says(
	const struct evidence *evidence, const struct signal *signal)
{
	const GPtrArray *parts = evidence->structure->parts;

	for (guint i = 0; i < parts->len; i++) {
		const struct part *part = g_ptr_array_index(parts, i);
		bool is_report = g_str_has_prefix(signal->text, "report/");

		if (is_report && g_str_equal(part->report_type,
					 signal->text + strlen("report/")))
			return true;
		if (!is_report && g_str_equal(part->type, signal->text) &&
			!is_passed_on(evidence))
			return true;
	}
	return false;
}

/* "Unsubscribe" at the head of a line or sentence is a newsletter's link;
 * whoever complains of one has it within a sentence or in a quotation. */
static bool is_said_apart(const char *body, const char *phrase)
{
	for (const char *at = body; (at = strstr(at, phrase)); at++) {
		const char *before = at;

		while (before > body && strchr(" \t[(*|", before[-1]))
			before--;
		if (before == body || strchr("\n.!?", before[-1]))
			return true;
	}
	return false;
}

static bool body_says(struct evidence *evidence, const struct signal *signal)
{
	if (evidence->body == NULL) {
		g_autofree char *start = utf8_cut(
			evidence->document->body_text, BODY_CHARACTERS_MOST);

		evidence->body = utf8_fold(start);
	}
	if (signal->class == DOCUMENT_NEWSLETTER)
		return is_said_apart(evidence->body, signal->text);
	return strstr(evidence->body, signal->text) != NULL;
}

static bool subject_says(const char *subject, const char *text)
{
	const char *wanted = text + 1, *rest;
	size_t length = strcspn(wanted, "#");

	if (!strchr("^=~", text[0]))
		return strstr(subject, text) != NULL;
	if (strncmp(subject, wanted, length) != 0)
		return false;
	rest = subject + length;
	if (text[0] == '^')
		return wanted[length] == '\0' || g_ascii_isdigit(*rest);
	rest += text[0] == '~' ? strspn(rest, " ") : 0;
	return !*rest || (text[0] == '~' && strchr(":()[]|", *rest));
}

static bool signal_says(struct evidence *evidence, const struct signal *signal)
{
	switch (signal->place) {
	case SIGNAL_HEADER:
		return header_says(evidence, signal);
	case SIGNAL_MADE:
		return header_says(evidence, signal) &&
		       !is_for_a_person(evidence);
	case SIGNAL_TYPE:
		return type_says(evidence, signal);
	case SIGNAL_SENDER:
		return g_str_equal(evidence->sender, signal->text);
	case SIGNAL_NAME:
		return strstr(evidence->name, signal->text) != NULL;
	case SIGNAL_SUBJECT:
		return subject_says(evidence->subject, signal->text);
	case SIGNAL_BODY:
		return body_says(evidence, signal);
	}
	return false;
}

static void add_signal(struct evidence *evidence, const struct signal *signal)
{
	if (signal->place == SIGNAL_BODY)
		evidence->body_sums[signal->class] += signal->weight;
	else if (signal->place == SIGNAL_SUBJECT) {
		int *most = &evidence->subject_most[signal->class];

		evidence->subject_sums[signal->class] += signal->weight;
		*most = MAX(*most, signal->weight);
	} else
		evidence->sums[signal->class] += signal->weight;
	evidence->is_structural[signal->class] |= signal->is_structural;
}

/* A list that the letter was written to is a way in, not a newsletter: Google
 * Groups and Mailman put list headers on people's letters to a shared
 * address. */
static bool is_written_to_list(const struct evidence *evidence)
{
	const char *raw =
		headers_find(evidence->structure->headers, "List-Post");
	g_autofree char *post = raw ? g_ascii_strdown(raw, -1) : NULL;

	for (guint i = 0; post && i < evidence->document->to->len; i++) {
		const struct address *to =
			g_ptr_array_index(evidence->document->to, i);
		g_autofree char *address = g_ascii_strdown(to->address, -1);

		if (*address && strstr(post, address))
			return true;
	}
	return false;
}

static char *local_part(const struct document *document)
{
	const char *address = document->from.address;
	size_t length = strcspn(address, "@");

	if (length == 0)
		return g_strdup("<>");
	return g_ascii_strdown(address, (gssize)length);
}

static void evidence_collect(
	struct evidence *evidence, const struct document *document)
{
	evidence->sender = local_part(document);
	evidence->name = utf8_fold(document->from.name);
	evidence->subject = utf8_fold(document->subject);
	for (size_t i = 0; i < class_signals_length; i++) {
		const struct signal *signal = &class_signals[i];

		/* A person writes to us without any machine's mark. */
		if (signal->place == SIGNAL_BODY &&
			!evidence->is_structural[signal->class])
			continue;
		if (signal_says(evidence, signal))
			add_signal(evidence, signal);
	}
	/* A bare "<>" in From says nothing when there was no From at all. */
	for (int i = 0; i < CLASSES; i++)
		evidence->sums[i] +=
			MIN(evidence->body_sums[i], BODY_SUM_MOST) +
			MIN(evidence->subject_sums[i], SUBJECT_SUM_MOST);
	evidence->is_through_list = is_written_to_list(evidence);
	if (evidence->is_through_list)
		evidence->sums[DOCUMENT_NEWSLETTER] = 0;
}

static void evidence_clear(struct evidence *evidence)
{
	g_free(evidence->sender);
	g_free(evidence->name);
	g_free(evidence->subject);
	g_free(evidence->body);
}

/* Nothing to read and nothing attached.  Some write all they have to say
 * into the subject: that is a letter. */
static bool is_empty(const struct document *document)
{
	size_t letters = 0;

	if (document->attachments->len > 0 ||
		document->body_text[strspn(document->body_text, " \t\r\n")] !=
			'\0')
		return false;
	for (const char *at = document->subject; *at; at = g_utf8_next_char(at))
		letters += g_unichar_isalpha(g_utf8_get_char(at));
	return letters < SUBJECT_LETTERS_LEAST;
}

/* Without a report, a subject or a name of its kind, words of the body make a
 * bounce only where they name an address. */
static bool is_bare_talk(
	const struct evidence *evidence, enum document_class class)
{
	return class == DOCUMENT_BOUNCE && evidence->subject_sums[class] == 0 &&
	       evidence->sums[class] -
			       MIN(evidence->body_sums[class], BODY_SUM_MOST) <
		       thresholds[class] &&
	       !strchr(evidence->body ? evidence->body : "@", '@');
}

/* A machine's mark, or a subject that no person writes; words that a person
 * may write too ("delivery error: not delivered") prove nothing by number. */
static bool is_reached(
	const struct evidence *evidence, enum document_class class)
{
	if (evidence->sums[class] < thresholds[class] ||
		is_bare_talk(evidence, class))
		return false;
	return evidence->is_structural[class] ||
	       (evidence->subject_most[class] >= thresholds[class] &&
		       !is_passed_on(evidence));
}

/* Whoever answers by themselves must know (RFC 3834, 2). */
static void warn_list(
	struct document *document, const struct structure *structure)
{
	const char *raw = headers_find(structure->headers, "List-Post");
	g_autofree char *valid = utf8_make_valid(raw, strlen(raw), NULL);
	g_autofree char *line = utf8_one_line(valid);

	document_warn(document, "through_list", "%s", line);
}

void class_find(struct document *document, const struct structure *structure)
{
	struct evidence evidence = {
		.document = document,
		.structure = structure,
	};

	evidence_collect(&evidence, document);
	if (is_reached(&evidence, DOCUMENT_BOUNCE))
		document->class = DOCUMENT_BOUNCE;
	else if (is_reached(&evidence, DOCUMENT_AUTO_REPLY))
		document->class = DOCUMENT_AUTO_REPLY;
	else if (is_reached(&evidence, DOCUMENT_NEWSLETTER))
		document->class = DOCUMENT_NEWSLETTER;
	else if (is_empty(document))
		document->class = DOCUMENT_EMPTY;
	if (evidence.is_through_list && document->class == DOCUMENT_LETTER)
		warn_list(document, structure);
	evidence_clear(&evidence);
	if (document->class == DOCUMENT_BOUNCE)
		bounce_read(document, structure);
}
