/* Three models in one file. */
#include "plaint/topics/experience.h"

#include <string.h>
#include "text_model_table.h"

enum {
	MAGIC_BYTES = 8,
	HASH_AT = MAGIC_BYTES + 4 + 4,
	WHICH_AT = HASH_AT + EXPERIENCE_HASH_LENGTH,
	HEAD_BYTES = WHICH_AT + 4,
	MODELS_MOST = 3,
};

enum which {
	HAS_KINDS = 1,
	HAS_DANGERS = 2,
	HAS_BOTH = HAS_KINDS | HAS_DANGERS,
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

const struct text_table *experience_table(const struct experience *experience)
{
	if (experience == NULL)
		return NULL;
	const struct text_table *table = experience->topics->table;
	const struct text_model *others[] = { experience->kinds,
		experience->dangers };
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
		if (others[i] != NULL && others[i]->table != table)
			return NULL;
	return table;
}

static void put_u32(GByteArray *out, uint32_t value)
{
	g_byte_array_append(out, (const guint8 *)&value, sizeof(value));
}

GByteArray *experience_write(const struct experience *experience)
{
	const struct text_model *models[MODELS_MOST] = { experience->topics };
	guint count = 1;
	uint32_t which = 0;
	if (experience->kinds != NULL) {
		models[count++] = experience->kinds;
		which |= HAS_KINDS;
	}
	if (experience->dangers != NULL) {
		models[count++] = experience->dangers;
		which |= HAS_DANGERS;
	}
	g_autoptr(GByteArray) bytes = text_models_write(models, count);
	if (bytes == NULL)
		return NULL;
	GByteArray *out = g_byte_array_new();
	g_byte_array_append(out, (const guint8 *)magic, MAGIC_BYTES);
	put_u32(out, EXPERIENCE_VERSION);
	put_u32(out, experience->decisions);
	g_byte_array_append(out, (const guint8 *)experience->examples,
		EXPERIENCE_HASH_LENGTH);
	put_u32(out, which);
	g_byte_array_append(out, bytes->data, bytes->len);
	return out;
}

static uint32_t u32_at(const guint8 *at)
{
	uint32_t value;
	memcpy(&value, at, sizeof(value));
	return value;
}

static bool fail(enum text_model_error code, GError **error)
{
	g_set_error_literal(error, TEXT_MODEL_ERROR, code,
		code == TEXT_MODEL_ERROR_VERSION ? text_model_other_version
						 : "not a model, or damaged");
	return false;
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
	for (size_t i = HASH_AT; i < WHICH_AT; i++)
		if (!g_ascii_isxdigit((char)at[i]))
			return fail(TEXT_MODEL_ERROR_BROKEN, error);
	return u32_at(at + WHICH_AT) <= HAS_BOTH ||
	       fail(TEXT_MODEL_ERROR_BROKEN, error);
}

static bool take_models(struct experience *experience, uint32_t which,
	GBytes *file, GError **error)
{
	struct text_model *models[MODELS_MOST];
	guint count = 1 + ((which & HAS_KINDS) != 0 ? 1 : 0) +
		      ((which & HAS_DANGERS) != 0 ? 1 : 0);
	if (!text_models_read(file, count, models, error))
		return false;
	experience->topics = models[0];
	if ((which & HAS_KINDS) != 0)
		experience->kinds = models[1];
	if ((which & HAS_DANGERS) != 0)
		experience->dangers = models[count - 1];
	return true;
}

struct experience *experience_of(GBytes *file, GError **error)
{
	gsize length;
	const guint8 *at = g_bytes_get_data(file, &length);
	if (!check_head(at, length, error))
		return NULL;
	g_autoptr(experience) out = experience_new(NULL);
	out->decisions = u32_at(at + MAGIC_BYTES + 4);
	memcpy(out->examples, at + HASH_AT, EXPERIENCE_HASH_LENGTH);
	g_autoptr(GBytes) models =
		g_bytes_new_from_bytes(file, HEAD_BYTES, length - HEAD_BYTES);
	return take_models(out, u32_at(at + WHICH_AT), models, error)
		       ? g_steal_pointer(&out)
		       : NULL;
}

struct experience *experience_read(
	const void *bytes, size_t length, GError **error)
{
	g_autoptr(GBytes) copy = g_bytes_new(bytes, length);
	return experience_of(copy, error);
}
