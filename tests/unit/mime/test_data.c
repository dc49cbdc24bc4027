/* The shared sets: 54 messages with their trees, 128 bounces with their
 * status.  Where we hold the set to be wrong, the reason stands in a table. */
#include "check_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "json_tree.h"
#include "plaint/base/hash.h"
#include "plaint/mime/mime.h"

static const char mime_folder[] = "../shared/data/mime";
static const char bounce_folder[] = "../shared/data/bounces";

/* What is right there instead, found without our decoders (by perl's unpack
 * "u" and by eye): these are held to it. */
static const struct held_wrong {
	const char *name, *why;
	const char *body;
	struct {
		const char *name, *sha256, *text;
	} files[4];
} held_wrong[] = {
	{ "legacy/026", "uuencoded text is decoded by us, left there",
		"Auf, laßt uns ein für allemal sterben.",
		{ { "HasenundFrösche.txt",
			  "d965dc2e4de4cfbd76ce9ab40ca99efb50360c76592826f922ee"
			  "cc4416a0c012",
			  "Die Hasen und die Frösche" },
			{ "farmerandstork.txt", NULL,
				"The Farmer and the Stork" } } },
	{ "legacy/048", "uuencoded images are decoded by us, left there",
		"Slow but steady wins the race.",
		{ { "redball.png",
			  "63aa82493459d1a5ac267e20109d380ba995788f7fa13ed43021"
			  "ebb37ead6fc5",
			  "" },
			{ "greenball.png",
				"258bcdd418e60b1f2dd911c83133e7aa07dd3d87ff0970"
				"8384aba85e06f80e34",
				"" },
			{ "blueball.png",
				"68aa843030f8c6ad625450054732fe0f3a680496d98f95"
				"7d578192fa4469cec2",
				"" } } },
	{ "legacy/052", "8-bit without a label: read by us, lost there",
		"Die Hasen klagten einst über ihre mißliche Lage;", { { 0 } } },
	{ "malformed/012",
		"an outer boundary ends an inner multipart (RFC 2046, 5.1.2)",
		"",
		{ { "", NULL, "1" }, { "", NULL, "22" },
			{ "", NULL, "333" } } },
	{ "thirdparty/002", "a footer behind base64 padding is no base64",
		"päivää yötä vaan. ?garbage", { { 0 } } },
};

static const struct held_wrong *wrong_find(const char *path)
{
	for (size_t i = 0; i < G_N_ELEMENTS(held_wrong); i++) {
		if (strstr(path, held_wrong[i].name))
			return &held_wrong[i];
	}
	return NULL;
}

static struct document *read_path(const char *path)
{
	g_autofree char *bytes = NULL;
	gsize length;

	ck_assert(g_file_get_contents(path, &bytes, &length, NULL));
	return mime_read_bytes(bytes, length, -1, NULL, NULL);
}

/* White space folded, so that line ends and wrapping do not matter. */
static char *folded(const char *text)
{
	g_auto(GStrv) words = g_strsplit_set(text, " \t\r\n", -1);
	GString *out = g_string_new(NULL);

	for (size_t i = 0; words[i]; i++) {
		if (*words[i])
			g_string_append_printf(
				out, "%s%s", out->len ? " " : "", words[i]);
	}
	return g_string_free(out, FALSE);
}

static bool contains(const char *text, const char *part)
{
	g_autofree char *a = folded(text);
	g_autofree char *b = folded(part);

	return strstr(a, b) != NULL;
}

/* The tree's bytes as they are and with CRLF: it was written without CR. */
static bool is_same_bytes(
	const struct attachment *attachment, const struct json *numbers)
{
	g_autoptr(GByteArray) plain = g_byte_array_new();
	g_autoptr(GByteArray) crlf = g_byte_array_new();

	for (guint i = 0; i < json_length(numbers); i++) {
		guint8 byte = (guint8)atoi(json_at(numbers, i)->text);

		if (byte == '\n')
			g_byte_array_append(crlf, (const guint8 *)"\r", 1);
		g_byte_array_append(plain, &byte, 1);
		g_byte_array_append(crlf, &byte, 1);
	}
	return !strcmp(hash_bytes(plain->data, plain->len).hex,
		       attachment->sha256) ||
	       !strcmp(hash_bytes(crlf->data, crlf->len).hex,
		       attachment->sha256);
}

static bool attachment_matches(
	const struct attachment *attachment, const struct json *body)
{
	const char *kind = g_ptr_array_index(body->keys, 0);
	const struct json *value = json_at(body, 0);

	if (g_str_equal(kind, "Message"))
		return g_str_has_prefix(attachment->type, "message/");
	if (value->kind == '[')
		return is_same_bytes(attachment, value);
	return value->kind == '"' &&
	       (contains(attachment->text, value->text) ||
		       g_str_equal(
			       hash_bytes(value->text, strlen(value->text)).hex,
			       attachment->sha256));
}

static bool has_attachment(
	const struct document *document, const struct json *body)
{
	const struct json *value = json_at(body, 0);

	for (guint i = 0; i < document->attachments->len; i++) {
		if (attachment_matches(
			    g_ptr_array_index(document->attachments, i), body))
			return true;
	}
	/* Broken trees list as a file what we show as text. */
	return value->kind == '"' && contains(document->body_text, value->text);
}

static bool tree_matches(
	const struct document *document, const struct json *tree)
{
	const struct json *parts = json_get(tree, "parts");
	const struct json *texts = json_get(tree, "text_body");
	const struct json *files = json_get(tree, "attachments");
	bool is_same = true;

	for (guint i = 0; i < json_length(texts); i++) {
		guint index = (guint)atoi(json_at(texts, i)->text);
		const struct json *text = json_get(
			json_get(json_at(parts, index), "body"), "Text");

		is_same = is_same &&
			  (!text || contains(document->body_text, text->text));
	}
	for (guint i = 0; i < json_length(files); i++) {
		guint index = (guint)atoi(json_at(files, i)->text);

		is_same = is_same &&
			  has_attachment(document,
				  json_get(json_at(parts, index), "body"));
	}
	return is_same && document->attachments->len <= json_length(files);
}

static void check_held(
	const struct document *document, const struct held_wrong *held)
{
	guint count = 0;

	ck_assert_msg(contains(document->body_text, held->body), "%s: %s",
		held->name, document->body_text);
	while (count < G_N_ELEMENTS(held->files) && held->files[count].text)
		count++;
	ck_assert_uint_eq(document->attachments->len, count);
	for (guint i = 0; i < count; i++) {
		const struct attachment *attachment =
			g_ptr_array_index(document->attachments, i);

		ck_assert_str_eq(attachment->name, held->files[i].name);
		ck_assert(contains(attachment->text, held->files[i].text));
		if (held->files[i].sha256)
			ck_assert_str_eq(
				attachment->sha256, held->files[i].sha256);
	}
}

static void check_message(const char *path, int *right, int *all)
{
	g_autofree char *stem = g_strndup(path, strlen(path) - 4);
	g_autofree char *json_path = g_strconcat(stem, ".json", NULL);
	g_autofree char *text = NULL;
	const char *at;
	struct json *tree;
	g_autoptr(document) document = NULL;

	if (!g_file_get_contents(json_path, &text, NULL, NULL))
		return;
	at = text;
	tree = json_read(&at);
	document = read_path(path);
	*all += 1;
	if (tree_matches(document, tree))
		*right += 1;
	else if (!wrong_find(path))
		ck_abort_msg("%s differs", path);
	else
		printf("held wrong: %s: %s\n", path, wrong_find(path)->why);
	if (wrong_find(path))
		check_held(document, wrong_find(path));
	json_free(tree);
}

START_TEST(test_mime)
{
	g_autoptr(GDir) top = g_dir_open(mime_folder, 0, NULL);
	const char *folder;
	int right = 0, all = 0;

	if (!top) {
		printf("skipped: no ../shared/data\n");
		return;
	}
	while ((folder = g_dir_read_name(top))) {
		g_autofree char *path =
			g_build_filename(mime_folder, folder, NULL);
		g_autoptr(GDir) files = g_dir_open(path, 0, NULL);
		const char *name;

		while (files && (name = g_dir_read_name(files))) {
			g_autofree char *file =
				g_build_filename(path, name, NULL);

			if (g_str_has_suffix(name, ".eml"))
				check_message(file, &right, &all);
		}
	}
	printf("mime: %d of %d as their trees\n", right, all);
}
END_TEST

/* 5.0.9xx and its like are the set's own numbers, in no mail. */
static bool is_stated(const char *status)
{
	const char *last = strrchr(status, '.');

	return last && !(strlen(last) == 4 && last[1] == '9');
}

static bool is_expected(
	GHashTable *statuses, const char *file, const char *status)
{
	const char *all = g_hash_table_lookup(statuses, file);
	g_autofree char *wanted = g_strdup_printf(" %s ", status);

	return !all || strstr(all, wanted);
}

START_TEST(test_bounces)
{
	g_autofree char *table =
		g_build_filename(bounce_folder, "expected.tsv", NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) rows = NULL;
	g_autoptr(GHashTable) statuses =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GHashTable) reasons =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	GHashTableIter iter;
	void *file, *reason;
	int all = 0, stated = 0, right = 0;

	if (!g_file_get_contents(table, &text, NULL, NULL)) {
		printf("skipped: no ../shared/data\n");
		return;
	}
	rows = g_strsplit(text, "\n", -1);
	for (size_t i = 0; rows[i]; i++) {
		g_auto(GStrv) cells = g_strsplit(rows[i], "\t", -1);
		const char *old;

		if (!g_str_has_suffix(cells[0] ? cells[0] : "", ".eml"))
			continue;
		old = g_hash_table_lookup(statuses, cells[0]);
		g_hash_table_replace(
			reasons, g_strdup(cells[0]), g_strdup(cells[3]));
		if (is_stated(cells[1]))
			g_hash_table_replace(statuses, g_strdup(cells[0]),
				g_strdup_printf(
					"%s %s ", old ? old : "", cells[1]));
	}
	g_hash_table_iter_init(&iter, reasons);
	while (g_hash_table_iter_next(&iter, &file, &reason)) {
		g_autofree char *path =
			g_build_filename(bounce_folder, file, NULL);
		g_autoptr(document) document = read_path(path);
		bool is_vacation = g_str_equal(reason, "vacation");

		all++;
		ck_assert_msg(
			document->class == (is_vacation ? DOCUMENT_AUTO_REPLY
							: DOCUMENT_BOUNCE),
			"%s: %s", path, document_class_name(document->class));
		if (!g_hash_table_contains(statuses, file))
			continue;
		stated++;
		right += is_expected(statuses, file, document->bounce.status);
		if (!is_expected(statuses, file, document->bounce.status))
			printf("%s: status %s\n", path,
				document->bounce.status);
	}
	printf("bounces: %d of %d by class, status %d of %d\n", all, all, right,
		stated);
	ck_assert_int_eq(right, stated);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mime/data");
	TCase *cases = tcase_create("data");

	tcase_set_timeout(cases, 60);
	tcase_add_test(cases, test_mime);
	tcase_add_test(cases, test_bounces);
	suite_add_tcase(suite, cases);
	return check_main(suite);
}
