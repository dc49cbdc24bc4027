/* Urgent news and good news, as notices. */

#include "at_once.h"

#include <string.h>

#include "danger.h"
#include "plaint/base/log.h"
#include "plaint/casework/notice_text.h"
#include "plaint/casework/reminding.h"
#include "plaint/casework/staff_book.h"
#include "plaint/casework/zone.h"
#include "plaint/facts/match.h"
#include "plaint/store/notice.h"
#include "plaint/store/staff.h"

enum news {
	NEWS_DANGER,
	NEWS_SUSPICION,
	NEWS_PRAISE,
	NEWS_FLOOD,
	NEWS,
};

/* By tongue. */
static const char *const words[NEWS][TONGUES] = {
	[NEWS_DANGER] = { "ідеться про життя або здоров'я: прочитайте зараз",
		"речь о жизни или здоровье: прочтите сейчас",
		"гаворка пра жыццё або здароўе: прачытайце цяпер",
		"life or health is at stake: read it now" },
	[NEWS_SUSPICION] = { "можливо, ідеться про життя або здоров'я "
			     "(здогад програми): гляньте зараз",
		"возможно, речь о жизни или здоровье (догадка программы): "
		"взгляните сейчас",
		"магчыма, гаворка пра жыццё або здароўе (здагадка праграмы): "
		"гляньце цяпер",
		"life or health may be at stake (the program's guess): look "
		"at it now" },
	[NEWS_PRAISE] = { "подяка", "благодарность", "падзяка",
		"words of praise" },
	[NEWS_FLOOD] = { "багато однакових листів, дивіться plaint floods",
		"много одинаковых писем, смотрите plaint floods",
		"шмат аднолькавых лістоў, глядзіце plaint floods",
		"many letters alike, see plaint floods" },
};

static const char *const news_names[NEWS] = { "danger", "suspicion", "praise",
	"flood" };

struct telling {
	struct db *db;
	const struct casefile *casefile;
	struct terms_rules rules;
	struct reminding reminding;
	struct staff_book *book;
	enum news news;
	char *why;
	int64_t told;
};

static bool telling_open(struct telling *telling, const struct rules *rules,
	struct db *db, const struct casefile *casefile, int64_t now_utc_us,
	GError **error)
{
	telling->db = db;
	telling->casefile = casefile;
	telling->rules = rules_of_terms(rules);
	telling->reminding = (struct reminding){ &telling->rules,
		rules->notices, zone_day(rules->zone, now_utc_us), now_utc_us };
	telling->book = staff_book_new(
		db, &telling->rules, telling->reminding.today, error);
	return telling->book != NULL;
}

static void telling_clear(struct telling *telling)
{
	g_clear_pointer(&telling->book, staff_book_free);
	g_clear_pointer(&telling->why, g_free);
}
typedef struct telling telling;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(telling, telling_clear)

static void set_news(struct telling *telling, enum news news, const char *more)
{
	telling->news = news;
	g_free(telling->why);
	telling->why = g_strdup_printf("%s%s%s",
		words[news][notice_tongue(&telling->reminding)],
		more != NULL ? ": " : "", more != NULL ? more : "");
}

/* NULL persons are nobody. */
static bool tell(
	struct telling *telling, const struct person *to, GError **error)
{
	bool is_new;
	if (to == NULL)
		return true;
	if (!notice_tell(telling->db, &telling->reminding, telling->casefile,
		    news_names[telling->news], telling->why, to, &is_new,
		    error))
		return false;
	telling->told++;
	return true;
}

static bool tell_heads(struct telling *telling, GError **error)
{
	static const enum escalation_role roles[] = { ESCALATE_HEAD,
		ESCALATE_DIRECTOR };
	for (size_t i = 0; i < G_N_ELEMENTS(roles); i++)
		if (!tell(telling,
			    staff_book_find(
				    telling->book, roles[i], telling->casefile),
			    error))
			return false;
	if (telling->told == 0)
		log_warning(
			"case %s (%s): nobody to tell: heads of departments "
			"stand in routing.yaml, the director in "
			"escalation.yaml, addresses in `plaint user`",
			telling->casefile->number.text,
			news_names[telling->news]);
	return true;
}

/* --- praise ------------------------------------------------------------------
 */

/* The one whose name the letter has; with a given name alone when nobody else
 * bears it. */
static const struct staff *praised_among(
	const GPtrArray *staff, const char *text)
{
	const struct staff *like = NULL;
	int likes = 0;
	g_autoptr(GPtrArray) names = match_names_in(text);
	for (guint i = 0; i < staff->len; i++) {
		const struct staff *one = staff->pdata[i];
		enum match_names best = MATCH_NAMES_UNKNOWN;
		for (guint n = 0; n < names->len && one->active; n++) {
			enum match_names how =
				match_names(names->pdata[n], one->name);
			if (how == MATCH_NAMES_SAME)
				return one;
			if (how == MATCH_NAMES_LIKE)
				best = how;
		}
		if (best == MATCH_NAMES_LIKE) {
			like = one;
			likes++;
		}
	}
	return likes == 1 ? like : NULL;
}

static bool tell_praise(struct telling *telling,
	const struct document *document, GError **error)
{
	g_autoptr(GPtrArray) staff = staff_list(telling->db, error);
	if (staff == NULL)
		return false;
	const struct staff *praised = praised_among(staff, document->text);
	set_news(telling, NEWS_PRAISE, praised != NULL ? praised->name : NULL);
	const struct person *person =
		praised != NULL
			? staff_book_person(telling->book, praised->login)
			: NULL;
	return tell(telling, person, error) &&
	       tell(telling,
		       staff_book_find(
			       telling->book, ESCALATE_HEAD, telling->casefile),
		       error);
}

/* --- all
 * ------------------------------------------------------------------------ */

bool at_once_tell(const struct rules *rules, struct db *db,
	const struct casefile *casefile, const struct document *document,
	const struct understanding *understanding, int64_t now_utc_us,
	GError **error)
{
	bool is_praise = understanding->kind == KIND_THANKS ||
			 understanding_has_flag(understanding, "thanks");
	bool is_danger = danger_is_certain(understanding);
	bool is_suspicion = understanding_suspects(
		understanding, topics_rules(rules->topics));
	g_auto(telling) telling = { 0 };
	if ((!is_praise && !is_danger && !is_suspicion) ||
		rules->notices == NULL)
		return true;
	if (!telling_open(&telling, rules, db, casefile, now_utc_us, error))
		return false;
	if (is_danger || is_suspicion) {
		set_news(&telling, is_danger ? NEWS_DANGER : NEWS_SUSPICION,
			NULL);
		return tell_heads(&telling, error);
	}
	return tell_praise(&telling, document, error);
}

bool at_once_tell_flood(const struct rules *rules, struct db *db,
	const struct casefile *casefile, int64_t flood, int64_t cases,
	int64_t now_utc_us, GError **error)
{
	g_auto(telling) telling = { 0 };
	if (rules->notices == NULL)
		return true;
	if (!telling_open(&telling, rules, db, casefile, now_utc_us, error))
		return false;
	g_autofree char *more = g_strdup_printf("%" G_GINT64_FORMAT
						" (flood %" G_GINT64_FORMAT ")",
		(gint64)cases, (gint64)flood);
	set_news(&telling, NEWS_FLOOD, more);
	return tell_heads(&telling, error);
}
