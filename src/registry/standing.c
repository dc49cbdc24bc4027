/* What the register knows of a letter besides its own words. */

#include "standing.h"

#include <string.h>

#include "plaint/store/customer.h"
#include "repeats.h"

enum {
	FLAGS_MOST = 8
};

void standing_clear(struct standing *standing)
{
	matching_clear(&standing->matching);
	g_clear_pointer(&standing->earlier, g_ptr_array_unref);
}

static void settle(const struct rules *rules,
	const struct registration *registration,
	const struct standing *standing, bool is_repeat)
{
	const char *flags[FLAGS_MOST] = { NULL };
	size_t count = 0;
	if (standing->matching.others_number != NULL)
		flags[count++] = "third_party_data";
	if (is_repeat)
		flags[count++] = REPEATS_FLAG;
	if (document_is_sealed(registration->document))
		flags[count++] = "sealed";
	if (document_is_read_in_part(registration->document))
		flags[count++] = "read_in_part";
	topics_settle(rules->topics, registration->understanding,
		registration->document, flags);
}

bool standing_find(const struct rules *rules, struct db *db,
	struct registration *registration, int64_t now_utc_us,
	struct standing *out, GError **error)
{
	const struct understanding *u = registration->understanding;
	if (!matching_find(db, registration->document, u, now_utc_us,
		    &out->matching, error))
		return false;
	out->earlier = out->matching.is_new
			       ? g_ptr_array_new()
			       : repeats_find(db, rules->config,
					 out->matching.customer_id.text,
					 u->topic, now_utc_us, error);
	if (out->earlier == NULL)
		return false;
	settle(rules, registration, out, out->earlier->len > 0);
	return true;
}

bool standing_find_again(const struct rules *rules, struct db *db,
	const struct registration *registration,
	const struct casefile *casefile, int64_t now_utc_us,
	struct standing *out, GError **error)
{
	g_auto(GStrv) flags = g_strsplit(casefile->flags, " ", -1);
	out->earlier = g_ptr_array_new();
	if (!matching_find(db, registration->document,
		    registration->understanding, now_utc_us, &out->matching,
		    error))
		return false;
	settle(rules, registration, out,
		g_strv_contains((const char *const *)flags, REPEATS_FLAG));
	return true;
}

bool standing_keep(struct db *db, const struct casefile *casefile,
	const struct standing *standing, int64_t now_utc_us, GError **error)
{
	return matching_keep(db, casefile->id.text, &standing->matching,
		       now_utc_us, error) &&
	       repeats_link(db, casefile, standing->earlier, now_utc_us, error);
}

bool standing_verify(struct db *db, const struct casefile *casefile,
	const struct document *document, GError **error)
{
	return casefile->customer_id.text[0] == '\0' ||
	       document->from.address[0] == '\0' ||
	       customer_verify_email(db, casefile->customer_id.text,
		       document->from.address, error);
}
