/* Frames: what goes in comes out, and what a hostile peer sends is an error
 * of the right kind, with no descriptor left open. */
#include "plaint/wire/wire.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "check_main.h"
#include "plaint/base/fd.h"

static int ends[2];

static void setup(void)
{
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
}

static void teardown(void)
{
	fd_clear(&ends[0]);
	fd_clear(&ends[1]);
}

static int open_descriptors(void)
{
	int count = 0;
	DIR *folder = opendir("/proc/self/fd");
	ck_assert_ptr_nonnull(folder);
	while (readdir(folder) != NULL)
		count++;
	closedir(folder);
	return count;
}

static void put_bytes(uint32_t json_bytes, uint32_t beside_bytes,
	const char *body, size_t length)
{
	uint32_t header[] = { htonl(json_bytes), htonl(beside_bytes) };
	ck_assert_int_eq(write(ends[0], header, sizeof header), sizeof header);
	ck_assert_int_eq(write(ends[0], body, length), (int)length);
}

static void put_frame(uint32_t length, const char *body)
{
	put_bytes(length, 0, body, strlen(body));
}

static char *long_text(char of, size_t length)
{
	char *text = g_malloc(length + 1);
	memset(text, of, length);
	text[length] = '\0';
	return text;
}

static json_t *pass(const json_t *message)
{
	g_autoptr(GError) error = NULL;
	ck_assert(wire_send(ends[0], message, -1, &error));
	json_t *back = wire_receive(ends[1], NULL, &error);
	ck_assert_ptr_nonnull(back);
	return back;
}

START_TEST(a_message_comes_back_equal)
{
	json_t *sent = json_pack("{s:s, s:I, s:[i,i]}", "name", "скарга №7",
		"big", (json_int_t)INT64_MAX, "list", 1, 2);
	json_t *got = pass(sent);
	ck_assert(json_equal(sent, got));
	json_decref(sent);
	json_decref(got);
}
END_TEST

/* Those that lie beside it too, each in its place; the message stays whole. */
START_TEST(long_texts_come_back_in_their_places)
{
	g_autofree char *a = long_text('a', 256), *b = long_text('"', 5000),
			*c = long_text('c', 255), *d = long_text('\n', 1000),
			*e = long_text('e', 300);
	json_t *sent = json_pack("{s:s, s:[s,{s:s, s:s}, [[s]], s, {s:i}]}",
		"text", a, "list", b, "c", c, "d", d, e, "", "beside?", 7);
	json_object_set_new(sent, "letters", json_string("літери"));
	json_t *copy = json_deep_copy(sent), *got = pass(sent);
	ck_assert(json_equal(sent, copy));
	ck_assert(json_equal(sent, got));
	g_autofree char *before = json_dumps(sent, JSON_COMPACT),
			*after = json_dumps(got, JSON_COMPACT);
	ck_assert_str_eq(before, after);
	json_decref(sent);
	json_decref(copy);
	json_decref(got);
}
END_TEST

/* More than one sendmsg takes. */
START_TEST(any_number_of_long_texts_passes)
{
	json_t *sent = json_object(), *list = json_array();
	json_object_set_new(sent, "list", list);
	for (int i = 0; i < 300; i++) {
		g_autofree char *text = g_strdup_printf("%0270d", i);
		for (int j = 0; j < 4; j++)
			json_array_append_new(list, json_string(text));
	}
	pid_t writer = fork();
	ck_assert_int_ge(writer, 0);
	if (writer == 0)
		_exit(wire_send(ends[0], sent, -1, NULL) ? 0 : 1);
	json_t *got = wire_receive(ends[1], NULL, NULL);
	ck_assert(json_equal(sent, got));
	json_decref(sent);
	json_decref(got);
}
END_TEST

START_TEST(a_descriptor_comes_with_its_own_frame)
{
	g_autoptr(GError) error = NULL;
	json_t *message = json_pack("{s:i}", "n", 1);
	auto_fd int zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	int before = open_descriptors();
	ck_assert(wire_send(ends[0], message, -1, &error));
	ck_assert(wire_send(ends[0], message, zero, &error));
	ck_assert(wire_send(ends[0], message, -1, &error));
	ck_assert(wire_send(ends[0], message, zero, &error));
	json_decref(message);

	static const bool expected[] = { false, true, false };
	for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
		auto_fd int got = -1;
		json_t *back = wire_receive(ends[1], &got, &error);
		ck_assert_ptr_nonnull(back);
		json_decref(back);
		ck_assert_int_eq(got >= 0, expected[i]);
		char byte = 'x';
		if (got >= 0) {
			ck_assert_int_eq(read(got, &byte, 1), 1);
			ck_assert_int_eq(byte, 0);
			ck_assert_int_ne(fcntl(got, F_GETFD) & FD_CLOEXEC, 0);
		}
	}
	json_t *back = wire_receive(ends[1], NULL, &error);
	ck_assert_ptr_nonnull(back);
	json_decref(back);
	ck_assert_int_eq(open_descriptors(), before);
}
END_TEST

/* Larger than any socket buffer: the writer must wait for the reader. */
START_TEST(a_large_message_passes_in_pieces)
{
	g_autoptr(GError) error = NULL;
	const size_t length = 3 << 20;
	pid_t writer = fork();
	ck_assert_int_ge(writer, 0);
	if (writer == 0) {
		char *text = g_malloc(length);
		memset(text, 'a', length);
		json_t *message = json_object();
		json_object_set_new(
			message, "text", json_stringn(text, length));
		_exit(wire_send(ends[0], message, ends[0], NULL) ? 0 : 1);
	}
	auto_fd int passed = -1;
	json_t *message = wire_receive(ends[1], &passed, &error);
	ck_assert_ptr_nonnull(message);
	ck_assert_uint_eq(strlen(wire_text(message, "text")), length);
	ck_assert_int_ge(passed, 0);
	json_decref(message);
}
END_TEST

START_TEST(a_closed_peer_is_told_from_a_broken_one)
{
	g_autoptr(GError) error = NULL;
	fd_clear(&ends[0]);
	ck_assert_ptr_null(wire_receive(ends[1], NULL, &error));
	ck_assert(g_error_matches(error, WIRE_ERROR, WIRE_ERROR_CLOSED));
	g_clear_error(&error);
	json_t *message = json_object();
	ck_assert(!wire_send(ends[1], message, -1, &error));
	ck_assert(g_error_matches(error, WIRE_ERROR, WIRE_ERROR_CLOSED));
	json_decref(message);
}
END_TEST

static const struct bad_frame {
	const char *name;
	uint32_t length;
	const char *body;
} bad_frames[] = {
	{ "nothing", 0, "" },
	{ "longest", UINT32_MAX, "{}" },
	{ "over the limit", WIRE_FRAME_MOST_BYTES + 1, "{}" },
	{ "cut off", 40, "{\"a\":1}" },
	{ "lying by 64 MB", WIRE_FRAME_MOST_BYTES, "{}" },
	{ "not JSON", 5, "hello" },
	{ "half a value", 5, "{\"a\":" },
	{ "a list", 4, "[{}]" },
	{ "a number", 2, "42" },
	{ "twice the same key", 13, "{\"a\":1,\"a\":2}" },
	{ "rest behind the object", 3, "{}x" },
	{ "an escaped NUL", 14, "{\"a\":\"\\u0000\"}" },
	{ "a lone surrogate", 14, "{\"a\":\"\\ud800\"}" },
	{ "a raw control", 9, "{\"a\":\"\001\"}" },
	{ "invalid UTF-8", 10, "{\"a\":\"\xC3\x28\"}" },
	{ "an integer too large", 26, "{\"a\":99999999999999999999}" },
};

START_TEST(a_bad_frame_is_an_error)
{
	const struct bad_frame *bad = &bad_frames[_i];
	g_autoptr(GError) error = NULL;
	put_frame(bad->length, bad->body);
	fd_clear(&ends[0]);
	ck_assert_msg(
		wire_receive(ends[1], NULL, &error) == NULL, "%s", bad->name);
	ck_assert_msg(g_error_matches(error, WIRE_ERROR, WIRE_ERROR_BROKEN),
		"%s: %s", bad->name, error->message);
}
END_TEST

#define THREE "{\"a\":{\"beside\":3}}"

static const struct lying_frame {
	const char *name;
	const char *json;
	const char *beside;
	uint32_t length;
	bool is_good;
} lying_frames[] = {
	{ "honest", THREE, "abc", 3, true },
	{ "two", "{\"a\":[{\"beside\":1},{\"beside\":2}]}", "abc", 3, true },
	{ "an empty one", "{\"a\":{\"beside\":0}}", "", 0, true },
	{ "another object", "{\"a\":{\"beside\":3,\"b\":0}}", "", 0, true },
	{ "another key", "{\"a\":{\"besides\":3}}", "", 0, true },
	{ "a text", "{\"a\":{\"beside\":\"3\"}}", "", 0, true },
	{ "nothing came", THREE, "", 0, false },
	{ "too little came", THREE, "ab", 2, false },
	{ "too much came", THREE, "abcd", 4, false },
	{ "nobody asks", "{\"a\":3}", "abc", 3, false },
	{ "the second has too little",
		"{\"a\":{\"beside\":2},\"b\":{\"beside\":2}}", "abc", 3,
		false },
	{ "negative", "{\"a\":{\"beside\":-1}}", "abc", 3, false },
	{ "of a sum that wraps",
		"{\"a\":[{\"beside\":3},{\"beside\":9223372036854775807}]}",
		"abc", 3, false },
	{ "in the place of the message", "{\"beside\":3}", "abc", 3, false },
	{ "NUL", THREE, "a\0c", 3, false },
	{ "invalid UTF-8", THREE, "a\xC3(", 3, false },
	{ "half a letter", THREE, "ab\xD0", 3, false },
	{ "a letter in two", "{\"a\":[{\"beside\":1},{\"beside\":1}]}",
		"\xD0\xB0", 2, false },
	{ "a surrogate", THREE, "\xED\xA0\x80", 3, false },
};

START_TEST(what_lies_beside_is_checked)
{
	const struct lying_frame *frame = &lying_frames[_i];
	g_autoptr(GError) error = NULL;
	size_t length = strlen(frame->json);
	g_autofree char *body = g_malloc(length + frame->length);
	memcpy(body, frame->json, length);
	memcpy(body + length, frame->beside, frame->length);
	put_bytes(
		(uint32_t)length, frame->length, body, length + frame->length);
	json_t *message = wire_receive(ends[1], NULL, &error);
	ck_assert_msg((message != NULL) == frame->is_good, "%s", frame->name);
	ck_assert(frame->is_good ||
		  g_error_matches(error, WIRE_ERROR, WIRE_ERROR_BROKEN));
	json_decref(message);
}
END_TEST

START_TEST(both_lengths_count_for_the_limit)
{
	static const uint32_t lengths[][2] = {
		{ 0, 2 },
		{ 2, WIRE_FRAME_MOST_BYTES - 1 },
		{ WIRE_FRAME_MOST_BYTES - 1, 2 },
		{ 2, UINT32_MAX },
		{ UINT32_MAX, UINT32_MAX },
		{ UINT32_MAX, 2 },
	};
	g_autoptr(GError) error = NULL;
	put_bytes(lengths[_i][0], lengths[_i][1], "{}", 2);
	ck_assert_ptr_null(wire_receive(ends[1], NULL, &error));
	ck_assert(g_error_matches(error, WIRE_ERROR, WIRE_ERROR_BROKEN));
	ck_assert_ptr_nonnull(strstr(error->message, "allowed"));
}
END_TEST

START_TEST(half_a_header_is_broken)
{
	g_autoptr(GError) error = NULL;
	ck_assert_int_eq(write(ends[0], "\0\0", 2), 2);
	fd_clear(&ends[0]);
	ck_assert_ptr_null(wire_receive(ends[1], NULL, &error));
	ck_assert(g_error_matches(error, WIRE_ERROR, WIRE_ERROR_BROKEN));
}
END_TEST

/* A frame whose text is `head`, `count` times `piece`, `tail`, written by a
 * child because no buffer holds it. */
static void put_repeated(
	const char *head, const char *piece, size_t count, const char *tail)
{
	if (fork() != 0)
		return;
	GString *body = g_string_new(head);
	for (size_t i = 0; i < count; i++)
		g_string_append(body, piece);
	g_string_append(body, tail);
	uint32_t header[] = { htonl((uint32_t)body->len), 0 };
	bool good = fd_write_all(ends[0], header, sizeof header, NULL) &&
		    fd_write_all(ends[0], body->str, body->len, NULL);
	_exit(good ? 0 : 1);
}

START_TEST(deep_nesting_is_broken)
{
	g_autoptr(GError) error = NULL;
	put_repeated("{\"a\":", "[", 200000, "");
	ck_assert_ptr_null(wire_receive(ends[1], NULL, &error));
	ck_assert(g_error_matches(error, WIRE_ERROR, WIRE_ERROR_BROKEN));
}
END_TEST

START_TEST(giant_counts_are_broken)
{
	g_autoptr(GError) error = NULL;
	put_repeated("{\"a\":[", "{},", WIRE_FRAME_MOST_VALUES, "0]}");
	ck_assert_ptr_null(wire_receive(ends[1], NULL, &error));
	ck_assert(g_error_matches(error, WIRE_ERROR, WIRE_ERROR_BROKEN));
	ck_assert_ptr_nonnull(strstr(error->message, "too many values"));
}
END_TEST

/* Commas inside a text are no values, escaped quotes do not end it. */
START_TEST(a_text_full_of_commas_passes)
{
	g_autoptr(GError) error = NULL;
	put_repeated("{\"a\":\"", ",[\\\"", WIRE_FRAME_MOST_VALUES, "\"}");
	json_t *message = wire_receive(ends[1], NULL, &error);
	ck_assert_ptr_nonnull(message);
	json_decref(message);
}
END_TEST

static void put_descriptors(const char *bytes, size_t length, int count)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(16 * sizeof(int))];
	memset(control, 0, sizeof control);
	struct iovec piece = { .iov_base = (char *)bytes, .iov_len = length };
	struct msghdr message = {
		.msg_iov = &piece,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = CMSG_SPACE((size_t)count * sizeof(int)),
	};
	struct cmsghdr *head = CMSG_FIRSTHDR(&message);
	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN((size_t)count * sizeof(int));
	for (int i = 0; i < count; i++)
		memcpy(CMSG_DATA(head) + (size_t)i * sizeof(int), &ends[0],
			sizeof(int));
	ck_assert_int_eq(sendmsg(ends[0], &message, 0), (int)length);
}

/* None of the descriptors that came is left open. */
static void expect_refused(int open_before)
{
	g_autoptr(GError) error = NULL;
	int passed = -1;
	ck_assert_ptr_null(wire_receive(ends[1], &passed, &error));
	ck_assert(g_error_matches(error, WIRE_ERROR, WIRE_ERROR_BROKEN));
	ck_assert_int_eq(passed, -1);
	ck_assert_int_eq(open_descriptors(), open_before);
}

START_TEST(more_than_one_descriptor_is_broken)
{
	static const int counts[] = { 2, 4, 5, 16 };
	int before = open_descriptors();
	put_descriptors("\0\0\0\002\0\0\0\0{}", 10, counts[_i]);
	expect_refused(before);
}
END_TEST

START_TEST(a_second_descriptor_with_the_body_is_broken)
{
	int before = open_descriptors();
	put_descriptors("\0\0\0\002\0\0\0\0{", 9, 1);
	put_descriptors("}", 1, 1);
	expect_refused(before);
}
END_TEST

START_TEST(only_objects_of_a_fair_size_are_sent)
{
	g_autoptr(GError) error = NULL;
	json_t *list = json_array();
	ck_assert(!wire_send(ends[0], list, -1, &error));
	ck_assert(g_error_matches(error, WIRE_ERROR, WIRE_ERROR_BROKEN));
	g_clear_error(&error);
	json_decref(list);

	g_autofree char *text = g_malloc(WIRE_FRAME_MOST_BYTES);
	memset(text, 'a', WIRE_FRAME_MOST_BYTES);
	json_t *big = json_object();
	json_object_set_new(
		big, "a", json_stringn(text, WIRE_FRAME_MOST_BYTES));
	ck_assert(!wire_send(ends[0], big, -1, &error));
	ck_assert(g_error_matches(error, WIRE_ERROR, WIRE_ERROR_BROKEN));
	json_decref(big);
}
END_TEST

START_TEST(the_reader_takes_bytes_as_they_come)
{
	static const char bytes[] = "\0\0\0\007\0\0\0\0{\"a\":1}"
				    "\0\0\0\022\0\0\0\2"
				    "{\"a\":{\"beside\":2}}hi";
	g_autoptr(GError) error = NULL;
	struct wire_reader *reader = wire_reader_new(1000);
	int seen = 0;
	for (size_t i = 0; i < sizeof bytes - 1; i++) {
		json_t *message = NULL;
		ck_assert_int_eq(write(ends[0], bytes + i, 1), 1);
		int state = wire_reader_next(reader, ends[1], &message, &error);
		ck_assert_int_ge(state, 0);
		ck_assert_int_eq(state, i == 14 || i == 42);
		if (state == 1 && seen++ == 0)
			ck_assert_int_eq(wire_integer(message, "a", 0), 1);
		else if (state == 1)
			ck_assert_str_eq(wire_text(message, "a"), "hi");
		json_decref(message);
	}
	ck_assert_int_eq(seen, 2);
	wire_reader_free(reader);
}
END_TEST

START_TEST(the_reader_gives_one_message_a_call)
{
	g_autoptr(GError) error = NULL;
	struct wire_reader *reader = wire_reader_new(1000);
	json_t *sent = json_pack("{s:i}", "a", 1);
	int before = open_descriptors();
	for (int i = 0; i < 3; i++)
		ck_assert(wire_send(ends[0], sent, ends[0], &error));
	json_decref(sent);
	json_t *message = NULL;
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(
			wire_reader_next(reader, ends[1], &message, &error), 1);
		json_decref(message);
	}
	ck_assert_int_eq(
		wire_reader_next(reader, ends[1], &message, &error), 0);
	ck_assert_ptr_null(message);
	ck_assert_int_eq(open_descriptors(), before);
	fd_clear(&ends[0]);
	ck_assert_int_eq(
		wire_reader_next(reader, ends[1], &message, &error), -1);
	ck_assert(g_error_matches(error, WIRE_ERROR, WIRE_ERROR_CLOSED));
	wire_reader_free(reader);
}
END_TEST

START_TEST(the_reader_keeps_its_own_limit)
{
	g_autoptr(GError) error = NULL;
	struct wire_reader *reader = wire_reader_new(10);
	json_t *message = NULL;
	put_frame(11, "{\"a\":12345}");
	ck_assert_int_eq(
		wire_reader_next(reader, ends[1], &message, &error), -1);
	ck_assert(g_error_matches(error, WIRE_ERROR, WIRE_ERROR_BROKEN));
	wire_reader_free(reader);
}
END_TEST

START_TEST(fields_have_fallbacks)
{
	json_t *message = json_pack(
		"{s:s, s:i, s:n}", "text", "so", "number", 7, "nothing");
	ck_assert_str_eq(wire_text(message, "text"), "so");
	ck_assert_str_eq(wire_text(message, "number"), "");
	ck_assert_str_eq(wire_text(message, "absent"), "");
	ck_assert_str_eq(wire_text(NULL, "absent"), "");
	ck_assert_int_eq(wire_integer(message, "number", -1), 7);
	ck_assert_int_eq(wire_integer(message, "text", -1), -1);
	ck_assert_int_eq(wire_integer(message, "nothing", -1), -1);
	ck_assert_int_eq(wire_integer(message, "absent", 3), 3);
	json_decref(message);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("wire");
	TCase *tcase = tcase_create("frames");
	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_message_comes_back_equal);
	tcase_add_test(tcase, long_texts_come_back_in_their_places);
	tcase_add_test(tcase, any_number_of_long_texts_passes);
	tcase_add_test(tcase, a_descriptor_comes_with_its_own_frame);
	tcase_add_test(tcase, a_large_message_passes_in_pieces);
	tcase_add_test(tcase, a_closed_peer_is_told_from_a_broken_one);
	tcase_add_loop_test(
		tcase, a_bad_frame_is_an_error, 0, G_N_ELEMENTS(bad_frames));
	tcase_add_loop_test(tcase, what_lies_beside_is_checked, 0,
		G_N_ELEMENTS(lying_frames));
	tcase_add_loop_test(tcase, both_lengths_count_for_the_limit, 0, 6);
	tcase_add_test(tcase, half_a_header_is_broken);
	tcase_add_test(tcase, deep_nesting_is_broken);
	tcase_add_test(tcase, giant_counts_are_broken);
	tcase_add_test(tcase, a_text_full_of_commas_passes);
	tcase_add_loop_test(tcase, more_than_one_descriptor_is_broken, 0, 4);
	tcase_add_test(tcase, a_second_descriptor_with_the_body_is_broken);
	tcase_add_test(tcase, only_objects_of_a_fair_size_are_sent);
	tcase_add_test(tcase, the_reader_takes_bytes_as_they_come);
	tcase_add_test(tcase, the_reader_gives_one_message_a_call);
	tcase_add_test(tcase, the_reader_keeps_its_own_limit);
	tcase_add_test(tcase, fields_have_fallbacks);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
