/* HTML as text, what is hidden, what is a quote; and the bombs. */
#include "check_main.h"

#include <string.h>
#include <time.h>
#include "../../../src/mime/html.h"
#include "plaint/base/utf8.h"
#include "plaint/text/quote.h"

enum {
	LIMIT = 2 * 1024 * 1024
};

static const struct {
	const char *html, *text;
} seen[] = {
	{ "<p>One</p><p>Two</p>", "One\n\nTwo\n" },
	{ "<div>One</div><div>Two</div>", "One\nTwo\n" },
	{ "One<br>Two<br><br>Three", "One\nTwo\n\nThree\n" },
	{ "a   b\n c&nbsp;d", "a b c d\n" },
	/* Empty lines as programs write them. */
	{ "<div>a</div><div><br></div><div>b</div>", "a\n\nb\n" },
	{ "<div>a</div><div>&nbsp;</div><div>b</div>", "a\n\nb\n" },
	{ "<div>a<br></div><div>b</div>", "a\nb\n" },
	{ "<tr><td>a</td><td>&nbsp;</td><td>b</td></tr><tr><td>c</td></tr>",
		"a |  | b\nc\n" },
	{ "&laquo;Оператор&raquo; &amp; &#1040;&#x411;", "«Оператор» & АБ\n" },
	{ "<ul><li>one<li>two</ul>", "- one\n- two\n" },
	{ "<ol><li>one</li><li>two<ul><li>in</li></ul></li></ol>",
		"1. one\n2. two\n  - in\n" },
	{ "<table><tr><td>Сума</td><td>148,50</td></tr>"
	  "<tr><td>Дата</td><td>5.03</td></tr></table>",
		"Сума | 148,50\nДата | 5.03\n" },
	{ "<a href=\"https://a.example/x\">тут</a> і "
	  "<a href=\"https://a.example/x\">там</a>",
		"тут <https://a.example/x> і там\n" },
	{ "<a href=\"https://a.example/\">a.example</a>", "a.example\n" },
	{ "<a href=\"mailto:i@b.example\">i@b.example</a>", "i@b.example\n" },
	{ "<a href=\"javascript:x\">x</a>", "x\n" },
	{ "<a href=\" https://a.example/a\n b\">x</a>",
		"x <https://a.example/a%20b>\n" },
	{ "<pre>a\n  b</pre>", "a\n  b\n" },
	{ "<div style='white-space: pre-wrap'>a\n b<p "
	  "style='white-space:normal'>"
	  "c\nd</p>e\nf</div>",
		"a\n b\n\nc d\n\ne\nf\n" },
	{ "<pre>a\nb<i style='white-space:nowrap'>c\nd</i></pre>",
		"a\nbc d\n" },
	{ "<ol start=3><li>a<li>b</ol>", "3. a\n4. b\n" },
	{ "<ol><li><p>a</p><p>b</p></li><li value=5><div>c</div></li></ol>",
		"1. a\n\nb\n\n5. c\n" },
	/* Word's, outside comments and in them. */
	{ "<p><![if !supportLists]><span>1.</span><![endif]>a</p>"
	  "<!--[if mso]><p>no</p><![endif]--><!--[if !mso]><!-->b"
	  "<!--<![endif]-->",
		"1.a\n\nb\n" },
	{ "a <![if> b", "a <![if> b\n" },
	{ "<details><summary>a</summary>b</details>", "a\nb\n" },
	{ "<style>p{}</style><script>x()</script>text<!-- no -->", "text\n" },
	{ "<head><title>no</title></head><body>yes</body>", "yes\n" },
	/* What nobody saw. */
	{ "<div style='display: none'>hidden</div>seen", "seen\n" },
	{ "<span style=\"font-size:0px\">hidden</span>seen", "seen\n" },
	{ "<span style=\"font-size:0.9em\">seen</span>", "seen\n" },
	{ "<span style=\"max-height:0;overflow:hidden\">no</span>yes",
		"yes\n" },
	{ "<div hidden>no<p>no</p></div>yes", "yes\n" },
	/* By the letter's own style sheet, as at a desk. */
	{ "<style>\n/* x */ .pre, td.z { color:red; display : none }</style>"
	  "<p class='a pre'>no</p><p class=z>yes</p>"
	  "<table><tr><td class=z>no<td>seen</table>",
		"yes\n\nseen\n" },
	{ "<style><!-- #h{font-size:0px} --></style><i id=h>no</i>yes",
		"yes\n" },
	{ "<style>@media (max-width:600px){.w{display:none} .v{color:red}}"
	  "@media print{.w{visibility:hidden}}</style><b class=w>yes</b>",
		"yes\n" },
	{ "<style>@import url(x); .w{display:none} .w{display:block}</style>"
	  "<b class=w>yes</b>",
		"yes\n" },
	{ "<style>.w .v{display:none} .w{display:none</style>"
	  "<b class=v>yes</b><b class=w>no</b>",
		"yes\n" },
	{ "<style>.w{font-size:0.9em}</style><b class=w>yes</b>", "yes\n" },
	{ "pre\xe2\x80\x8b\xe2\x80\x8cheader", "preheader\n" },
	/* A frame of no size around text that has one, as newsletters are
	 * built; and what inherits it. */
	{ "<td style='font-size:0px'><div style='font-size:13px'>seen</div>"
	  "no<b>no</b></td>",
		"seen\n" },
	{ "<p style='font-size:0'><font size=2>seen</font></p>", "seen\n" },
	{ "<style>.f{font-size:0}.t{font-size:14px}</style>"
	  "<p class=f>no<i class=t>seen</i></p>",
		"seen\n" },
	{ "<i style='font-size:1px'>no</i><i style='font-size:2pt'>yes</i>",
		"yes\n" },
	{ "<i style='font-size:small'>a</i><i style='font-size:.05em'>no</i>",
		"a\n" },
	{ "<i style='visibility:hidden'>no<b style='visibility:visible'>yes",
		"yes\n" },
	{ "<i style='opacity:0.0 !important'>no</i><i style='opacity:0.5'>a"
	  "</i><i style='fill-opacity:0'>b",
		"ab\n" },
	{ "<i style='mso-hide:all'>no</i><i style='text-indent:-9999px'>no</i>"
	  "<i style='text-indent:-5px'>yes",
		"yes\n" },
	{ "<i style='position:absolute; left:-9999px'>no</i>"
	  "<i style='left:-9999px'>yes",
		"yes\n" },
	{ "<i style='max-height:0'>yes</i><i style='max-height:0px;"
	  "overflow:hidden'>no",
		"yes\n" },
	{ "<i style='line-height:0;overflow:hidden'>yes", "yes\n" },
	/* The colour of what is behind it. */
	{ "yes<i style='color:#fff'>no</i>", "yes\n" },
	{ "yes<font color=white>no<b>no</b></font>", "yes\n" },
	{ "yes<font color='#FEFEFE'>no</font>", "yes\n" },
	{ "yes<i style='color:rgb(255, 255, 255)'>no</i>", "yes\n" },
	{ "yes<i style='color:rgba(0,0,0,0)'>no</i>", "yes\n" },
	{ "yes<i style='color:transparent'>no</i>", "yes\n" },
	{ "<p style='background:#123456;color:#123456'>no</p>yes", "yes\n" },
	{ "<body bgcolor=black text=white>yes<font color=black>no</font>"
	  "<font color=red>a</font>",
		"yesa\n" },
	{ "<table bgcolor='#336699'><tr><td><font color=white>yes", "yes\n" },
	{ "<td style='background:#fff'><font color=white>no</font>yes",
		"yes\n" },
	/* Nobody knows what these stand on. */
	{ "<td background='x.png'><font color=white>yes", "yes\n" },
	{ "<td style='background:#fff url(x.png)'><i style='color:#fff'>yes",
		"yes\n" },
	{ "<style>.d{background:#000}</style><p class=d><font color=white>yes",
		"yes\n" },
	{ "<style>p{color:#000}</style>a<font color=white>no<p>yes",
		"a\n\nyes\n" },
	{ "<font color=white><a href='#x'>yes</a></font>", "yes\n" },
	{ "<font color=white><mark>yes</mark></font>", "yes\n" },
	/* <meta> does not matter: the text is UTF-8 already. */
	{ "<meta charset=windows-1251><p>Скарга</p>", "Скарга\n" },
	{ "<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>"
	  "Скарга",
		"Скарга\n" },
	/* Broken. */
	{ "<p>one<div>two</p>three", "one\n\ntwo three\n" },
	{ "</div></p>text<b", "text\n" },
	{ "<img alt=\"Рахунок за березень\" src=x>",
		"[Рахунок за березень]\n" },
	{ "<img alt=logo.png src=x>text", "text\n" },
	{ "", "" },
};

static struct lines *read_html(const char *html, struct html_notes *notes)
{
	*notes = (struct html_notes){ 0 };
	return html_read(html, strlen(html), LIMIT, notes);
}

START_TEST(test_seen)
{
	struct html_notes notes;
	g_autoptr(lines) lines = read_html(seen[_i].html, &notes);

	ck_assert_str_eq(lines->text->str, seen[_i].text);
}
END_TEST

/* A letter all of which was hidden is read all the same. */
START_TEST(test_all_hidden)
{
	static const char *const letters[] = {
		"<style>x{}</style><p style='color:#fff'>Скарга</p>",
		"<div style='display:none'>Скарга</div> &nbsp;",
		"<div style='font-size:0'><i hidden>Скарга</i></div>",
	};
	struct html_notes notes;

	for (size_t i = 0; i < G_N_ELEMENTS(letters); i++) {
		g_autoptr(lines) lines = read_html(letters[i], &notes);

		ck_assert_str_eq(lines->text->str, "Скарга\n");
		ck_assert(notes.is_all_hidden);
		ck_assert_uint_eq(notes.hidden_characters, 6);
	}
}
END_TEST

START_TEST(test_some_hidden)
{
	struct html_notes notes;
	g_autoptr(lines) lines = read_html("<title>Ні</title><script>1</script>"
					   "<i hidden>ні, &zwnj;ні</i>так",
		&notes);
	g_autoptr(lines) none = NULL;

	ck_assert_str_eq(lines->text->str, "так\n");
	ck_assert_uint_eq(notes.hidden_characters, 5);
	ck_assert(!notes.is_all_hidden);
	none = read_html("<title>x</title><script>1</script>", &notes);
	ck_assert_str_eq(none->text->str, "");
	ck_assert(!notes.is_all_hidden);
	ck_assert_uint_eq(notes.hidden_characters, 0);
}
END_TEST

static const struct {
	const char *html;
	const char *marks; /* one letter per line: . quoted q signature s */
} marked[] = {
	{ "me<div class=\"gmail_quote\"><div>x wrote:</div>"
	  "<blockquote>them</blockquote></div>",
		".q.q" },
	{ "me<blockquote type=cite>them</blockquote>me again", "..q.." },
	{ "<div>me</div><div id=divRplyFwdMsg>From: x</div><div>body</div>",
		".qq" },
	{ "<div>me</div><div class=x_gmail_signature>Ivan</div>", ".s" },
	{ "<p>me</p><div style='border:none;border-top:solid #E1E1E1 1.0pt'>"
	  "From: x</div><p>them</p>",
		"..q.q" },
	{ "me<div class=\"yahoo_quoted\">them</div>", ".q" },
};

START_TEST(test_marked)
{
	static const char letters[] = ".qs";
	struct html_notes notes;
	g_autoptr(lines) lines = read_html(marked[_i].html, &notes);
	g_autoptr(GString) marks = g_string_new(NULL);
	const char *at = lines->text->str;

	for (guint i = 0; i < lines->marks->len; i++) {
		bool is_blank = *at == '\n';

		g_string_append_c(
			marks, is_blank ? '.' : letters[lines->marks->data[i]]);
		at = strchr(at, '\n') + 1;
	}
	ck_assert_str_eq(marks->str, marked[_i].marks);
}
END_TEST

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void add_repeated(GString *out, const char *piece, int times)
{
	for (int i = 0; i < times; i++)
		g_string_append(out, piece);
}

/* 200,000 nested divs: a tree parser stops at depth 256 and loses the rest. */
START_TEST(test_nesting_bomb)
{
	g_autoptr(GString) html = g_string_new("start");
	struct html_notes notes;
	g_autoptr(lines) lines = NULL;

	add_repeated(html, "<div>", 200000);
	g_string_append(html, "deep");
	lines = read_html(html->str, &notes);
	ck_assert_ptr_nonnull(strstr(lines->text->str, "start"));
	ck_assert_ptr_nonnull(strstr(lines->text->str, "deep"));
}
END_TEST

START_TEST(test_mixed_bomb)
{
	g_autoptr(GString) html = g_string_new(NULL);
	struct html_notes notes;
	g_autoptr(lines) lines = NULL;

	add_repeated(html, "<b>", 3000);
	add_repeated(html, "<p>", 3000);
	g_string_append(html, "text");
	lines = read_html(html->str, &notes);
	ck_assert_ptr_nonnull(strstr(lines->text->str, "text"));
}
END_TEST

/* 100,000 attributes take libxml2 17 s; here they take none of that, and the
 * text behind them is still read. */
START_TEST(test_attribute_flood)
{
	g_autoptr(GString) html = g_string_new("<p ");
	struct html_notes notes;
	g_autoptr(lines) lines = NULL;
	double start = seconds_now();

	for (int i = 0; i < 100000; i++)
		g_string_append_printf(html, "a%d=1 ", i);
	g_string_append(html, ">text");
	lines = read_html(html->str, &notes);
	ck_assert(notes.is_thinned);
	ck_assert_str_eq(lines->text->str, "text\n");
	ck_assert(seconds_now() - start < 5);
}
END_TEST

START_TEST(test_many_attribute_floods)
{
	g_autoptr(GString) html = g_string_new(NULL);
	struct html_notes notes;
	g_autoptr(lines) lines = NULL;
	double start = seconds_now();

	while (html->len < LIMIT) {
		g_string_append(html, "<i ");
		for (int i = 0; i < 250; i++)
			g_string_append_printf(html, "a%d ", i);
		g_string_append(html, ">x</i>");
	}
	lines = read_html(html->str, &notes);
	ck_assert(lines->text->len > 0);
	ck_assert(seconds_now() - start < 10);
}
END_TEST

START_TEST(test_limit)
{
	g_autoptr(GString) html = g_string_new(NULL);
	struct html_notes notes = { 0 };
	g_autoptr(lines) lines = NULL;

	add_repeated(html, "слово ", LIMIT / 8);
	lines = html_read(html->str, html->len, 1000, &notes);
	ck_assert(notes.is_cut);
	ck_assert(lines->text->len <= 1001);
	ck_assert(utf8_is_valid(lines->text->str, lines->text->len));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mime/html");
	TCase *cases = tcase_create("html");

	tcase_set_timeout(cases, 60);
	tcase_add_loop_test(cases, test_seen, 0, G_N_ELEMENTS(seen));
	tcase_add_loop_test(cases, test_marked, 0, G_N_ELEMENTS(marked));
	tcase_add_test(cases, test_all_hidden);
	tcase_add_test(cases, test_some_hidden);
	tcase_add_test(cases, test_nesting_bomb);
	tcase_add_test(cases, test_mixed_bomb);
	tcase_add_test(cases, test_attribute_flood);
	tcase_add_test(cases, test_many_attribute_floods);
	tcase_add_test(cases, test_limit);
	suite_add_tcase(suite, cases);
	return check_main(suite);
}
