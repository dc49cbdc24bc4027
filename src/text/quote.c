/* Splits a letter's text into what was written, what was quoted and what is
 * signature.  Lines are labelled by quote_line.c; here their order decides.
 * When everything would be cut, the cut was wrong: a forward is then read as
 * the letter it carries, anything else is text. */
#include "plaint/text/quote.h"

#include <string.h>
#include <glib.h>
#include "plaint/base/utf8.h"
#include "quote_footer.h"
#include "quote_forward.h"
#include "quote_letter.h"
#include "quote_line.h"

enum {
	SIGNATURE_LINES_MOST = 15,
	DASHED_LINES_MOST = 30, /* behind an exact "-- " */
	HEADER_BLOCK_LINES = 8,
};

static void set_part(
	struct letter *letter, guint from, guint to, enum line_part part)
{
	for (; from < to; from++) {
		struct line *line = letter_line(letter, from);

		if (line->is_known)
			continue;
		line->part = (unsigned char)part;
		line->is_known = true;
	}
}

static void apply_marks(struct letter *letter)
{
	for (guint i = 0; i < letter->lines->len; i++) {
		unsigned char mark = letter_line(letter, i)->mark;

		if (mark == QUOTE_MARK_QUOTED)
			set_part(letter, i, i + 1, PART_QUOTED);
		else if (mark == QUOTE_MARK_SIGNATURE)
			set_part(letter, i, i + 1, PART_SIGNATURE);
	}
}

static bool is_written(const struct line *line)
{
	return line->kind != LINE_EMPTY && line->kind != LINE_RULE &&
	       line->kind != LINE_PHONE && line->part == PART_TEXT;
}

/* What was passed over once is not looked at again: a line that is not the
 * writer's does not become it later. */
static bool text_before(struct letter *letter, guint end)
{
	while (letter->unwritten < end &&
		!is_written(letter_line(letter, letter->unwritten)))
		letter->unwritten++;
	return letter->unwritten < end;
}

/* Programs quote with "|" too; made ">" so that all quotes look alike. */
static guint quote_block_end(struct letter *letter, guint i)
{
	guint end = i;

	for (; i < letter->lines->len; i++) {
		struct line *line = letter_line(letter, i);

		if (line->text[0] == '|') {
			line->text[0] = '>';
			line->kind = LINE_QUOTE;
		}
		if (line->kind == LINE_QUOTE)
			end = i + 1;
		else if (line->kind != LINE_EMPTY)
			break;
	}
	return end;
}

static bool is_drawn(const char *line)
{
	size_t length = strspn(line, "-_=");

	return length >= 8 && line[length] == '\0';
}

/* Some put "To:" and "Subject:" above, and a rule above those (Yandex). */
static guint attribution_begin(const struct letter *letter, guint i)
{
	while (i > 0 && letter_line(letter, i - 1)->kind == LINE_HEADER)
		i--;
	return i > 0 && is_drawn(letter_line(letter, i - 1)->text) ? i - 1 : i;
}

/* Answers the next line to look at. */
static guint take_attribution(struct letter *letter, guint line)
{
	guint next = letter_skip_empty(letter, line + 1);
	guint i = attribution_begin(letter, line);

	letter->has_attribution = true;
	for (guint k = i; k < line; k++)
		letter_line(letter, k)->is_known = false;
	if (next < letter->lines->len &&
		(letter_line(letter, next)->kind == LINE_QUOTE ||
			letter_line(letter, next)->text[0] == '|')) {
		guint end = quote_block_end(letter, next);

		set_part(letter, i, end, PART_QUOTED);
		return end;
	}
	if (!text_before(letter, i)) {
		/* On top of everything: the answer stands below. */
		set_part(letter, i, line + 1, PART_QUOTED);
		return line + 1;
	}
	set_part(letter, i, letter->lines->len, PART_QUOTED);
	return letter->lines->len;
}

/* A mail's header block begins at i.  People begin letters with "To: / From:
 * / Subject:" as well, so a date and an address are asked for at the top. */
static bool is_header_block(struct letter *letter, guint i, bool is_announced)
{
	unsigned int seen = 0, distinct = 0;
	bool has_address = false;

	for (guint k = i; k < letter->lines->len && k < i + HEADER_BLOCK_LINES;
		k++) {
		const struct line *line = letter_line(letter, k);
		enum header_kind kind = line_header_find(line->text);

		if (line->kind == LINE_EMPTY && k > i + 1)
			break;
		if (kind == HEADER_NONE)
			continue;
		distinct += !(seen & 1u << kind);
		seen |= 1u << kind;
		has_address |= strchr(line->text, '@') != NULL;
	}
	if (is_announced)
		return distinct >= 2;
	if (!(seen & 1u << HEADER_FROM) || distinct < 3 ||
		line_header_find(letter_line(letter, i)->text) == HEADER_OTHER)
		return false;
	if (!(seen & 1u << HEADER_DATE))
		return has_address && text_before(letter, i);
	return has_address || text_before(letter, i);
}

/* The rule or the heading above a header block belongs to it. */
static guint rule_above(const struct letter *letter, guint i)
{
	const struct line *above;
	guint at = i;

	while (at > 0 && letter_is_empty(letter, at - 1))
		at--;
	if (at == 0)
		return i;
	above = letter_line(letter, at - 1);
	return above->kind == LINE_RULE || line_is_heading(above->text) ? at - 1
									: i;
}

static guint take_history(struct letter *letter, guint i)
{
	guint from = rule_above(letter, i);

	letter->forward = from;
	for (guint k = from; k < i; k++)
		letter_line(letter, k)->is_known = false;
	if (letter_line(letter, from)->kind == LINE_TEXT)
		letter_line(letter, from)->kind = LINE_ORIGINAL;
	set_part(letter, from, letter->lines->len, PART_QUOTED);
	return letter->lines->len;
}

/* Where the signature that begins at i ends: before any history.  False when
 * more than `most` lines would be in it; *lines_out are. */
static bool signature_end(struct letter *letter, guint i, guint most,
	guint *end_out, guint *lines_out)
{
	*lines_out = 1;
	for (i++; i < letter->lines->len && *lines_out <= most; i++) {
		unsigned char kind = letter_line(letter, i)->kind;

		if (kind == LINE_ATTRIBUTION || kind == LINE_ORIGINAL ||
			kind == LINE_QUOTE ||
			(kind == LINE_HEADER &&
				is_header_block(letter, i, false)))
			break;
		*lines_out += kind != LINE_EMPTY;
	}
	*end_out = i;
	return *lines_out <= most;
}

/* People draw lines between the parts of a letter too, and forms on web pages
 * above and below what was typed: what stands there is told, not signed. */
static bool is_told(struct letter *letter, guint i, guint end)
{
	bool is_rule = letter_line(letter, i)->kind == LINE_RULE;

	for (i++; i < end; i++) {
		const struct line *line = letter_line(letter, i);

		if (line->kind == LINE_DISCLAIMER)
			return false;
		if (is_rule && line->kind == LINE_RULE)
			return true;
		if (line->kind == LINE_TEXT && footer_is_sentence(line->text))
			return true;
	}
	return false;
}

static guint take_signature(struct letter *letter, guint i)
{
	bool is_exact = g_str_equal(letter_line(letter, i)->text, "-- ") ||
			footer_is_advert(letter_line(letter, i)->text);
	guint most = is_exact ? DASHED_LINES_MOST : SIGNATURE_LINES_MOST;
	guint end, lines;

	if (!text_before(letter, i) ||
		!signature_end(letter, i, most, &end, &lines) ||
		(!is_exact && is_told(letter, i, end)))
		return i + 1;
	/* A rule opens a footer only if it is short and the last thing. */
	if (letter_line(letter, i)->kind == LINE_RULE &&
		(end < letter->lines->len || lines == 1 ||
			lines > SIGNATURE_LINES_MOST / 2))
		return i + 1;
	set_part(letter, i, end, PART_SIGNATURE);
	return end;
}

/* To the end of its paragraph. */
static guint take_disclaimer(struct letter *letter, guint i)
{
	guint end = i;

	if (!text_before(letter, i))
		return i + 1;
	while (end < letter->lines->len && !letter_is_empty(letter, end))
		end++;
	set_part(letter, i, end, PART_SIGNATURE);
	return end;
}

static guint take_line(struct letter *letter, guint i)
{
	struct line *line = letter_line(letter, i);

	switch ((enum line_kind)line->kind) {
	case LINE_ATTRIBUTION:
		return take_attribution(letter, i);
	case LINE_ORIGINAL:
		return take_history(letter, i);
	case LINE_HEADER:
		if (is_header_block(letter, i, rule_above(letter, i) != i))
			return take_history(letter, i);
		return i + 1;
	case LINE_DASHES:
	case LINE_RULE:
		return take_signature(letter, i);
	case LINE_PHONE:
		set_part(letter, i, i + 1, PART_SIGNATURE);
		return i + 1;
	case LINE_DISCLAIMER:
		return take_disclaimer(letter, i);
	case LINE_EMPTY:
	case LINE_TEXT:
	case LINE_QUOTE:
		break;
	}
	return i + 1;
}

/* Quotes at the end were left standing by the program; quotes between the
 * lines are the writer's choice unless the program announced them. */
static void take_quotes(struct letter *letter)
{
	for (guint i = letter->lines->len; i > 0; i--) {
		struct line *line = letter_line(letter, i - 1);

		if (line->kind == LINE_QUOTE)
			set_part(letter, i - 1, i, PART_QUOTED);
		else if (line->kind != LINE_EMPTY && line->part == PART_TEXT)
			break;
	}
	for (guint i = 0; letter->has_attribution && i < letter->lines->len;
		i++) {
		if (letter_line(letter, i)->kind == LINE_QUOTE)
			set_part(letter, i, i + 1, PART_QUOTED);
	}
}

static bool has_part(const struct letter *letter, enum line_part part)
{
	for (guint i = 0; i < letter->lines->len; i++) {
		const struct line *line = letter_line(letter, i);

		if (line->kind != LINE_EMPTY && line->part == part)
			return true;
	}
	return false;
}

static void set_all(
	struct letter *letter, guint from, guint to, enum line_part part)
{
	for (; from < to; from++)
		letter_line(letter, from)->part = (unsigned char)part;
}

/* Nothing was written: the letter that was passed on is the text; its own
 * history and signature are cut in the same way. */
static bool read_forward(struct letter *letter)
{
	guint begin;

	if (letter->forward >= letter->lines->len)
		return false;
	forward_unquote(letter);
	begin = forward_begin(letter);
	if (begin >= letter->lines->len)
		return false;
	/* It may have history of its own, with headers too. */
	letter->author = forward_author(letter);
	for (guint i = begin; i < letter->lines->len; i++) {
		letter_line(letter, i)->part = PART_TEXT;
		letter_line(letter, i)->is_known = false;
	}
	letter->unwritten = 0;
	for (guint i = begin; i < letter->lines->len;)
		i = take_line(letter, i);
	take_quotes(letter);
	return true;
}

static char *collect(const struct letter *letter, unsigned int parts)
{
	GString *out = g_string_new(NULL);
	guint blanks = 0;
	bool in_part = false;

	for (guint i = 0; i < letter->lines->len; i++) {
		const struct line *line = letter_line(letter, i);

		if (line->kind == LINE_EMPTY) {
			blanks++;
			continue;
		}
		if (!(parts & 1u << line->part)) {
			/* A gap between two pieces is one blank line. */
			in_part = false;
			blanks = 0;
			continue;
		}
		if (out->len > 0 && !in_part)
			blanks = MAX(blanks, 1u);
		for (guint k = 0; out->len > 0 && k < blanks; k++)
			g_string_append_c(out, '\n');
		g_string_append(out, line->text);
		g_string_append_c(out, '\n');
		blanks = 0;
		in_part = true;
	}
	while (out->len > 0 && out->str[out->len - 1] == '\n')
		g_string_truncate(out, out->len - 1);
	return g_string_free(out, FALSE);
}

static void take_lines(struct letter *letter, guint i)
{
	while (i < letter->lines->len)
		i = letter_line(letter, i)->is_known ? i + 1
						     : take_line(letter, i);
}

/* Programs mark a letter that is passed on like the history of a reply; where
 * it begins is then told by its lines. */
static void look_behind_marks(struct letter *letter)
{
	for (guint i = 0; i < letter->lines->len; i++) {
		struct line *line = letter_line(letter, i);

		if (line->mark == QUOTE_MARK_QUOTED) {
			line->part = PART_TEXT;
			line->is_known = false;
		}
	}
	letter->unwritten = 0;
	take_lines(letter, 0);
	for (guint i = 0; i < MIN(letter->forward, letter->lines->len); i++) {
		struct line *line = letter_line(letter, i);

		if (line->part == PART_TEXT)
			line->part = PART_QUOTED;
	}
}

static bool decide(struct letter *letter)
{
	apply_marks(letter);
	take_lines(letter, 0);
	take_quotes(letter);
	if (has_part(letter, PART_TEXT) || !has_part(letter, PART_QUOTED))
		return false;
	if (letter->forward >= letter->lines->len)
		look_behind_marks(letter);
	if (read_forward(letter) && has_part(letter, PART_TEXT))
		return true;
	set_all(letter, 0, letter->lines->len, PART_TEXT);
	return false;
}

static void take_parts(struct letter *letter, struct quote_parts *out)
{
	out->text = collect(letter, 1u << PART_TEXT);
	out->quoted_text = collect(letter, 1u << PART_QUOTED);
	out->signature = collect(letter, 1u << PART_SIGNATURE);
	out->elided = collect(letter, 1u << PART_QUOTED | 1u << PART_SIGNATURE);
	out->author = out->forwarded && letter->author
			      ? g_steal_pointer(&letter->author)
			      : g_strdup("");
}

void quote_split(const char *body, const unsigned char *marks,
	size_t marks_length, struct quote_parts *out)
{
	struct letter letter = { 0 };

	letter_read(&letter, body, marks, marks ? marks_length : 0);
	letter_join(&letter);
	letter.forward = letter.lines->len;
	out->forwarded = decide(&letter);
	take_parts(&letter, out);
	letter_clear(&letter);
}

/* The history of a reply has such a block too. */
static bool is_forward_block(const struct letter *letter, const char *subject)
{
	return letter->forward < letter->lines->len &&
	       (line_is_forward_subject(subject) ||
		       line_is_forward(
			       letter_line(letter, letter->forward)->text));
}

bool quote_passed_on(
	const char *body, const char *subject, struct quote_parts *out)
{
	struct letter letter = { 0 };
	bool is_passed_on;

	letter_read(&letter, body, NULL, 0);
	letter_join(&letter);
	letter.forward = letter.lines->len;
	take_lines(&letter, 0);
	is_passed_on = is_forward_block(&letter, subject);
	if (is_passed_on) {
		set_all(&letter, 0, letter.lines->len, PART_QUOTED);
		is_passed_on = read_forward(&letter) &&
			       has_part(&letter, PART_TEXT) && letter.author;
	}
	if (is_passed_on) {
		out->forwarded = true;
		take_parts(&letter, out);
	}
	letter_clear(&letter);
	return is_passed_on;
}

void quote_parts_clear(struct quote_parts *parts)
{
	g_clear_pointer(&parts->text, g_free);
	g_clear_pointer(&parts->quoted_text, g_free);
	g_clear_pointer(&parts->signature, g_free);
	g_clear_pointer(&parts->elided, g_free);
	g_clear_pointer(&parts->author, g_free);
}
