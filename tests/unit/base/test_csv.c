/* Tables with commas: what is read, and what is told of what cannot be. */

#include <string.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "check_main.h"
#include "plaint/base/csv.h"
#include "plaint/base/fd.h"

/* All rows below the header: fields joined by "|", rows by "/"; an error
 * stands in its row's place. */
static char *rows_of(struct csv *csv)
{
	GString *out = g_string_new(NULL);
	for (int guard = 0; guard < 100; guard++) {
		g_autoptr(GError) error = NULL;
		const struct csv_row *row;
		bool is_read = csv_next(csv, &row, &error);
		if (is_read && row == NULL)
			break;
		if (out->len > 0)
			g_string_append_c(out, '/');
		if (!is_read) {
			g_string_append_printf(out, "!%s", error->message);
			continue;
		}
		for (guint i = 0; i < row->fields->len; i++)
			g_string_append_printf(out, "%s%s", i > 0 ? "|" : "",
				csv_field(row, (int)i));
	}
	return g_string_free(out, FALSE);
}

static const struct {
	const char *table;
	size_t length; /* 0: up to the NUL */
	const char *rows;
} tables[] = {
	{ "a,b\n1,2\n", 0, "1|2" },
	{ "a,b\r\n1,2\r\n\r\n3,4", 0, "1|2/3|4" },
	{ "a;b;c\n1,5;2;3\n", 0, "1,5|2|3" },
	{ "a\tb\n1\t2\r3\t4", 0, "1|2/3|4" },
	{ "\xEF\xBB\xBF\"a, x\",b\n1,2\n", 0, "1|2" },
	{ "a,b\n\"x \"\"y\"\"\nz\",\n,\"\"\n", 0, "x \"y\"\nz|/|" },
	{ "a,b\n5 \" inch,2\n", 0, "5 \" inch|2" },
	{ "only\nx\ny\n", 0, "x/y" },
	/* "Іва,б" in Windows-1251. */
	{ "a,b\n\xB2\xE2\xE0,\xE1\n", 0, "Іва|б" },
	{ "a,b\nїжак,1\n\xB2\xE2\xE0,2\nок,3\n", 0,
		"їжак|1/!t.csv:3: not UTF-8, although the file began so/ок|3" },
	{ "a,b\n1\n3,4\n", 0,
		"!t.csv:2: 1 fields, but the header has 2 columns/3|4" },
	{ "a,b\n\"1\"x,2\n3,4\n", 0,
		"!t.csv:2: text behind a closing quote/3|4" },
	{ "a,b\n1,2\n\"3,4\n5,6\n", 0, "1|2/!t.csv:3: a quote is not closed" },
	{ "a,b\n1,\0\n3,4\n", 12,
		"!t.csv:2: a NUL byte: this is not a text file/3|4" },
	{ "a,b\n\"1\n\n2\",x\n3\n", 0,
		"1\n\n2|x/!t.csv:5: 1 fields, but the header has 2 columns" },
};

START_TEST(test_rows)
{
	size_t length = tables[_i].length != 0 ? tables[_i].length
					       : strlen(tables[_i].table);
	g_autoptr(GBytes) bytes = g_bytes_new(tables[_i].table, length);
	g_autoptr(csv) csv = csv_open_bytes(bytes, "t.csv", NULL);
	ck_assert_ptr_nonnull(csv);
	g_autofree char *rows = rows_of(csv);
	ck_assert_str_eq(rows, tables[_i].rows);
	ck_assert_uint_eq(csv_read_bytes(csv), length);
}
END_TEST

START_TEST(test_columns)
{
	static const char table[] = " E-Mail ,Ім’я,\nx,y,z\n";
	g_autoptr(GBytes) bytes = g_bytes_new_static(table, strlen(table));
	g_autoptr(csv) csv = csv_open_bytes(bytes, "t.csv", NULL);
	ck_assert_int_eq(csv_column(csv, "e-mail"), 0);
	ck_assert_int_eq(csv_column(csv, "ІМ’Я "), 1);
	ck_assert_int_eq(csv_column(csv, "phone"), -1);
	ck_assert_str_eq(csv_header(csv)->pdata[0], "E-Mail");
	const struct csv_row *row;
	ck_assert(csv_next(csv, &row, NULL));
	ck_assert_str_eq(csv_field(row, 1), "y");
	ck_assert_str_eq(csv_field(row, -1), "");
	ck_assert_uint_eq(row->line, 2);
}
END_TEST

static const struct {
	const char *table;
	const char *why;
} refused[] = {
	{ "", "t.csv:1: empty: the first row must name the columns" },
	{ "\n\r\n", "t.csv:1: empty: the first row must name the columns" },
	{ "a,b,A\n", "t.csv:1: two columns are headed \"A\"" },
	{ "a,\"b\n", "t.csv:1: a quote is not closed" },
};

START_TEST(test_refused)
{
	g_autoptr(GError) error = NULL;
	const char *table = refused[_i].table;
	g_autoptr(GBytes) bytes = g_bytes_new_static(table, strlen(table));
	ck_assert_ptr_null(csv_open_bytes(bytes, "t.csv", &error));
	ck_assert(g_error_matches(error, BASE_ERROR, BASE_ERROR_INVALID));
	ck_assert_str_eq(error->message, refused[_i].why);
}
END_TEST

START_TEST(test_too_big_ends_it)
{
	g_autoptr(GString) table = g_string_new("a,b\n\"");
	for (int i = 0; i <= CSV_FIELD_MOST_BYTES; i++)
		g_string_append_c(table, i % 80 == 0 ? '\n' : 'x');
	g_string_append(table, "\",2\n3,4\n");
	g_autoptr(GBytes) bytes = g_bytes_new(table->str, table->len);
	g_autoptr(csv) csv = csv_open_bytes(bytes, "t.csv", NULL);
	g_autofree char *rows = rows_of(csv);
	ck_assert_str_eq(rows, "!t.csv:2: a row longer than this program"
			       " reads (is a quote open?)");
}
END_TEST

/* A file longer than what is read at once. */
START_TEST(test_file)
{
	g_autofree char *path = NULL;
	int fd = g_file_open_tmp("csv-XXXXXX", &path, NULL);
	g_autoptr(GString) table = g_string_new("n;text\n");
	for (int i = 0; i < 9000; i++)
		g_string_append_printf(table, "%d;\"рядок; %d\"\r\n", i, i);
	ck_assert(fd_write_all(fd, table->str, table->len, NULL));
	close(fd);
	g_autoptr(csv) csv = csv_open(path, NULL);
	const struct csv_row *row;
	for (int i = 0; i < 9000; i++) {
		g_autofree char *wanted = g_strdup_printf("рядок; %d", i);
		ck_assert(csv_next(csv, &row, NULL));
		ck_assert_str_eq(csv_field(row, 1), wanted);
		ck_assert_uint_eq(row->line, (unsigned)i + 2);
	}
	ck_assert(csv_next(csv, &row, NULL));
	ck_assert_ptr_null(row);
	g_unlink(path);
	g_autoptr(GError) error = NULL;
	ck_assert_ptr_null(csv_open(path, &error));
	ck_assert(g_error_matches(error, BASE_ERROR, BASE_ERROR_IO));
	/* It opens, and cannot be read. */
	g_clear_error(&error);
	ck_assert_ptr_null(csv_open("/", &error));
	ck_assert(g_error_matches(error, BASE_ERROR, BASE_ERROR_IO));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("csv");
	TCase *all = tcase_create("csv");
	tcase_add_loop_test(all, test_rows, 0, G_N_ELEMENTS(tables));
	tcase_add_test(all, test_columns);
	tcase_add_loop_test(all, test_refused, 0, G_N_ELEMENTS(refused));
	tcase_add_test(all, test_too_big_ends_it);
	tcase_add_test(all, test_file);
	suite_add_tcase(suite, all);
	return check_main(suite);
}
