/* Whom to tell: people of the office by role, with their addresses; those who
 * are away stand behind their deputies (plaint user absent, and absences: of
 * rules/routing.yaml). */
#pragma once

#include <glib.h>
#include "plaint/casework/terms.h"
#include "plaint/db/db.h"
#include "plaint/domain/escalation.h"
#include "plaint/store/casefile.h"

struct staff_book;

struct person {
	const char *name;
	const char *address;
};

struct staff_book *staff_book_new(struct db *db,
	const struct terms_rules *rules, struct day today, GError **error);
void staff_book_free(struct staff_book *book);
typedef struct staff_book staff_book;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(staff_book, staff_book_free)

/* Whoever bears that login, away or not; borrowed, NULL when they have no
 * address. */
const struct person *staff_book_person(
	const struct staff_book *book, const char *login);

/* Borrowed from the book; NULL when nobody is named or has an address. */
const struct person *staff_book_find(const struct staff_book *book,
	enum escalation_role role, const struct casefile *casefile);
