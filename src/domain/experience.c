/* Three models in one file. */
#include "plaint/domain/experience.h"

#include <string.h>

enum {
	MAGIC_BYTES = 8,
	HEAD_BYTES = MAGIC_BYTES + 4 + 4 + EXPERIENCE_HASH_LENGTH,
};

static const char magic[MAGIC_BYTES + 1] = "PLAINTEX";

struct experience *experience_new(struct text_model *topics)
{
	struct experience *experience = g_new0(struct experience, 1);
	experience->topics = topics;
	memset(experience->examples, '0', EXPERIENCE_HASH_LENGTH);
	return experience;
}

void experience_free(struct experience *experience)
{
	if (experience == NULL)
		return;
	text_model_free(experience->topics);
	text_model_free(experience->kinds);
	text_model_free(experience->dangers);
	g_free(experience);
}

static void put_u32(GByteArray *out, uint32_t value)
{
	value = GUINT32_TO_LE(value);
	g_byte_array_append(out, (const guint8 *)&value, sizeof(value));
}

static void put_model(GByteArray *out, const struct text_model *model)
{
	g_autoptr(GByteArray) bytes =
		model != NULL ? text_model_write(model) : g_byte_array_new();
	put_u32(out, bytes->len);
	g_byte_array_append(out, bytes->data, bytes->len);
}

GByteArray *experience_write(const struct experience *experience)
{
	GByteArray *out = g_byte_array_new();
	g_byte_array_append(out, (const guint8 *)magic, MAGIC_BYTES);
	put_u32(out, EXPERIENCE_VERSION);
	put_u32(out, experience->decisions);
	g_byte_array_append(out, (const guint8 *)experience->examples,
		EXPERIENCE_HASH_LENGTH);
	put_model(out, experience->topics);
	put_model(out, experience->kinds);
	put_model(out, experience->dangers);
	return out;
}

static uint32_t u32_at(const guint8 *at)
{
	uint32_t value;
	memcpy(&value, at, sizeof(value));
	return GUINT32_FROM_LE(value);
}

static bool fail(enum text_model_error code, GError **error)
{
	g_set_error_literal(error, TEXT_MODEL_ERROR, code,
		code == TEXT_MODEL_ERROR_VERSION
			? "a model of another version of plaint: train anew"
			: "not a model, or damaged");
	return false;
}

/* Moves *at past the model; *out stays NULL where there is none. */
static bool take_model(const guint8 **at, const guint8 *end,
	struct text_model **out, GError **error)
{
	if (end - *at < 4 || u32_at(*at) > (size_t)(end - *at - 4))
		return fail(TEXT_MODEL_ERROR_BROKEN, error);
	uint32_t length = u32_at(*at);
	const guint8 *from = *at + 4;
	*at = from + length;
	if (length > 0)
		*out = text_model_read(from, length, error);
	return length == 0 || *out != NULL;
}

static bool check_head(const guint8 *at, size_t length, GError **error)
{
	/* As it was before there were kinds. */
	if (length >= MAGIC_BYTES && memcmp(at, "PLAINTTM", MAGIC_BYTES) == 0)
		return fail(TEXT_MODEL_ERROR_VERSION, error);
	if (length < HEAD_BYTES || length > EXPERIENCE_MOST_BYTES ||
		memcmp(at, magic, MAGIC_BYTES) != 0)
		return fail(TEXT_MODEL_ERROR_BROKEN, error);
	if (u32_at(at + MAGIC_BYTES) != EXPERIENCE_VERSION)
		return fail(TEXT_MODEL_ERROR_VERSION, error);
	for (size_t i = HEAD_BYTES - EXPERIENCE_HASH_LENGTH; i < HEAD_BYTES;
		i++)
		if (!g_ascii_isxdigit((char)at[i]))
			return fail(TEXT_MODEL_ERROR_BROKEN, error);
	return true;
}

static void join(struct experience *experience)
{
	struct text_model *all[] = { experience->topics, experience->kinds,
		experience->dangers };
	guint count = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
		if (all[i] != NULL)
			all[count++] = all[i];
	text_models_join(all, count);
}

struct experience *experience_read(
	const void *bytes, size_t length, GError **error)
{
	const guint8 *at = bytes, *end = at + length;
	if (!check_head(at, length, error))
		return NULL;
	g_autoptr(experience) out = experience_new(NULL);
	out->decisions = u32_at(at + MAGIC_BYTES + 4);
	at += HEAD_BYTES;
	memcpy(out->examples, at - EXPERIENCE_HASH_LENGTH,
		EXPERIENCE_HASH_LENGTH);
	if (!take_model(&at, end, &out->topics, error) ||
		!take_model(&at, end, &out->kinds, error) ||
		!take_model(&at, end, &out->dangers, error))
		return NULL;
	if (at != end || out->topics == NULL) {
		fail(TEXT_MODEL_ERROR_BROKEN, error);
		return NULL;
	}
	join(out);
	return g_steal_pointer(&out);
}
