/* Kept as one setting per mailbox; to forget it only costs a listing. */

#include "modseq.h"

#include <string.h>

#include "plaint/base/log.h"
#include "plaint/store/ledger.h"
#include "plaint/store/setting.h"

static char *key_of(const struct chunk_place *place)
{
	return g_strconcat("mailbox.", place->source, ".modified", NULL);
}

/* A folder that is to be emptied from now on is listed, changed or not. */
static char *value_of(const struct chunk_place *place, int64_t highest)
{
	return g_strdup_printf("%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT "%s",
		(gint64)place->epoch, (gint64)highest,
		place->is_emptied ? ":emptied" : "");
}

bool modseq_is_unchanged(
	struct engine *engine, const struct chunk_place *place, int64_t highest)
{
	g_autofree char *key = key_of(place);
	g_autofree char *value = value_of(place, highest);
	g_autofree char *kept = setting_get(engine->db, key, NULL);
	if (highest <= 0 || g_strcmp0(kept, value) != 0)
		return false;
	g_autoptr(GPtrArray) unstored = ledger_list_unstored(
		engine->db, place->source, place->epoch, 1, NULL);
	return unstored != NULL && unstored->len == 0;
}

void modseq_note(
	struct engine *engine, const struct chunk_place *place, int64_t highest)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *key = key_of(place);
	g_autofree char *value = value_of(place, highest);
	if (highest > 0 && !setting_set(engine->db, key, value, &error))
		log_warning("mailbox %s: %s", place->source, error->message);
}
