/* One walk over the pages.  What begins a letter and what is in none is
 * decided page by page; envelopes that were left alone are given to their
 * neighbours afterwards. */
#include "plaint/letters/batch.h"

#include <string.h>

#include "envelope.h"
#include "plaint/text/mark.h"

enum {
	BLANK_SIGNS_MOST = 3, /* dirt is read as a letter now and then */
	SERIES_DIGITS_MOST = 6,
};

/* Of the page's middle: dust is a tenth of that, two words in small print are
 * twice, a signature is ten times as much. */
static const double blank_ink_most = 0.0002;

static void letter_free(gpointer data)
{
	struct batch_letter *letter = data;
	g_array_unref(letter->pages);
	g_free(letter->department);
	g_free(letter->case_number);
	g_free(letter);
}

void batch_plan_free(struct batch_plan *plan)
{
	if (plan == NULL)
		return;
	g_ptr_array_unref(plan->letters);
	g_array_unref(plan->drops);
	g_free(plan);
}

/* --- pages ------------------------------------------------------------- */

static bool find_mark(const struct document *document, guint index,
	enum mark_kind kind, struct mark *out)
{
	for (guint i = 0; i < document->barcodes->len; i++) {
		const struct barcode *barcode = document->barcodes->pdata[i];
		if (barcode->page == (int)index + 1 &&
			mark_parse(barcode->value, out) && out->kind == kind)
			return true;
	}
	return false;
}

static bool has_barcode(const struct document *document, guint index)
{
	for (guint i = 0; i < document->barcodes->len; i++) {
		const struct barcode *barcode = document->barcodes->pdata[i];
		if (barcode->page == (int)index + 1)
			return true;
	}
	return false;
}

static int signs_of(const char *text)
{
	int signs = 0;
	for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at))
		signs += g_unichar_isalnum(g_utf8_get_char(at));
	return signs;
}

enum batch_page batch_page_of(const struct document *document, guint index,
	const struct batch_settings *settings)
{
	const struct page *page = document->pages->pdata[index];
	struct mark mark;
	if (settings->separators &&
		find_mark(document, index, MARK_SEPARATOR, &mark))
		return BATCH_PAGE_SEPARATOR;
	if (page->ink_share <= blank_ink_most &&
		signs_of(page->text) <= BLANK_SIGNS_MOST &&
		!has_barcode(document, index))
		return BATCH_PAGE_BLANK;
	return envelope_is(page) ? BATCH_PAGE_ENVELOPE : BATCH_PAGE_TEXT;
}

/* --- the walk ---------------------------------------------------------- */

struct walk {
	const struct document *document;
	const struct batch_settings *settings;
	struct batch_plan *plan;
	struct batch_letter *letter; /* being filled; NULL: none */
	const char *why;	     /* of the next letter */
	char department[MARK_VALUE_MOST_BYTES + 1];
	guint group;
};

static enum batch_page kind_at(const struct walk *walk, guint index)
{
	return batch_page_of(walk->document, index, walk->settings);
}

static void walk_add(struct walk *walk, guint index)
{
	if (walk->letter == NULL) {
		walk->letter = g_new0(struct batch_letter, 1);
		walk->letter->pages = g_array_new(FALSE, FALSE, sizeof(guint));
		walk->letter->department = g_strdup(walk->department);
		walk->letter->case_number = g_strdup("");
		walk->letter->why = walk->why;
		walk->letter->group = walk->group;
		g_ptr_array_add(walk->plan->letters, walk->letter);
	}
	g_array_append_val(walk->letter->pages, index);
}

static void walk_drop(struct walk *walk, guint index, const char *why)
{
	struct batch_drop drop = { index, why };
	g_array_append_val(walk->plan->drops, drop);
}

/* Is the other side of this sheet blank too? */
static bool sheet_is_blank(const struct walk *walk, guint index)
{
	if (!walk->settings->duplex)
		return true;
	guint other = index % 2 == 0 ? index + 1 : index - 1;
	return other < walk->document->pages->len &&
	       kind_at(walk, other) == BATCH_PAGE_BLANK;
}

static void walk_blank(struct walk *walk, guint index)
{
	if (walk->settings->blank_pages && sheet_is_blank(walk, index)) {
		walk_drop(walk, index, "blank sheet between letters");
		walk->letter = NULL;
		walk->why = "after a blank sheet";
	} else if (walk->settings->duplex) {
		walk_drop(walk, index, "blank side");
	} else {
		walk_add(walk, index);
	}
}

static void walk_separator(struct walk *walk, guint index)
{
	struct mark mark = { .value = "" };
	find_mark(walk->document, index, MARK_SEPARATOR, &mark);
	walk_drop(walk, index, "separator sheet");
	walk->letter = NULL;
	walk->why = "after a separator sheet";
	walk->group++;
	g_strlcpy(walk->department, mark.value, sizeof(walk->department));
}

/* Each page of a letter of ours bears the same code. */
static void walk_text(struct walk *walk, guint index)
{
	struct mark mark;
	bool is_ours = find_mark(walk->document, index, MARK_CASE, &mark);
	bool is_other = is_ours && (walk->letter == NULL ||
					   strcmp(walk->letter->case_number,
						   mark.value) != 0);
	if (is_other) {
		walk->letter = NULL;
		walk->why = "the bar code of a case";
	}
	walk_add(walk, index);
	if (is_other) {
		g_free(walk->letter->case_number);
		walk->letter->case_number = g_strdup(mark.value);
	}
}

/* --- envelopes --------------------------------------------------------- */

static bool is_only_envelope(
	const struct walk *walk, const struct batch_letter *letter)
{
	bool is_envelope = false;
	for (guint i = 0; i < letter->pages->len; i++) {
		enum batch_page kind =
			kind_at(walk, g_array_index(letter->pages, guint, i));
		if (kind == BATCH_PAGE_TEXT)
			return false;
		is_envelope = is_envelope || kind == BATCH_PAGE_ENVELOPE;
	}
	return is_envelope && letter->case_number[0] == '\0';
}

/* Its letter is the one before it behind the same separator sheet, else the
 * one after it, else whatever there is. */
static guint envelope_home(const GPtrArray *letters, guint at)
{
	guint group = ((struct batch_letter *)letters->pdata[at])->group;
	bool has_before = at > 0, has_after = at + 1 < letters->len;
	const struct batch_letter *before =
		has_before ? letters->pdata[at - 1] : NULL;
	const struct batch_letter *after =
		has_after ? letters->pdata[at + 1] : NULL;
	if (has_before &&
		(before->group == group || !has_after || after->group != group))
		return at - 1;
	return has_after ? at + 1 : at;
}

static void walk_house_envelopes(struct walk *walk)
{
	GPtrArray *letters = walk->plan->letters;
	for (guint i = letters->len; i > 0; i--) {
		struct batch_letter *letter = letters->pdata[i - 1];
		guint home_at = envelope_home(letters, i - 1);
		if (home_at == i - 1 || !is_only_envelope(walk, letter))
			continue;
		struct batch_letter *home = letters->pdata[home_at];
		if (home_at < i - 1)
			g_array_append_vals(home->pages, letter->pages->data,
				letter->pages->len);
		else
			g_array_prepend_vals(home->pages, letter->pages->data,
				letter->pages->len);
		g_ptr_array_remove_index(letters, i - 1);
	}
}

struct batch_plan *batch_plan_new(
	const struct document *document, const struct batch_settings *settings)
{
	struct batch_plan *plan = g_new0(struct batch_plan, 1);
	plan->letters = g_ptr_array_new_with_free_func(letter_free);
	plan->drops = g_array_new(FALSE, FALSE, sizeof(struct batch_drop));
	struct walk walk = { .document = document,
		.settings = settings,
		.plan = plan,
		.why = "the file's first page" };
	for (guint i = 0; i < document->pages->len; i++) {
		enum batch_page kind = kind_at(&walk, i);
		if (kind == BATCH_PAGE_SEPARATOR)
			walk_separator(&walk, i);
		else if (kind == BATCH_PAGE_BLANK)
			walk_blank(&walk, i);
		else
			walk_text(&walk, i);
	}
	walk_house_envelopes(&walk);
	return plan;
}

/* --- files ------------------------------------------------------------- */

GArray *batch_interleave(int fronts, int backs, bool reversed)
{
	if (fronts < 1 || (backs != fronts && backs != fronts - 1))
		return NULL;
	GArray *places = g_array_new(FALSE, FALSE, sizeof(struct batch_place));
	/* The last sheet's back may be missing, and comes first when turned
	 * over: then the first back is the last but one front's. */
	for (int i = 0; i < fronts; i++) {
		struct batch_place front = { 0, i + 1 };
		struct batch_place back = { 1, reversed ? backs - i : i + 1 };
		g_array_append_val(places, front);
		if (i < backs)
			g_array_append_val(places, back);
	}
	return places;
}

bool batch_series(const char *name, size_t *stem_length_out, int *number_out)
{
	const char *dot = strrchr(name, '.');
	const char *end = dot != NULL ? dot : name + strlen(name);
	const char *digits = end;
	while (digits > name && g_ascii_isdigit(digits[-1]))
		digits--;
	size_t length = (size_t)(end - digits);
	if (length == 0 || length > SERIES_DIGITS_MOST || digits - name < 2 ||
		strchr("_- ", digits[-1]) == NULL)
		return false;
	*stem_length_out = (size_t)(digits - name);
	*number_out = (int)g_ascii_strtoll(digits, NULL, 10);
	return true;
}
