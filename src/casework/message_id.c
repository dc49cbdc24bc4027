/* The key is a setting of the database: every machine signs with the same. */

#include "plaint/casework/message_id.h"

#include "plaint/base/id.h"
#include "plaint/store/setting.h"
#include "plaint/store/store.h"

static const char key_name[] = "thread.key";

static bool key_make(struct db *db, GError **error)
{
	struct thread_key key;
	char text[THREAD_KEY_TEXT_LENGTH + 1];
	id_chance(key.bytes, sizeof(key.bytes));
	for (size_t i = 0; i < sizeof(key.bytes); i++)
		g_snprintf(text + 2 * i, 3, "%02x", key.bytes[i]);
	return setting_add(db, key_name, text, error);
}

bool message_id_key(struct db *db, struct thread_key *out, GError **error)
{
	g_autofree char *text = setting_get(db, key_name, error);
	if (text != NULL && text[0] == '\0') {
		if (!key_make(db, error))
			return false;
		g_free(text);
		text = setting_get(db, key_name, error);
	}
	if (text == NULL)
		return false;
	if (thread_key_parse(text, out))
		return true;
	g_set_error(error, STORE_ERROR, STORE_ERROR_CONFLICT,
		"setting %s is no key", key_name);
	return false;
}

char *message_id_new(struct db *db, const struct config *config,
	const char *number, int64_t now_utc_us, GError **error)
{
	struct thread_key key;
	if (!message_id_key(db, &key, error))
		return NULL;
	return thread_message_id(&key, id_new(now_utc_us).text, number,
		config->organisation.domain);
}
