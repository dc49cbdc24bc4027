/* Model files: as they are, and with a sum that is right, so that what lies
 * behind the sum is reached; what is read is asked and written again. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "plaint/topics/experience.h"

enum {
	SUM_BYTES = 32
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(const struct text_model *model)
{
	static const char text[] = "Списали кошти, верніть! 148 грн";
	g_autoptr(GArray) features =
		g_array_new(FALSE, FALSE, sizeof(struct feature));
	g_autoptr(GArray) vector =
		g_array_new(FALSE, FALSE, sizeof(struct vector_item));
	g_autofree double *shares = g_new0(double, model->labels->len);

	features_of_text(text, strlen(text), features);
	text_model_vector(model, features, vector);
	text_model_scores(model, vector, shares);
	text_model_shares(model, shares);
	text_model_calibrated(model, shares[0]);
}

static void look(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(text_model) model = text_model_read(data, size, &error);

	if ((model == NULL) != (error != NULL))
		abort();
	if (model == NULL)
		return;
	ask(model);
	g_autoptr(GByteArray) again = text_model_write(model);
	if (again->len != size || memcmp(again->data, data, size) != 0)
		abort();
}

/* The two models of a letter's topic and kind, side by side. */
static void look_at_both(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(experience) both = experience_read(data, size, &error);

	if ((both == NULL) != (error != NULL))
		abort();
	if (both == NULL)
		return;
	g_autoptr(GByteArray) again = experience_write(both);
	if (again->len != size || memcmp(again->data, data, size) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autofree uint8_t *copy = g_malloc(size + SUM_BYTES);
	gsize length = SUM_BYTES;

	look(data, size);
	look_at_both(data, size);
	memcpy(copy, data, size);
	g_checksum_update(sum, copy, (gssize)size);
	g_checksum_get_digest(sum, copy + size, &length);
	look(copy, size + SUM_BYTES);
	return 0;
}
