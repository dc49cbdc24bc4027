/* A document: what reading one original gave.  Plain data, made by mime and
 * ocr in a sealed process, carried by wire, kept by store, understood by the
 * rest of domain.  All text is valid UTF-8; nothing here is trusted further
 * than that. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

enum document_format {
	DOCUMENT_EMAIL,
	DOCUMENT_SCAN,
};

/* Only a letter can become a complaint. */
enum document_class {
	DOCUMENT_LETTER,
	DOCUMENT_AUTO_REPLY,
	DOCUMENT_BOUNCE,
	DOCUMENT_NEWSLETTER,
	DOCUMENT_EMPTY,
};

struct address {
	char *name;    /* "" when none */
	char *address; /* "" when none; local@domain, domain as A-labels */
};

struct attachment {
	char *name;   /* as the sender called it; data, never a path */
	char *type;   /* media type, lower case */
	char *inside; /* files of the letter it lay in, "a.zip/b.eml"; "" */
	int64_t bytes;
	int64_t offset; /* in the descriptor the reader was handed; -1: none */
	char sha256[65];
	char *text;	   /* "" when it has none */
	int pages;	   /* 0 when not paged */
	int width, height; /* an image's pixels; 0 when unknown */
	bool is_inline;	   /* by its Content-Disposition */
	bool is_shown;	   /* the HTML shows it among its lines */
	int shown_width;   /* there, in pixels; 0 when it does not say */
};

struct word {
	char *text;
	int x, y, width, height; /* pixels of the page as scanned, upright */
	double confidence;	 /* 0..1 */
	int line;   /* from 0, in reading order; words of one line follow each
		       other */
	int offset; /* characters before it in the page's text; -1: unknown */
	bool is_doubtful; /* a person should look at it */
};

struct page {
	int number; /* from 1 */
	char *text;
	double confidence;   /* 0..1 */
	int rotation;	     /* degrees clockwise undone: 0, 90, 180, 270 */
	double skew_degrees; /* undone after the rotation */
	char *languages;     /* "ukr+rus+eng" */
	int width, height;   /* pixels of the page as scanned, upright; 0:
				unknown */
	int dpi;	     /* of the scan, 0: the file does not say */
	double ink_share;    /* dark pixels away from the edges, 0..1 */
	char *trust;	    /* plaint/ocr/trust.h: "straight_through" …; "" */
	char *trust_reason; /* for people */
	GPtrArray *words;   /* of struct word; may be empty, or hold the
			       doubtful ones alone */
};

struct barcode {
	int page;
	char *type; /* "QR-Code", "CODE-128" */
	char *value;
};

struct warning {
	char *code; /* snake_case, stable: scripts match on it */
	char *detail;
};

struct bounce {
	char *reason; /* "" when none */
	char *status; /* RFC 3463 "5.1.1" or "" */
	char *recipient;
};

struct document {
	enum document_format format;
	enum document_class class;
	struct address from;
	/* Of a letter passed on; empty when from's own.  The letter is `text`
	 * when whoever passed it on said nothing, else `passed_text`. */
	struct address author;
	char *passed_text;
	GPtrArray *to; /* of struct address */
	GPtrArray *cc; /* of struct address */
	char *reply_to;
	char *subject;
	int64_t date_utc_us; /* as the writer's program claims; 0 when none */
	char *message_id;    /* without <>, "" when none */
	char *in_reply_to;
	GPtrArray *references; /* of char * */
	char *text;	       /* what the person wrote */
	char *quoted_text;
	char *signature;
	char *body_text; /* the whole body as text */
	char *language;	 /* "uk", "ru", "be", "en", another ISO 639-1, "" */
	double language_confidence;
	char *charset_declared;
	char *charset_used;
	GPtrArray *attachments; /* of struct attachment */
	GPtrArray *pages;	/* of struct page */
	GPtrArray *barcodes;	/* of struct barcode */
	/* A scan's pages as a PDF with its text; NULL when none was made.
	 * Not an attachment: nobody sent it. */
	struct attachment *searchable_pdf;
	struct bounce bounce;
	GPtrArray *warnings; /* of struct warning */
};

/* All strings "" and all arrays empty, never NULL. */
struct document *document_new(enum document_format format);
void document_free(struct document *document);
/* g_autoptr needs a name of one word. */
typedef struct document document;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(document, document_free)

/* Replace a string field; NULL counts as "".  The old one is freed. */
void document_set(char **field, const char *value);
/* The same, taking ownership of value. */
void document_take(char **field, char *value);

/* Mask the payment cards (text_mask_cards) in every text of the document. */
void document_mask_cards(struct document *document);

/* Each appends an empty element and returns it; it stays the document's. */
struct address *document_add_address(
	GPtrArray *list, const char *name, const char *address);
struct attachment *document_add_attachment(struct document *document);
/* The same, as its searchable PDF, in place of one it had. */
struct attachment *document_add_searchable_pdf(struct document *document);
void attachment_free(struct attachment *attachment);
struct page *document_add_page(struct document *document);
struct word *page_add_word(struct page *page);
struct barcode *document_add_barcode(struct document *document, int page,
	const char *type, const char *value);
void document_warn(struct document *document, const char *code,
	const char *format, ...) G_GNUC_PRINTF(3, 4);
bool document_has_warning(const struct document *document, const char *code);

/* By its warnings: something in it is behind a key or a password, so that
 * whoever answers must ask for it. */
bool document_is_sealed(const struct document *document);
/* By its warnings: not all of it was read, for it is broken, or larger or
 * deeper than a letter is; a person must look at the original. */
bool document_is_read_in_part(const struct document *document);

const char *document_format_name(enum document_format format);
const char *document_class_name(enum document_class class);
bool document_format_parse(const char *name, enum document_format *out);
bool document_class_parse(const char *name, enum document_class *out);
