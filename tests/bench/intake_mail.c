/* A mailbox to measure with: N messages as files of a Maildir's new/, such
 * as an office gets them: letters of complaint in four languages, plain,
 * HTML, both, and with attachments; UTF-8, windows-1251 and KOI8-U;
 * quoted-printable, base64 and as they are; 1 to 200 KB, evenly over the
 * orders of magnitude.  What they say is sentences of the golden letters,
 * LETTERS/<language>-*.txt, in any order.  The same seed gives the same
 * mailbox.
 *
 *     intake_mail FOLDER LETTERS [COUNT [SEED]]     prints the bytes written */
#include <glob.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

enum {
	LEAST_BYTES = 1 << 10,
	MOST_BYTES = 200 << 10,
	LINE_BASE64_BYTES = 57,
	LINE_QUOTED_MOST = 72,
	PLAIN_MOST_BYTES = 12 << 10,
	HTML_MOST_BYTES = 48 << 10,
	SENTENCE_LEAST_CHARS = 20,
	NUMBER_LEAST_DIGITS = 6,
	NUMBER_KEPT_DIGITS = 4,
};

struct tongue {
	const char *code;
	const char *charsets[3]; /* that can write it, but UTF-8 */
	const char *subjects[4];
	const char *given[8], *family[12];
	const char *greeting, *farewell;
	GPtrArray *sentences; /* of the letters read */
};

static struct tongue tongues[] = {
	{ "uk", { "windows-1251", "koi8-u", NULL },
		{ "Скарга на списання коштів", "Не працює інтернет",
			"Прошу розірвати договір", "Повернення коштів" },
		{ "Олена", "Ірина", "Марія", "Наталія", "Юлія", "Оксана",
			"Світлана", "Любов" },
		{ "Коваленко", "Шевчук", "Гнатюк", "Бондаренко", "Кравець",
			"Мельник", "Савчук", "Лисенко", "Поліщук", "Ткач",
			"Руденко", "Гончар" },
		"Доброго дня!", "З повагою," },
	{ "ru", { "windows-1251", "koi8-r", NULL },
		{ "Жалоба на обслуживание", "Верните деньги",
			"Не работает связь", "Отказ от договора" },
		{ "Пётр", "Сергей", "Андрей", "Дмитрий", "Олег", "Павел",
			"Кирилл", "Фёдор" },
		{ "Иванов", "Попов", "Смирнов", "Кузнецов", "Соколов",
			"Морозов", "Волков", "Зайцев", "Егоров", "Никитин",
			"Орлов", "Антонов" },
		"Здравствуйте!", "С уважением," },
	{ "be", { "windows-1251", NULL },
		{ "Скарга на якасць сувязі", "Вяртанне грошай",
			"Не працуе інтэрнэт", "Прашу скасаваць дамову" },
		{ "Алеся", "Марыя", "Ганна", "Вольга", "Таццяна", "Алена",
			"Наталля", "Вера" },
		{ "Новік", "Лукашэвіч", "Дубік", "Кавальчук", "Бабіч", "Грынь",
			"Мацкевіч", "Сідарэнка", "Ярашэвіч", "Жук", "Лапко",
			"Крук" },
		"Добры дзень!", "З павагай," },
	{ "en", { "iso-8859-1", "windows-1252", NULL },
		{ "Complaint about my bill", "Refund request",
			"No internet connection", "Cancel my contract" },
		{ "John", "Mary", "Alan", "Susan", "Peter", "Helen", "David",
			"Laura" },
		{ "Smith", "Brown", "Clark", "Green", "Walker", "Hughes",
			"Carter", "Turner", "Morris", "Bailey", "Foster",
			"Palmer" },
		"Dear Sir or Madam,", "Yours faithfully," },
};

/* A sentence ends with its mark and a blank, or with its line. */
static GPtrArray *read_sentences(const char *folder, const char *code)
{
	GPtrArray *sentences = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GRegex) end =
		g_regex_new("(?<=[.!?]) +|\\s*\\n\\s*", 0, 0, NULL);
	g_autofree char *pattern = g_strdup_printf("%s/%s-*.txt", folder, code);
	glob_t found = { 0 };
	glob(pattern, 0, NULL, &found);
	for (gsize i = 0; i < found.gl_pathc; i++) {
		g_autofree char *text = NULL;
		if (!g_file_get_contents(found.gl_pathv[i], &text, NULL, NULL))
			continue;
		g_auto(GStrv) parts = g_regex_split(end, text, 0);
		for (char **part = parts; *part != NULL; part++) {
			if (g_utf8_strlen(*part, -1) >= SENTENCE_LEAST_CHARS)
				g_ptr_array_add(sentences, g_strdup(*part));
		}
	}
	globfree(&found);
	return sentences;
}

static GRand *dice;

static int roll(int least, int most)
{
	return g_rand_int_range(dice, least, most + 1);
}

static const char *pick(const char *const *list, int count)
{
	return list[roll(0, count - 1)];
}

/* Sizes evenly over their logarithm: many small, few large. */
static int roll_size(void)
{
	double ratio = (double)MOST_BYTES / LEAST_BYTES;
	return (int)(LEAST_BYTES * pow(ratio, g_rand_double(dice)));
}

/* Telephones and contracts are each writer's own: of a long number all but
 * its first digits are drawn anew. */
static void add_sentence(GString *text, const struct tongue *tongue)
{
	const char *sentence =
		tongue->sentences
			->pdata[roll(0, (int)tongue->sentences->len - 1)];
	while (*sentence != '\0') {
		gsize length = strspn(sentence, "0123456789 ()-");
		int digits = 0;
		for (gsize i = 0; i < length; i++)
			digits += g_ascii_isdigit(sentence[i]);
		bool is_long = digits >= NUMBER_LEAST_DIGITS;
		length = MAX(length, 1);
		for (int kept = 0; length > 0; length--, sentence++) {
			char c = *sentence;
			if (is_long && g_ascii_isdigit(c) &&
				kept++ >= NUMBER_KEPT_DIGITS)
				c = (char)('0' + roll(0, 9));
			g_string_append_c(text, c);
		}
	}
}

/* Paragraphs up to about so many bytes. */
static char *make_text(const struct tongue *tongue, int bytes, const char *name)
{
	GString *text = g_string_new(tongue->greeting);
	g_string_append(text, "\r\n\r\n");
	while ((int)text->len < bytes) {
		for (int i = roll(2, 5); i > 0; i--) {
			add_sentence(text, tongue);
			g_string_append(text, i % 2 == 0 ? "\r\n" : " ");
		}
		g_string_append(text, "\r\n\r\n");
	}
	g_string_append_printf(text, "%s\r\n%s\r\n", tongue->farewell, name);
	return g_string_free(text, FALSE);
}

/* The same words as a mail program would dress them. */
static char *make_html(const char *text, const char *charset)
{
	GString *html = g_string_new(NULL);
	g_string_append_printf(html,
		"<html><head><meta http-equiv=\"Content-Type\" "
		"content=\"text/html; charset=%s\">\r\n"
		"<style>p.MsoNormal {margin:0cm; font-size:11.0pt; "
		"font-family:\"Calibri\",sans-serif}</style></head>\r\n"
		"<body lang=UK link=\"#0563C1\"><div>\r\n",
		charset);
	g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);
	for (int i = 0; lines[i] != NULL; i++) {
		g_autofree char *safe = g_markup_escape_text(lines[i], -1);
		g_string_append_printf(html,
			"<p class=MsoNormal><span style='font-size:10.5pt'>"
			"%s</span><o:p></o:p></p>\r\n",
			safe[0] != '\0' ? safe : "&nbsp;");
	}
	g_string_append(html, "</div></body></html>\r\n");
	return g_string_free(html, FALSE);
}

static void add_base64(GString *out, const guchar *bytes, gsize length)
{
	for (gsize at = 0; at < length; at += LINE_BASE64_BYTES) {
		g_autofree char *line = g_base64_encode(
			bytes + at, MIN(length - at, LINE_BASE64_BYTES));
		g_string_append_printf(out, "%s\r\n", line);
	}
}

/* RFC 2045 6.7. */
static void add_quoted(GString *out, const char *bytes, gsize length)
{
	int column = 0;
	for (gsize i = 0; i < length; i++) {
		guchar c = (guchar)bytes[i];
		if (c == '\r' && i + 1 < length && bytes[i + 1] == '\n') {
			g_string_append(out, "\r\n");
			column = 0;
			i++;
			continue;
		}
		bool is_plain =
			c >= ' ' && c < 127 && c != '=' &&
			!(c == ' ' && i + 1 < length && bytes[i + 1] == '\r');
		if (column >= LINE_QUOTED_MOST) {
			g_string_append(out, "=\r\n");
			column = 0;
		}
		if (is_plain)
			g_string_append_c(out, (char)c);
		else
			g_string_append_printf(out, "=%02X", c);
		column += is_plain ? 1 : 3;
	}
	g_string_append(out, "\r\n");
}

static void add_part(
	GString *out, const char *type, const char *charset, const char *text)
{
	static const char *const ways[] = { "8bit", "quoted-printable",
		"base64" };
	gsize length = 0;
	const char *way = pick(ways, G_N_ELEMENTS(ways));
	g_autofree char *bytes = g_convert_with_fallback(
		text, -1, charset, "UTF-8", "?", NULL, &length, NULL);
	g_string_append_printf(out,
		"Content-Type: %s; charset=%s\r\n"
		"Content-Transfer-Encoding: %s\r\n\r\n",
		type, charset, way);
	if (way[0] == 'b')
		add_base64(out, (const guchar *)bytes, length);
	else if (way[0] == 'q')
		add_quoted(out, bytes, length);
	else
		g_string_append_len(out, bytes, (gssize)length);
}

/* Bytes that no one can make shorter, and of kinds that are kept and not read:
 * pages are read after registration, which bench-ocr measures. */
static void add_attachment(GString *out, int bytes)
{
	static const char *const kinds[] = { "audio/ogg; name=\"voice%d.ogg\"",
		"video/mp4; name=\"video%d.mp4\"",
		"application/octet-stream; name=\"data%d.bin\"" };
	g_autofree guchar *content = g_malloc((gsize)bytes);
	for (int i = 0; i < bytes; i++)
		content[i] = (guchar)roll(0, 255);
	g_auto(GStrv) halves =
		g_strsplit(pick(kinds, G_N_ELEMENTS(kinds)), "%d", 2);
	g_string_append_printf(out,
		"Content-Type: %s%d%s\r\n"
		"Content-Transfer-Encoding: base64\r\n"
		"Content-Disposition: attachment\r\n\r\n",
		halves[0], roll(1, 999), halves[1]);
	add_base64(out, content, (gsize)bytes);
}

static void add_word(GString *out, const char *text)
{
	g_autofree char *base64 =
		g_base64_encode((const guchar *)text, strlen(text));
	g_string_append_printf(out, "=?utf-8?B?%s?=", base64);
}

static void add_header(
	GString *out, const struct tongue *tongue, const char *name, int number)
{
	g_string_append(out, "Return-Path: <customer@customer.example>\r\n"
			     "Received: from mx.customer.example by "
			     "mail.plaint.example with ESMTPS; Mon, 23 Nov "
			     "2026 10:00:00 +0200\r\nFrom: ");
	add_word(out, name);
	g_string_append_printf(
		out, " <customer%d@customer.example>\r\nSubject: ", number);
	add_word(out, pick(tongue->subjects, G_N_ELEMENTS(tongue->subjects)));
	g_string_append_printf(out,
		"\r\nTo: <skarga@plaint.example>\r\n"
		"Date: Mon, 23 Nov 2026 %02d:%02d:%02d +0200\r\n"
		"Message-ID: <bench-%d@customer.example>\r\n"
		"MIME-Version: 1.0\r\n",
		roll(0, 23), roll(0, 59), roll(0, 59), number);
}

enum shape {
	SHAPE_PLAIN,
	SHAPE_HTML,
	SHAPE_BOTH,
	SHAPE_MIXED,
};

static enum shape shape_for(int bytes)
{
	if (bytes > HTML_MOST_BYTES)
		return SHAPE_MIXED;
	int way = roll(0, 9);
	if (bytes <= PLAIN_MOST_BYTES && way < 5)
		return SHAPE_PLAIN;
	return way < 2 ? SHAPE_HTML : way < 8 ? SHAPE_BOTH : SHAPE_MIXED;
}

static void add_both(GString *out, const char *charset, const char *text)
{
	g_autofree char *html = make_html(text, charset);
	g_string_append(out, "Content-Type: multipart/alternative; "
			     "boundary=\"both\"\r\n\r\n--both\r\n");
	add_part(out, "text/plain", charset, text);
	g_string_append(out, "\r\n--both\r\n");
	add_part(out, "text/html", charset, html);
	g_string_append(out, "\r\n--both--\r\n");
}

static void add_mixed(
	GString *out, const char *charset, const char *text, int bytes)
{
	g_string_append(out, "Content-Type: multipart/mixed; "
			     "boundary=\"mixed\"\r\n\r\n--mixed\r\n");
	if (roll(0, 1) == 0)
		add_both(out, charset, text);
	else
		add_part(out, "text/plain", charset, text);
	for (int left = roll(1, 2); left > 0; left--) {
		g_string_append(out, "\r\n--mixed\r\n");
		add_attachment(
			out, MAX(bytes - (int)out->len, 600) * 3 / 4 / left);
	}
	g_string_append(out, "\r\n--mixed--\r\n");
}

static GString *make_message(int number)
{
	const struct tongue *tongue =
		&tongues[roll(0, G_N_ELEMENTS(tongues) - 1)];
	const char *given = pick(tongue->given, G_N_ELEMENTS(tongue->given));
	const char *family = pick(tongue->family, G_N_ELEMENTS(tongue->family));
	g_autofree char *name = g_strdup_printf("%s %s", given, family);
	const char *charset =
		roll(0, 1) == 0 ? NULL : tongue->charsets[roll(0, 1)];
	if (charset == NULL)
		charset = "utf-8";
	int bytes = roll_size();
	enum shape shape = shape_for(bytes);
	int text_bytes = shape == SHAPE_PLAIN  ? bytes * 2 / 3
			 : shape == SHAPE_HTML ? bytes / 3
			 : shape == SHAPE_BOTH ? bytes / 5
					       : MIN(bytes / 6, 4 << 10);
	g_autofree char *text = make_text(tongue, text_bytes, name);
	GString *out = g_string_new(NULL);
	add_header(out, tongue, name, number);
	if (shape == SHAPE_BOTH) {
		add_both(out, charset, text);
	} else if (shape == SHAPE_MIXED) {
		add_mixed(out, charset, text, bytes);
	} else if (shape == SHAPE_HTML) {
		g_autofree char *html = make_html(text, charset);
		add_part(out, "text/html", charset, html);
	} else {
		add_part(out, "text/plain", charset, text);
	}
	return out;
}

/* Without g_file_set_contents' fsync: the mailbox need not outlive anything. */
static bool write_file(const char *path, const GString *bytes)
{
	FILE *file = fopen(path, "w");
	if (file == NULL)
		return false;
	bool is_written = fwrite(bytes->str, bytes->len, 1, file) == 1;
	return fclose(file) == 0 && is_written;
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr,
			"usage: intake_mail FOLDER LETTERS [COUNT [SEED]]\n");
		return 2;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(tongues); i++) {
		struct tongue *tongue = &tongues[i];
		tongue->sentences = read_sentences(argv[2], tongue->code);
		if (tongue->sentences->len == 0) {
			fprintf(stderr, "%s: no letters %s-*.txt\n", argv[2],
				tongue->code);
			return 1;
		}
	}
	int count = argc > 3 ? atoi(argv[3]) : 2000;
	guint64 bytes = 0;
	dice = g_rand_new_with_seed(argc > 4 ? (guint32)atoi(argv[4]) : 1);
	for (int i = 1; i <= count; i++) {
		g_autofree char *path = g_strdup_printf(
			"%s/%d.M%d.bench", argv[1], 1700000000 + i, i);
		GString *message = make_message(i);
		bytes += message->len;
		/* Maildirs hold Unix lines. */
		g_string_replace(message, "\r\n", "\n", 0);
		bool is_written = write_file(path, message);
		g_string_free(message, TRUE);
		if (!is_written) {
			perror(path);
			return 1;
		}
	}
	g_rand_free(dice);
	for (gsize i = 0; i < G_N_ELEMENTS(tongues); i++)
		g_ptr_array_unref(tongues[i].sentences);
	printf("%" G_GUINT64_FORMAT "\n", bytes);
	return 0;
}
