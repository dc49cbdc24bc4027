/* Why somebody is reminded, in words that need no plural forms. */
#include "plaint/domain/escalation.h"

#include <string.h>

static const char *const event_names[] = {
	[ESCALATE_BEFORE_SAFE] = "before_safe_day",
	[ESCALATE_OVERDUE] = "after_safe_day",
	[ESCALATE_BREACHED] = "after_legal_day",
	[ESCALATE_STAGE] = "in_stage",
};

char *escalation_line_key(const struct escalation_line *line)
{
	if (line->event == ESCALATE_STAGE)
		return g_strdup_printf("%s:%s:%d", event_names[line->event],
			stage_name(line->stage), line->days);
	return g_strdup_printf("%s:%d", event_names[line->event], line->days);
}

static const struct {
	const char *on_the_day[TONGUES]; /* days is 0 */
	const char *otherwise[TONGUES];	 /* followed by the number */
} words[] = {
	[ESCALATE_BEFORE_SAFE] = { { "сьогодні безпечний день",
					   "сегодня безопасный день",
					   "сёння бяспечны дзень",
					   "today is the safe day" },
		{ "робочих днів до безпечного дня",
			"рабочих дней до безопасного дня",
			"рабочых дзён да бяспечнага дня",
			"working days before the safe day" } },
	[ESCALATE_OVERDUE] = { { "сьогодні безпечний день",
				       "сегодня безопасный день",
				       "сёння бяспечны дзень",
				       "today is the safe day" },
		{ "безпечний день минув; робочих днів тому",
			"безопасный день прошёл; рабочих дней назад",
			"бяспечны дзень мінуў; рабочых дзён таму",
			"the safe day has passed; working days ago" } },
	[ESCALATE_BREACHED] = { { "сьогодні останній законний день",
					"сегодня последний законный день",
					"сёння апошні законны дзень",
					"today is the last lawful day" },
		{ "законний строк порушено; робочих днів тому",
			"законный срок нарушен; рабочих дней назад",
			"законны тэрмін парушаны; рабочых дзён таму",
			"the legal term is breached; working days ago" } },
	[ESCALATE_STAGE] = { { "стоїть на етапі", "стоит на этапе",
				     "стаіць на этапе",
				     "it stays in the stage" },
		{ "на етапі довше, ніж дозволено; робочих днів",
			"на этапе дольше, чем разрешено; рабочих дней",
			"на этапе даўжэй, чым дазволена; рабочых дзён",
			"in its stage for longer than allowed; working "
			"days" } },
};

void explain_escalation(
	GString *out, const struct escalation_line *line, enum tongue tongue)
{
	if (line->event == ESCALATE_STAGE)
		g_string_append_printf(out, "«%s»: ",
			stage_title(line->stage, tongue_code(tongue)));
	if (line->days == 0)
		g_string_append(out, words[line->event].on_the_day[tongue]);
	else if (line->repeat_days > 0 && line->event != ESCALATE_STAGE)
		/* Said again and again: the number would be the first's. */
		g_string_append_len(out, words[line->event].otherwise[tongue],
			strcspn(words[line->event].otherwise[tongue], ";"));
	else
		g_string_append_printf(out, "%s: %d",
			words[line->event].otherwise[tongue], line->days);
}

static const char *const extension_words[TONGUES] = {
	"строк можна продовжити; повідомити заявника до",
	"срок можно продлить; сообщить заявителю до",
	"тэрмін можна падоўжыць; паведаміць заяўніку да",
	"the term can be extended; tell the customer by"
};
static const char *const delay_words[TONGUES] = {
	"продовження закон не дає; повідомити заявника про затримку до",
	"продления закон не даёт; сообщить заявителю о задержке до",
	"падаўжэння закон не дае; паведаміць заяўніку пра затрымку да",
	"the law gives no extension; tell the customer of the delay by"
};
static const char *const longest_words[TONGUES] = { "найдовше до",
	"самое большее до", "не даўжэй як да", "at the longest until" };

void explain_notice(
	GString *out, const struct notice_offer *offer, enum tongue tongue)
{
	const char *const *offered =
		offer->kind == NOTICE_EXTENSION ? extension_words : delay_words;
	g_string_append_printf(out, "%s: %s %s", offer->regime->id,
		offered[tongue], day_format(offer->last_day).text);
	if (offer->kind == NOTICE_EXTENSION && offer->has_longest)
		g_string_append_printf(out, ", %s %s", longest_words[tongue],
			day_format(offer->longest).text);
}
