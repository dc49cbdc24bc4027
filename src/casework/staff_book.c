/* Logins and addresses.  A person may be named by an e-mail address instead
 * of a login where they have no account here. */

#include "plaint/casework/staff_book.h"

#include <string.h>

#include "plaint/casework/absence.h"
#include "plaint/store/staff.h"

struct staff_book {
	const struct terms_rules *rules;
	struct day today;
	GPtrArray *absences; /* of struct route_absence */
	GPtrArray *staff;    /* of struct staff: owns the texts below */
	GHashTable *persons; /* login or address -> struct person, owned */
};

static const struct routing *routing_of(const struct staff_book *book)
{
	return book->rules->topics != NULL ? topics_routing(book->rules->topics)
					   : NULL;
}

struct staff_book *staff_book_new(struct db *db,
	const struct terms_rules *rules, struct day today, GError **error)
{
	g_autoptr(staff_book) book = g_new0(struct staff_book, 1);
	book->rules = rules;
	book->today = today;
	book->persons =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
	book->staff = staff_list(db, error);
	book->absences =
		book->staff != NULL
			? absence_list(db, routing_of(book), today, error)
			: NULL;
	if (book->absences == NULL)
		return NULL;
	for (guint i = 0; i < book->staff->len; i++) {
		const struct staff *staff = book->staff->pdata[i];
		if (!staff->active || staff->email[0] == '\0')
			continue;
		struct person person = { staff->name[0] != '\0' ? staff->name
								: staff->login,
			staff->email };
		g_hash_table_insert(book->persons, (gpointer)staff->login,
			g_memdup2(&person, sizeof(person)));
	}
	return g_steal_pointer(&book);
}

void staff_book_free(struct staff_book *book)
{
	if (book == NULL)
		return;
	g_hash_table_unref(book->persons);
	g_clear_pointer(&book->staff, g_ptr_array_unref);
	g_clear_pointer(&book->absences, g_ptr_array_unref);
	g_free(book);
}

/* Names in the rules live as long as they do. */
static const struct person *person_find(
	const struct staff_book *book, const char *who)
{
	if (who == NULL || who[0] == '\0')
		return NULL;
	const struct person *found = g_hash_table_lookup(book->persons, who);
	if (found != NULL || strchr(who, '@') == NULL)
		return found;
	struct person stranger = { who, who };
	struct person *kept = g_memdup2(&stranger, sizeof(stranger));
	g_hash_table_insert(book->persons, (gpointer)who, kept);
	return kept;
}

/* The one who is there today. */
static const struct person *person_present(
	const struct staff_book *book, const char *who)
{
	if (who == NULL || who[0] == '\0')
		return NULL;
	return person_find(
		book, route_present(book->absences, who, book->today));
}

const struct person *staff_book_person(
	const struct staff_book *book, const char *login)
{
	return person_find(book, login);
}

static const struct person *head_find(
	const struct staff_book *book, const char *department_id)
{
	const struct routing *routing = routing_of(book);
	const struct department *department =
		routing != NULL ? routing_department(routing, department_id)
				: NULL;
	if (department == NULL)
		return NULL;
	const struct person *head = person_present(book, department->head);
	return head != NULL ? head : person_present(book, department->deputy);
}

const struct person *staff_book_find(const struct staff_book *book,
	enum escalation_role role, const struct casefile *casefile)
{
	const struct escalation_rules *rules =
		rulebook_escalation(book->rules->rulebook);
	switch (role) {
	case ESCALATE_OWNER:
		return person_present(book, casefile->owner);
	case ESCALATE_HEAD:
		return head_find(book, casefile->department);
	case ESCALATE_DIRECTOR:
		return person_present(book, rules->director);
	case ESCALATE_ROLES:
		break;
	}
	return NULL;
}
