/* Three models in one file. */
#include "plaint/topics/experience.h"

#include <string.h>

enum {
	MAGIC_BYTES = 8,
	HEAD_BYTES = MAGIC_BYTES + 4 + 4 + EXPERIENCE_HASH_LENGTH,
	MODELS = 3,
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

/* Moves *at past the model, of no bytes where there is none. */
static bool take_bytes(const guint8 **at, const guint8 *end,
	struct text_model_bytes *out, GError **error)
{
	if (end - *at < 4 || u32_at(*at) > (size_t)(end - *at - 4))
		return fail(TEXT_MODEL_ERROR_BROKEN, error);
	*out = (struct text_model_bytes){ *at + 4, u32_at(*at) };
	*at += 4 + out->length;
	return true;
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

static bool take_models(struct experience *experience, const guint8 *at,
	const guint8 *end, GError **error)
{
	struct text_model **const all[MODELS] = { &experience->topics,
		&experience->kinds, &experience->dangers };
	struct text_model **places[MODELS], *models[MODELS];
	struct text_model_bytes files[MODELS];
	guint count = 0;
	for (guint i = 0; i < MODELS; i++) {
		if (!take_bytes(&at, end, &files[count], error))
			return false;
		places[count] = all[i];
		count += files[count].length > 0 ? 1 : 0;
	}
	if (at != end || count == 0 || places[0] != &experience->topics)
		return fail(TEXT_MODEL_ERROR_BROKEN, error);
	if (!text_models_read(files, count, models, error))
		return false;
	for (guint i = 0; i < count; i++)
		*places[i] = models[i];
	return true;
}

struct experience *experience_read(
	const void *bytes, size_t length, GError **error)
{
	const guint8 *at = bytes;
	if (!check_head(at, length, error))
		return NULL;
	g_autoptr(experience) out = experience_new(NULL);
	out->decisions = u32_at(at + MAGIC_BYTES + 4);
	memcpy(out->examples, at + HEAD_BYTES - EXPERIENCE_HASH_LENGTH,
		EXPERIENCE_HASH_LENGTH);
	return take_models(out, at + HEAD_BYTES, at + length, error)
		       ? g_steal_pointer(&out)
		       : NULL;
}
