/* Rows of the table are far apart; what is made of them is not. */
#include "said.h"

void said_init(struct said *said, const struct text_model *model)
{
	guint all = 1 + model->labels->len;
	*said = (struct said){ .model = model };
	said->stride = (all + TEXT_LANES - 1) / TEXT_LANES * TEXT_LANES;
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

struct said *said_of_signs(
	const struct text_model *model, const struct signs *signs)
{
	struct said *said = g_new(struct said, 1);
	guint count = signs_feature_count(signs);
	said_init(said, model);
	said_make_room(said, count);
	for (guint i = 0; i < count; i++)
		said_fetch(said, i,
			text_table_place(
				model->table, signs_feature(signs, i).hash));
	return said;
}

void said_free(struct said *said)
{
	if (said == NULL)
		return;
	said_clear(said);
	g_free(said);
}
