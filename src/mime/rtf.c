/* A reader of RTF by its own stack of groups: control words change the
 * group's state, bytes are gathered until something else comes and are then
 * read in the charset of the font or of the document. */
#include "rtf.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <glib.h>
#include "charset.h"
#include "plaint/base/utf8.h"

enum {
	GROUPS_MOST = 1000,
	FONTS_MOST = 1000,
	WORD_BYTES_MOST = 32,
};

struct group {
	bool is_hidden; /* a destination that is not shown */
	bool is_fonts;	/* the font table */
	bool is_begun;	/* something stood in it */
	int skip;	/* bytes after \u for programs that know it not */
	int font;
};

struct rtf {
	const char *at, *end;
	GString *out;
	GByteArray *bytes; /* not yet in UTF-8 */
	GArray *groups;	   /* of struct group; the last is open */
	int deeper;	   /* groups over GROUPS_MOST */
	int codepage;
	int font_charsets[FONTS_MOST];
	int skip_left;
	gunichar high; /* half of a pair */
};

/* Destinations whose text is no part of the letter. */
static const char *const hidden_words[] = { "fonttbl", "colortbl", "stylesheet",
	"info", "pict", "object", "header", "footer", "headerl", "headerr",
	"footerl", "footerr", "fldinst", "listtable", "listoverridetable",
	"themedata", "datastore", "latentstyles", "generator", "xmlnstbl",
	"rsidtbl", "nonshppict", "bkmkstart", "bkmkend", "annotation" };

static const struct {
	const char *word, *text;
} shown_words[] = {
	{ "par", "\n" },
	{ "line", "\n" },
	{ "sect", "\n" },
	{ "page", "\n" },
	{ "row", "\n" },
	{ "tab", "\t" },
	{ "cell", " | " },
	{ "emdash", "—" },
	{ "endash", "–" },
	{ "bullet", "•" },
	{ "lquote", "‘" },
	{ "rquote", "’" },
	{ "ldblquote", "“" },
	{ "rdblquote", "”" },
	{ "emspace", " " },
	{ "enspace", " " },
};

/* \fcharset to code page: the table of the specification. */
static const struct {
	int charset, codepage;
} font_codepages[] = { { 77, 10000 }, { 128, 932 }, { 129, 949 }, { 134, 936 },
	{ 136, 950 }, { 161, 1253 }, { 162, 1254 }, { 163, 1258 },
	{ 177, 1255 }, { 178, 1256 }, { 186, 1257 }, { 204, 1251 },
	{ 222, 874 }, { 238, 1250 } };

static struct group *group_top(struct rtf *rtf)
{
	return &g_array_index(rtf->groups, struct group, rtf->groups->len - 1);
}

static int codepage_now(struct rtf *rtf)
{
	int font = group_top(rtf)->font;
	int charset =
		font >= 0 && font < FONTS_MOST ? rtf->font_charsets[font] : 0;

	for (size_t i = 0; i < G_N_ELEMENTS(font_codepages); i++) {
		if (font_codepages[i].charset == charset)
			return font_codepages[i].codepage;
	}
	return rtf->codepage;
}

static void flush(struct rtf *rtf)
{
	g_autofree char *label = NULL, *text = NULL;
	const char *name;
	size_t replaced;

	if (rtf->bytes->len == 0)
		return;
	label = g_strdup_printf("cp%d", codepage_now(rtf));
	name = charset_find(label);
	text = charset_convert(name ? name : "windows-1252",
		(const char *)rtf->bytes->data, rtf->bytes->len, &replaced);
	g_string_append(rtf->out, text);
	g_byte_array_set_size(rtf->bytes, 0);
}

/* A character of the text, as a byte; false when it stands for a \u before. */
static void put_byte(struct rtf *rtf, guint8 byte)
{
	group_top(rtf)->is_begun = true;
	if (rtf->skip_left > 0) {
		rtf->skip_left--;
		return;
	}
	if (!group_top(rtf)->is_hidden)
		g_byte_array_append(rtf->bytes, &byte, 1);
}

static void put_text(struct rtf *rtf, const char *text)
{
	flush(rtf);
	if (!group_top(rtf)->is_hidden)
		g_string_append(rtf->out, text);
}

/* \u counts in UTF-16, and negative from 32768 on. */
static void put_unicode(struct rtf *rtf, int number)
{
	gunichar c = (gunichar)number & 0xffff;

	flush(rtf);
	rtf->skip_left = group_top(rtf)->skip;
	if (group_top(rtf)->is_hidden)
		return;
	if (c >= 0xd800 && c < 0xdc00) {
		rtf->high = c;
		return;
	}
	if (c >= 0xdc00 && c < 0xe000)
		c = rtf->high ? 0x10000 + ((rtf->high - 0xd800) << 10) +
					(c - 0xdc00)
			      : 0xfffd;
	rtf->high = 0;
	g_string_append_unichar(rtf->out, c ? c : 0xfffd);
}

static void begin_group(struct rtf *rtf)
{
	struct group next = *group_top(rtf);

	flush(rtf);
	rtf->skip_left = 0;
	next.is_begun = false;
	if (rtf->groups->len < GROUPS_MOST)
		g_array_append_val(rtf->groups, next);
	else
		rtf->deeper++;
}

static void end_group(struct rtf *rtf)
{
	flush(rtf);
	rtf->skip_left = 0;
	if (rtf->deeper > 0)
		rtf->deeper--;
	else if (rtf->groups->len > 1)
		g_array_set_size(rtf->groups, rtf->groups->len - 1);
}

static void hide_destination(struct rtf *rtf, const char *word)
{
	struct group *group = group_top(rtf);

	for (size_t i = 0; i < G_N_ELEMENTS(hidden_words); i++) {
		if (g_str_equal(word, hidden_words[i]))
			group->is_hidden = true;
	}
	group->is_fonts = group->is_fonts || g_str_equal(word, "fonttbl");
}

static void skip_binary(struct rtf *rtf, int number)
{
	if (number > 0)
		rtf->at += MIN((ptrdiff_t)number, rtf->end - rtf->at);
}

static void on_word(struct rtf *rtf, const char *word, int number)
{
	struct group *group = group_top(rtf);

	if (g_str_equal(word, "u")) {
		put_unicode(rtf, number);
		return;
	}
	flush(rtf);
	for (size_t i = 0; i < G_N_ELEMENTS(shown_words); i++) {
		if (g_str_equal(word, shown_words[i].word))
			put_text(rtf, shown_words[i].text);
	}
	if (!group->is_begun)
		hide_destination(rtf, word);
	group->is_begun = true;
	if (g_str_equal(word, "ansicpg"))
		rtf->codepage = number;
	else if (g_str_equal(word, "uc"))
		group->skip = CLAMP(number, 0, 100);
	else if (g_str_equal(word, "f") || g_str_equal(word, "deff"))
		group->font = number;
	else if (g_str_equal(word, "fcharset") && group->is_fonts &&
		 group->font >= 0 && group->font < FONTS_MOST)
		rtf->font_charsets[group->font] = number;
	else if (g_str_equal(word, "v"))
		group->is_hidden = number != 0;
	else if (g_str_equal(word, "bin"))
		skip_binary(rtf, number);
}

/* Letters, then perhaps a number, then perhaps one space that belongs to it. */
static void read_word(struct rtf *rtf)
{
	char word[WORD_BYTES_MOST + 1] = "";
	size_t length = 0;
	bool is_negative = false;
	gint64 number = 0;
	int digits = 0;

	while (rtf->at < rtf->end && g_ascii_isalpha(*rtf->at)) {
		if (length < WORD_BYTES_MOST)
			word[length++] = *rtf->at;
		rtf->at++;
	}
	if (rtf->end - rtf->at > 1 && *rtf->at == '-' &&
		g_ascii_isdigit(rtf->at[1])) {
		is_negative = true;
		rtf->at++;
	}
	for (; rtf->at < rtf->end && g_ascii_isdigit(*rtf->at); rtf->at++) {
		if (digits++ < 9)
			number = number * 10 + (*rtf->at - '0');
	}
	if (rtf->at < rtf->end && *rtf->at == ' ')
		rtf->at++;
	if (digits == 0)
		number = 1; /* a switch without a number is on */
	on_word(rtf, word, (int)(is_negative ? -number : number));
}

static void read_hex(struct rtf *rtf)
{
	if (rtf->end - rtf->at < 2 || !g_ascii_isxdigit(rtf->at[0]) ||
		!g_ascii_isxdigit(rtf->at[1]))
		return;
	put_byte(rtf, (guint8)(g_ascii_xdigit_value(rtf->at[0]) * 16 +
			       g_ascii_xdigit_value(rtf->at[1])));
	rtf->at += 2;
}

static void read_control(struct rtf *rtf)
{
	char c;

	if (rtf->at >= rtf->end)
		return;
	if (g_ascii_isalpha(*rtf->at)) {
		read_word(rtf);
		return;
	}
	c = *rtf->at++;
	if (c == '\'')
		read_hex(rtf);
	else if (c == '*')
		group_top(rtf)->is_hidden = true;
	else if (c == '~')
		put_text(rtf, "\u00a0");
	else if (c == '_')
		put_text(rtf, "-");
	else if (c == '\n' || c == '\r')
		put_text(rtf, "\n");
	else if (c == '\\' || c == '{' || c == '}')
		put_byte(rtf, (guint8)c);
}

char *rtf_text(const char *bytes, size_t length, size_t limit_bytes)
{
	g_autofree struct rtf *rtf = g_new0(struct rtf, 1);
	struct group first = { .skip = 1, .font = -1 };
	g_autofree char *text = NULL;

	rtf->at = bytes;
	rtf->end = bytes + length;
	rtf->out = g_string_new(NULL);
	rtf->bytes = g_byte_array_new();
	rtf->groups = g_array_new(FALSE, FALSE, sizeof(struct group));
	rtf->codepage = 1252;
	g_array_append_val(rtf->groups, first);
	while (rtf->at < rtf->end && rtf->out->len < limit_bytes) {
		char c = *rtf->at++;

		if (c == '{')
			begin_group(rtf);
		else if (c == '}')
			end_group(rtf);
		else if (c == '\\')
			read_control(rtf);
		else if (c != '\r' && c != '\n')
			put_byte(rtf, (guint8)c);
	}
	flush(rtf);
	g_byte_array_unref(rtf->bytes);
	g_array_unref(rtf->groups);
	text = g_string_free(rtf->out, FALSE);
	return utf8_make_valid(text, strlen(text), NULL);
}
