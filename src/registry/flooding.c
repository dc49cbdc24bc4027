/* Alike are letters that share most of their shingles and come from different
 * people; short letters are alike by chance and do not count. */

#include "plaint/registry/flooding.h"

#include <string.h>

#include "at_once.h"
#include "plaint/casework/flood_answer.h"
#include "plaint/text/similar.h"
#include "plaint/store/flood.h"
#include "plaint/store/setting.h"

enum {
	SHINGLES_LEAST = 12,
	LIKE_MOST = 32,
};

/* Estimated share of common shingles from which two letters are one text with
 * other names in it. */
#define DEGREE_LEAST 0.6

#define HOUR_US (3600 * (int64_t)G_USEC_PER_SEC)

static int64_t window_start(const struct rules *rules, int64_t now_utc_us)
{
	return now_utc_us - rules->config->flood_hours * HOUR_US;
}

struct find {
	const struct letter_mark *best; /* NULL: none */
	double degree;
};

static struct find best_of(
	const GPtrArray *list, const struct letter_mark *mine)
{
	struct find find = { NULL, DEGREE_LEAST };
	for (guint i = 0; i < list->len; i++) {
		const struct letter_mark *other = list->pdata[i];
		double degree = similar_degree(&mine->mark, &other->mark);
		bool is_other = mine->sender[0] == '\0' ||
				strcmp(mine->sender, other->sender) != 0;
		if (!is_other || degree < find.degree ||
			strcmp(mine->casefile_id.text,
				other->casefile_id.text) == 0)
			continue;
		find.best = other;
		find.degree = degree;
	}
	return find;
}

static bool group(struct db *db, const struct letter_mark *mine,
	const struct find *find, int64_t now_utc_us, int64_t *number_out,
	GError **error)
{
	const char *other = find->best->casefile_id.text;
	if (!flood_of_case(db, other, number_out, error))
		return false;
	if (*number_out == 0 &&
		(!flood_open(db, now_utc_us, number_out, error) ||
			!flood_join(db, *number_out, other, find->degree,
				now_utc_us, error)))
		return false;
	return flood_join(db, *number_out, mine->casefile_id.text, find->degree,
		now_utc_us, error);
}

static bool raise_alarm(const struct rules *rules, struct db *db,
	const struct casefile *casefile, int64_t number, int64_t now_utc_us,
	GError **error)
{
	int64_t count;
	bool is_new;
	if (!flood_count(
		    db, number, window_start(rules, now_utc_us), &count, error))
		return false;
	if (count < rules->config->flood_alarm_at)
		return true;
	g_autofree char *key = flood_alarm_key(number);
	g_autofree char *what =
		g_strdup_printf("%" G_GINT64_FORMAT " letters alike within "
				"%" G_GINT64_FORMAT " hours: plaint floods "
				"show %" G_GINT64_FORMAT,
			(gint64)count, (gint64)rules->config->flood_hours,
			(gint64)number);
	return setting_set(db, key, what, error) &&
	       flood_alarm(db, number, now_utc_us, &is_new, error) &&
	       (!is_new || at_once_tell_flood(rules, db, casefile, number,
				   count, now_utc_us, error));
}

bool flooding_take(const struct rules *rules, struct db *db,
	const struct letter *letter, const struct looks *looks,
	const struct casefile *casefile, int64_t now_utc_us, GError **error)
{
	struct letter_mark mine = { letter->id, casefile->id, looks->sender,
		looks->mark, now_utc_us };
	int64_t number;
	if (rules->config->flood_alarm_at == 0 ||
		mine.mark.shingles < SHINGLES_LEAST)
		return true;
	g_autoptr(GPtrArray) like = letter_mark_list_like(db, &mine.mark,
		window_start(rules, now_utc_us), LIKE_MOST, error);
	if (like == NULL || !letter_mark_put(db, &mine, error))
		return false;
	struct find find = best_of(like, &mine);
	return find.best == NULL ||
	       (group(db, &mine, &find, now_utc_us, &number, error) &&
		       raise_alarm(
			       rules, db, casefile, number, now_utc_us, error));
}

bool flooding_prune(const struct rules *rules, struct db *db,
	int64_t now_utc_us, GError **error)
{
	return letter_mark_prune(db, window_start(rules, now_utc_us), error) >=
	       0;
}
