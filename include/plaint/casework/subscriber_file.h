/* The operator's list of subscribers from a table (plaint/base/csv.h).
 *
 * Columns are found by their heading, in any order, letter case does not
 * count; unknown ones are left alone:
 *
 *	account    account, contract, лицевой счет, особовий рахунок, …
 *	name       name, ПІБ, ФИО, імя, …
 *	email      email, e-mail, mail, пошта, почта
 *	phone      phone, tel, телефон, номер
 *	address    address, адреса, адрес, адрас
 *	since      since, tenure, customer since, абонент з, …
 *	tariff     tariff, plan, тариф, тарыф
 *	claims     claims, earlier claims, скарги, жалобы, …
 *
 * (subscriber_file_headings() gives them all.)  account is needed.  An empty
 * field says nothing: what was known stays. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/config/config.h"
#include "plaint/db/db.h"

struct subscriber_file_counts {
	uint64_t added, updated, unchanged;
	uint64_t refused;  /* rows left out */
	uint64_t left_out; /* values left out of rows that were kept */
};

struct subscriber_file_hooks {
	/* A row that was refused or a value left out: "FILE:LINE: why". */
	void (*tell)(void *user, const char *why);
	/* After each batch; share is how much of the file was read, 0..1. */
	void (*progress)(void *user,
		const struct subscriber_file_counts *counts, double share);
	void *user;
};

/* Opened by whoever may read it, before the program becomes another user. */
struct subscriber_file {
	const char *path; /* borrowed */
	struct csv *csv;
	uint64_t bytes; /* 0: nobody knows */
};
bool subscriber_file_open(
	struct subscriber_file *file, const char *path, GError **error);
void subscriber_file_close(struct subscriber_file *file);

/* Rows go into the database in batches, each in one transaction; what was
 * done before an error stays done, and running it again does no harm.  False
 * when the file cannot be read (BASE_ERROR), has no account column, or the
 * database fails; a row without account or with broken quoting is refused, a
 * value that is none (a telephone number of four digits) is left out, an
 * e-mail address that is another customer's too; each is told. */
bool subscriber_file_import(struct db *db, const struct config *config,
	const struct subscriber_file *file,
	const struct subscriber_file_hooks *hooks,
	struct subscriber_file_counts *counts_out, GError **error);

/* "account: account, contract…", a line for each column; caller frees. */
char *subscriber_file_headings(void);
