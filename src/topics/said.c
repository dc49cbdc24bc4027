/* Rows of the table are far apart; what is made of them is not. */
#include "said.h"

#include "text_model_table.h"

void said_init(struct said *said, const struct text_model *model)
{
	guint all = 1 + model->labels->len;
	*said = (struct said){ .model = model };
	said->stride = (all + SAID_LANES - 1) / SAID_LANES * SAID_LANES;
}

void said_clear(struct said *said)
{
	g_clear_pointer(&said->sayings, g_free);
	said->room = 0;
}

void said_make_room(struct said *said, guint features)
{
	if (features <= said->room)
		return;
	said->sayings =
		g_renew(float, said->sayings, (gsize)features * said->stride);
	said->room = features;
}

bool said_fetch(struct said *said, guint number, uint32_t place)
{
	guint labels = said->model->labels->len, k = 0;
	float *out = said->sayings + (size_t)number * said->stride;
	const uint16_t *row = place != TEXT_MODEL_UNKNOWN
				      ? text_model_row(said->model, place)
				      : NULL;
	float rarity = row != NULL ? text_row_rarity(row) : 0;
	*out++ = rarity * rarity;
	for (; rarity != 0 && k < labels; k++)
		out[k] = text_weight_wide(text_row_weights(row)[k]) * rarity;
	for (; k + 1 < said->stride; k++)
		out[k] = 0;
	return rarity != 0;
}
