/* Three models in one file: read back, and refused when damaged. */
#include "plaint/topics/experience.h"

#include <string.h>
#include "check_main.h"

static struct text_model *model_make(const char *first)
{
	g_autoptr(GPtrArray) labels = g_ptr_array_new();
	uint32_t hashes[] = { 1, 7 };
	float idf[] = { 1, 2 };
	g_ptr_array_add(labels, (gpointer)first);
	g_ptr_array_add(labels, (gpointer) "z");
	return text_model_new(labels, hashes, idf, 2);
}

static GByteArray *written(struct text_model *kinds, struct text_model *dangers)
{
	g_autoptr(experience) one = experience_new(model_make("topic"));
	one->kinds = kinds;
	one->dangers = dangers;
	one->decisions = 12;
	memset(one->examples, 'a', EXPERIENCE_HASH_LENGTH);
	return experience_write(one);
}

START_TEST(read_back)
{
	for (int i = 0; i < 4; i++) {
		bool kinds = (i & 1) != 0, dangers = (i & 2) != 0;
		g_autoptr(GByteArray) bytes =
			written(kinds ? model_make("kind") : NULL,
				dangers ? model_make("danger") : NULL);
		g_autoptr(experience) read =
			experience_read(bytes->data, bytes->len, NULL);
		ck_assert_ptr_nonnull(read);
		ck_assert_uint_eq(read->decisions, 12);
		ck_assert_uint_eq(
			strlen(read->examples), EXPERIENCE_HASH_LENGTH);
		ck_assert_str_eq(read->topics->labels->pdata[0], "topic");
		ck_assert_int_eq(read->kinds != NULL, kinds);
		ck_assert_int_eq(read->dangers != NULL, dangers);
		g_autoptr(GByteArray) again = experience_write(read);
		ck_assert_uint_eq(again->len, bytes->len);
		ck_assert_int_eq(
			memcmp(again->data, bytes->data, bytes->len), 0);
	}
}
END_TEST

START_TEST(every_cut_is_refused)
{
	g_autoptr(GByteArray) bytes =
		written(model_make("kind"), model_make("danger"));
	for (guint length = 0; length < bytes->len; length++) {
		g_autoptr(GError) error = NULL;
		ck_assert_ptr_null(
			experience_read(bytes->data, length, &error));
		ck_assert(g_error_matches(
			error, TEXT_MODEL_ERROR, TEXT_MODEL_ERROR_BROKEN));
	}
	guint8 more = 0;
	g_byte_array_append(bytes, &more, 1);
	ck_assert_ptr_null(experience_read(bytes->data, bytes->len, NULL));
}
END_TEST

/* One model alone, as it was written before there were kinds. */
START_TEST(older_file_says_train_anew)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(text_model) model = model_make("topic");
	g_autoptr(GByteArray) bytes = text_model_write(model);
	ck_assert_ptr_null(experience_read(bytes->data, bytes->len, &error));
	ck_assert(g_error_matches(
		error, TEXT_MODEL_ERROR, TEXT_MODEL_ERROR_VERSION));
}
END_TEST

/* Whichever models it says there are, the file has to have. */
START_TEST(which_there_are_is_not_believed)
{
	static const uint32_t lies[] = { 1, 2, 3, 4, UINT32_MAX };
	for (size_t i = 0; i < G_N_ELEMENTS(lies); i++) {
		g_autoptr(GByteArray) bytes = written(NULL, NULL);
		g_autoptr(GError) error = NULL;
		memcpy(bytes->data + 16 + EXPERIENCE_HASH_LENGTH, &lies[i], 4);
		ck_assert_ptr_null(
			experience_read(bytes->data, bytes->len, &error));
		ck_assert(g_error_matches(
			error, TEXT_MODEL_ERROR, TEXT_MODEL_ERROR_BROKEN));
	}
}
END_TEST

/* Learnt on a machine whose numbers begin at the other end, or by a plaint
 * before this one. */
START_TEST(other_versions_say_train_anew)
{
	enum {
		MODELS_AT = 16 + EXPERIENCE_HASH_LENGTH + 4
	};
	static const size_t places[] = { 8, MODELS_AT + 8, MODELS_AT + 12 };
	for (size_t i = 0; i < 2 * G_N_ELEMENTS(places); i++) {
		g_autoptr(GByteArray) bytes = written(NULL, NULL);
		g_autoptr(GError) error = NULL;
		uint32_t version;
		guint8 *at = bytes->data + places[i / 2];
		memcpy(&version, at, sizeof(version));
		version = i % 2 ? GUINT32_SWAP_LE_BE(version) : version - 1;
		memcpy(at, &version, sizeof(version));
		ck_assert_ptr_null(
			experience_read(bytes->data, bytes->len, &error));
		ck_assert(g_error_matches(
			error, TEXT_MODEL_ERROR, TEXT_MODEL_ERROR_VERSION));
		ck_assert_ptr_nonnull(strstr(error->message, "train anew"));
	}
}
END_TEST

/* What is used is the file's own bytes, which last as long as they are. */
START_TEST(file_is_kept)
{
	g_autoptr(GByteArray) bytes = written(model_make("kind"), NULL);
	GBytes *file = g_bytes_new(bytes->data, bytes->len);
	const char *from = g_bytes_get_data(file, NULL);
	g_autoptr(experience) read = experience_of(file, NULL);
	g_bytes_unref(file);
	ck_assert_ptr_nonnull(read);
	ck_assert_ptr_eq(read->kinds->table, read->topics->table);
	const char *rows = (const char *)read->topics->table->rows;
	ck_assert(rows > from && rows < from + bytes->len);
	ck_assert_uint_eq(read->topics->table->hashes[1], 7);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("experience");
	tcase_add_test(tcase, read_back);
	tcase_add_test(tcase, every_cut_is_refused);
	tcase_add_test(tcase, older_file_says_train_anew);
	tcase_add_test(tcase, which_there_are_is_not_believed);
	tcase_add_test(tcase, other_versions_say_train_anew);
	tcase_add_test(tcase, file_is_kept);
	Suite *suite = suite_create("experience");
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
