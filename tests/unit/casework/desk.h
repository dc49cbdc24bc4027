/* An office for tests of answers and cases: a database with two people, one
 * registered case, our own reply templates. */
#pragma once

#include <string.h>
#include "../store/stock.h"
#include "plaint/casework/answer.h"
#include "plaint/casework/case_work.h"
#include "plaint/casework/terms.h"
#include "plaint/store/casefile_deadline.h"
#include "plaint/store/event.h"
#include "plaint/store/outbox.h"
#include "plaint/store/staff.h"

#define NUMBER "2026-000001"

struct desk {
	struct db *db;
	struct config config;
	struct replies *replies;
	struct answer_context context;
	struct casefile casefile; /* as registered */
	struct id case_id;
};

static inline void desk_hire(struct db *db, const char *login, const char *role)
{
	g_autoptr(GError) error = NULL;
	struct staff staff = { .login = login,
		.name = "Олена Коваль",
		.role = role,
		.active = true };
	assert_ok(staff_add(db, &staff, NOW, &error));
}

static inline void desk_open(struct desk *desk, int which)
{
	g_autoptr(GError) error = NULL;
	*desk = (struct desk){ .db = stock_open(which) };
	desk->config.organisation = (struct config_organisation){
		.name = (char *)"ТОВ «Приклад»",
		.address = (char *)"Київ",
		.phone = (char *)"+380",
		.email = (char *)"a@plaint.example",
		.domain = (char *)"plaint.example",
		.zone = (char *)"Europe/Kyiv",
		.language = (char *)"uk",
	};
	desk->config.path = (char *)"plaint.yaml";
	desk->config.regime = (char *)"ua-393-1m";
	desk->config.organisation.closes_minute = 18 * 60;
	desk->replies = replies_load("templates", &error);
	ck_assert_msg(desk->replies != NULL, "%s",
		error == NULL ? "" : error->message);
	desk->context.config = &desk->config;
	desk->context.replies = desk->replies;
	desk_hire(desk->db, "olena", "agent");
	desk_hire(desk->db, "iryna", "approver");
	desk->casefile = stock_case();
	desk->case_id = desk->casefile.id;
	assert_ok(casefile_register(
		desk->db, &desk->casefile, &desk->casefile.number, &error));
	ck_assert_str_eq(desk->casefile.number.text, NUMBER);
}

static inline void desk_close(struct desk *desk)
{
	replies_free(desk->replies);
	db_close(desk->db);
}

static inline struct case_act desk_act(const char *by)
{
	return (struct case_act){ NUMBER, by, NOW };
}

static inline bool desk_hand(struct desk *desk, const struct case_act *act,
	const char *owner, const char *department, GError **error)
{
	struct case_handing handing = { .owner = owner,
		.department = department };
	return case_hand(desk->db, act, &handing, NULL, error);
}

/* What the case is now; caller frees. */
static inline struct casefile *desk_case(struct desk *desk)
{
	return casefile_find_by_number(desk->db, NUMBER, NULL);
}

/* The case's first days. */
static inline void desk_terms(struct desk *desk,
	const struct terms_rules *rules, struct casefile *casefile)
{
	g_autoptr(GError) error = NULL;
	struct casefile_fact fact = { .casefile_id = casefile->id,
		.customer_type = "" };
	g_autoptr(terms) terms = terms_begin(rules, casefile, &fact, &error);
	ck_assert_ptr_nonnull(terms);
	assert_ok(terms_keep(desk->db, terms, casefile, &fact, &error));
	assert_ok(casefile_set_dues(
		desk->db, casefile->id.text, &terms->dues, &error));
}

static inline void desk_expect_stage(struct desk *desk, const char *stage)
{
	g_autoptr(casefile) casefile = desk_case(desk);
	ck_assert_str_eq(casefile->stage, stage);
}

/* The verbs of the case's events, "registered assigned …". */
static inline char *desk_verbs(struct desk *desk)
{
	struct event_filter filter = { .subject_kind = "casefile",
		.subject_id = desk->case_id.text };
	g_autoptr(GPtrArray) events = event_list(desk->db, &filter, NULL);
	GString *verbs = g_string_new(NULL);
	for (guint i = 0; i < events->len; i++) {
		const struct event *event = events->pdata[i];
		g_string_append_printf(
			verbs, "%s%s", i > 0 ? " " : "", event->verb);
	}
	return g_string_free(verbs, FALSE);
}
