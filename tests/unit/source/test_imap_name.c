/* Folder names and sets of numbers as IMAP commands want them. */
#include "check_main.h"

#include <glib.h>

#include "../../../src/source/imap_session.h"

static const struct {
	const char *name;
	char delimiter;
	const char *encoded; /* NULL: refused */
} names[] = {
	{ "INBOX", '/', "INBOX" },
	{ "Опрацьовані", '/', "&BB4EPwRABDAERgRMBD4EMgQwBD0EVg-" },
	{ "a/b", '.', "a.b" },
	{ "a/b", '\0', "a/b" },
	{ "R&D", '/', "R&-D" },
	{ "~peter/mail/台北/日本語", '/', "~peter/mail/&U,BTFw-/&ZeVnLIqe-" },
	{ "😀x", '/', "&2D3eAA-x" },
	{ "", '/', NULL },
	{ "a\nb", '/', NULL },
	{ "a\x7f", '/', NULL },
	{ "bad\xff", '/', NULL },
};

START_TEST(test_names)
{
	g_autofree char *encoded =
		imap_folder_encode(names[_i].name, names[_i].delimiter);
	if (names[_i].encoded == NULL)
		ck_assert_ptr_null(encoded);
	else
		ck_assert_str_eq(encoded, names[_i].encoded);
}
END_TEST

START_TEST(test_sets)
{
	static const uint32_t uids[] = { 1, 2, 3, 7, 9, 10, UINT32_MAX };
	static const uint32_t ranges[][2] = { { 2, 3 }, { 7, 7 }, { 9, 10 },
		{ UINT32_MAX, UINT32_MAX } };
	g_autoptr(GArray) array = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	g_array_append_vals(array, uids, G_N_ELEMENTS(uids));
	struct mailimap_set *set = imap_set_new(array, 1, 6);
	size_t i = 0;
	for (clistiter *at = clist_begin(set->set_list); at != NULL;
		at = clist_next(at), i++) {
		const struct mailimap_set_item *item = clist_content(at);
		ck_assert_uint_lt(i, G_N_ELEMENTS(ranges));
		ck_assert_uint_eq(item->set_first, ranges[i][0]);
		ck_assert_uint_eq(item->set_last, ranges[i][1]);
	}
	ck_assert_uint_eq(i, G_N_ELEMENTS(ranges));
	mailimap_set_free(set);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("source/imap_name");
	TCase *tcase = tcase_create("name");
	tcase_add_loop_test(tcase, test_names, 0, G_N_ELEMENTS(names));
	tcase_add_test(tcase, test_sets);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
