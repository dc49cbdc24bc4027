/* Customers as JSON and as tables. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include <jansson.h>
#include "plaint/db/db.h"
#include "plaint/store/customer.h"

/* Of struct customer. */
json_t *customers_json(const GPtrArray *customers);
void customers_print(const GPtrArray *customers);

/* All about one. */
struct customer_view {
	struct customer *customer;
	GPtrArray *contacts; /* of struct customer_contact */
	GPtrArray *accounts; /* of char * */
	GPtrArray *cases;    /* of struct customer_case */
};
bool customer_view_load(struct customer_view *view, struct db *db,
	const char *id, GError **error);
void customer_view_clear(struct customer_view *view);
typedef struct customer_view customer_view;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(customer_view, customer_view_clear)
json_t *customer_view_json(const struct customer_view *view);
void customer_view_print(const struct customer_view *view);

/* Whose a case is thought to be; of struct candidate. */
json_t *candidates_json(const GPtrArray *candidates);
void candidates_print(const GPtrArray *candidates, const char *number);
