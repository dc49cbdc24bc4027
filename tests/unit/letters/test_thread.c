/* Signed Message-IDs against RFC 4231's way of computing, forgeries, and case
 * numbers in text. */
#include "plaint/letters/thread.h"

#include <string.h>

#include "check_main.h"

static struct thread_key key_of(const char *text)
{
	struct thread_key key;
	ck_assert(thread_key_parse(text, &key));
	return key;
}

static const char hex[] = "000102030405060708090a0b0c0d0e0f"
			  "101112131415161718191a1b1c1d1e1f";
static const char other_hex[] = "100102030405060708090a0b0c0d0e0f"
				"101112131415161718191a1b1c1d1e1f";

START_TEST(our_own_is_read)
{
	struct thread_key key = key_of(hex);
	struct thread_number number;
	g_autofree char *id = thread_message_id(&key,
		"01JABCDEFGHJKMNPQRSTVWXYZ0", "2026-000123", "plaint.example");
	ck_assert(g_str_has_prefix(
		id, "01jabcdefghjkmnpqrstvwxyz0.2026-000123."));
	ck_assert(g_str_has_suffix(id, "@plaint.example"));
	ck_assert(thread_read_message_id(&key, id, &number));
	ck_assert_str_eq(number.text, "2026-000123");
	/* A gateway that shouts, and one that changes the right-hand side. */
	g_autofree char *loud = g_ascii_strup(id, -1);
	ck_assert(thread_read_message_id(&key, loud, &number));
}
END_TEST

/* The tag, computed by GLib's own HMAC. */
START_TEST(tag_is_hmac)
{
	struct thread_key key = key_of(hex);
	static const char text[] = "plaint-thread-1 abc 2026-000001";
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	guint8 mac[32];
	gsize size = sizeof(mac);
	GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA256, key.bytes, 32);
	g_hmac_update(hmac, (const guchar *)text, (gssize)strlen(text));
	g_hmac_get_digest(hmac, mac, &size);
	g_hmac_unref(hmac);
	GString *tag = g_string_new(NULL);
	guint64 bits = 0;
	int held = 0;
	for (size_t i = 0; tag->len < 20; i++) {
		bits = bits << 8 | mac[i];
		for (held += 8; held >= 5 && tag->len < 20; held -= 5)
			g_string_append_c(tag, digits[bits >> (held - 5) & 31]);
	}
	g_autofree char *id =
		thread_message_id(&key, "abc", "2026-000001", "x.example");
	g_autofree char *wanted =
		g_strdup_printf("abc.2026-000001.%s@x.example", tag->str);
	ck_assert_str_eq(id, wanted);
	g_string_free(tag, TRUE);
}
END_TEST

START_TEST(forgeries_do_not_match)
{
	struct thread_key key = key_of(hex), other = key_of(other_hex);
	struct thread_number number;
	g_autofree char *id =
		thread_message_id(&key, "abc", "2026-000123", "x.example");
	ck_assert(!thread_read_message_id(&other, id, &number));
	for (size_t i = 0; id[i] != '@'; i++) {
		g_autofree char *forged = g_strdup(id);
		forged[i] = forged[i] == 'a' ? 'b' : 'a';
		ck_assert_msg(!thread_read_message_id(&key, forged, &number),
			"%s", forged);
	}
	static const char *const wrong[] = { "", "@", "a@b", "a.b@c", "a.b.c@d",
		"abc.2026-000123.@x", "abc.2026-000123.aaaaaaaaaaaaaaaaaaaa@x",
		"abc.2026-000123.aaaaaaaaaaaaaaaaaaaaa@x", "..@x", "....@x",
		"abc.2026-0001230000000000000000000000.aaaaaaaaaaaaaaaaaaaa@" };
	for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
		ck_assert(!thread_read_message_id(&key, wrong[i], &number));
	g_autofree char *long_one = g_strnfill(100000, 'a');
	ck_assert(!thread_read_message_id(&key, long_one, &number));
}
END_TEST

START_TEST(keys_are_hexadecimal)
{
	struct thread_key key;
	ck_assert(!thread_key_parse("", &key));
	ck_assert(!thread_key_parse("00", &key));
	g_autofree char *bad = g_strdup(hex);
	bad[10] = 'g';
	ck_assert(!thread_key_parse(bad, &key));
}
END_TEST

START_TEST(numbers_in_text)
{
	static const struct {
		const char *text, *numbers;
	} rows[] = {
		{ "", "" },
		{ "Re: Скарга [2026-000123]", "2026-000123" },
		{ "2026-000001,2026-000002 і знову 2026-000001",
			"2026-000001 2026-000002" },
		{ "№2026-1000001.", "2026-1000001" },
		{ "2026-00012", "" },
		{ "2026-01-15", "" },
		{ "32026-000123", "" },
		{ "2026-000123-4", "" },
		{ "1926-000123", "" },
		{ "a2026-000123", "" },
		{ "01jx.2026-000123.abcd@plaint.example", "" },
		{ "2026-0000000000000000000000000001", "" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GArray) found =
			g_array_new(FALSE, FALSE, sizeof(struct thread_number));
		GString *text = g_string_new(NULL);
		thread_find_numbers(rows[i].text, found);
		for (guint j = 0; j < found->len; j++)
			g_string_append_printf(text, "%s%s", j > 0 ? " " : "",
				g_array_index(found, struct thread_number, j)
					.text);
		ck_assert_str_eq(text->str, rows[i].numbers);
		g_string_free(text, TRUE);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("thread");
	TCase *tcase = tcase_create("thread");
	tcase_add_test(tcase, our_own_is_read);
	tcase_add_test(tcase, tag_is_hmac);
	tcase_add_test(tcase, forgeries_do_not_match);
	tcase_add_test(tcase, keys_are_hexadecimal);
	tcase_add_test(tcase, numbers_in_text);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
