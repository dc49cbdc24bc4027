/* Rows of a table into subscribers: headings, forms of values, batches. */

#include "plaint/casework/subscriber_file.h"

#include <string.h>
#include <sys/stat.h>

#include "plaint/base/clock.h"
#include "plaint/base/csv.h"
#include "plaint/base/fd.h"
#include "plaint/base/utf8.h"
#include "plaint/facts/extract.h"
#include "plaint/store/subscriber.h"

enum {
	BATCH_ROWS = 500,
	TEXT_MOST_CHARACTERS = 300,
	CLAIMS_MOST = 100000,
	HEADINGS_MOST = 14,
	YEAR_DIGITS = 4,
};

enum field {
	FIELD_ACCOUNT,
	FIELD_NAME,
	FIELD_EMAIL,
	FIELD_PHONE,
	FIELD_ADDRESS,
	FIELD_SINCE,
	FIELD_TARIFF,
	FIELD_CLAIMS,
	FIELDS,
};

static const char *const headings[FIELDS][HEADINGS_MOST] = {
	[FIELD_ACCOUNT] = { "account", "account number", "contract",
		"особовий рахунок", "рахунок", "договір", "лицевой счет",
		"лицевой счёт", "счет", "договор", "асабовы рахунак", "рахунак",
		"дагавор" },
	[FIELD_NAME] = { "name", "full name", "піб", "ім'я", "імя", "абонент",
		"фио", "имя", "прозвішча", "customer", "клієнт", "клиент",
		"кліент" },
	[FIELD_EMAIL] = { "email", "e-mail", "mail", "електронна пошта",
		"пошта", "электронная почта", "почта", "электронная пошта" },
	[FIELD_PHONE] = { "phone", "tel", "telephone", "mobile", "телефон",
		"номер телефону", "номер телефона", "тэлефон", "номер",
		"нумар" },
	[FIELD_ADDRESS] = { "address", "postal address", "адреса", "адрес",
		"адрас" },
	[FIELD_SINCE] = { "since", "tenure", "customer since", "абонент з",
		"клієнт з", "абонент с", "клиент с", "дата договору",
		"дата договора", "абанент з" },
	[FIELD_TARIFF] = { "tariff", "plan", "tariff plan", "тариф",
		"тарифний план", "тарифный план", "тарыф", "тарыфны план" },
	[FIELD_CLAIMS] = { "claims", "earlier claims", "complaints", "скарги",
		"претензії", "жалобы", "претензии", "скаргі", "прэтэнзіі" },
};

struct importing {
	struct db *db;
	const struct subscriber_file *file;
	const struct subscriber_file_hooks *hooks;
	const char *country; /* of numbers without one */
	int columns[FIELDS];
	GPtrArray *rows; /* of struct line: the batch at hand */
	struct subscriber_file_counts *counts;
};

/* A subscriber with its own text. */
struct line {
	struct subscriber subscriber;
	char *fields[FIELDS];
	uint64_t number;
	enum subscriber_change change;
	bool email_taken;
};

static void line_free(gpointer data)
{
	struct line *line = data;
	for (int i = 0; i < FIELDS; i++)
		g_free(line->fields[i]);
	g_free(line);
}

static void tell(const struct importing *importing, uint64_t line,
	const char *format, ...) G_GNUC_PRINTF(3, 4);

static void tell(const struct importing *importing, uint64_t line,
	const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_autofree char *why = g_strdup_printf("%s:%" G_GUINT64_FORMAT ": %s",
		importing->file->path, line, what);
	importing->hooks->tell(importing->hooks->user, why);
}

/* --- headings ----------------------------------------------------------- */

static void columns_find(struct importing *importing)
{
	for (int field = 0; field < FIELDS; field++) {
		importing->columns[field] = -1;
		for (int i = 0;
			i < HEADINGS_MOST && headings[field][i] != NULL &&
			importing->columns[field] < 0;
			i++)
			importing->columns[field] = csv_column(
				importing->file->csv, headings[field][i]);
	}
}

static bool columns_suffice(const struct importing *importing, GError **error)
{
	if (importing->columns[FIELD_ACCOUNT] >= 0)
		return true;
	g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
		"%s:1: no column is headed \"%s\" (or \"%s\", \"%s\"…)",
		importing->file->path, headings[FIELD_ACCOUNT][0],
		headings[FIELD_ACCOUNT][3], headings[FIELD_ACCOUNT][6]);
	return false;
}

char *subscriber_file_headings(void)
{
	GString *text = g_string_new(NULL);
	for (int field = 0; field < FIELDS; field++) {
		g_string_append_printf(text, "  %s:", headings[field][0]);
		for (int i = 1; i < HEADINGS_MOST && headings[field][i] != NULL;
			i++)
			g_string_append_printf(text, "%s %s", i > 1 ? "," : "",
				headings[field][i]);
		g_string_append_c(text, '\n');
	}
	return g_string_free(text, FALSE);
}

/* --- values ------------------------------------------------------------- */

/* Each makes *field what the store keeps, or says what is wrong with it. */
static const char *mend_email(char **field, const char *country)
{
	(void)country;
	const char *at = strchr(*field, '@');
	bool is_good = at != NULL && at != *field && at[1] != '\0' &&
		       strchr(at + 1, '@') == NULL &&
		       strpbrk(*field, " \t<>\",;") == NULL;
	return is_good ? NULL : "is not an e-mail address";
}

static const char *mend_phone(char **field, const char *country)
{
	char *phone = phone_to_e164(*field, country);
	if (phone == NULL)
		return "is not a telephone number";
	g_free(*field);
	*field = phone;
	return NULL;
}

/* "2019", "2019-05-01", "01.05.2019". */
static const char *mend_since(char **field, const char *country)
{
	(void)country;
	static const char form[] = "00.00.0000";
	struct day day;
	bool is_year = strlen(*field) == YEAR_DIGITS &&
		       strspn(*field, "0123456789") == YEAR_DIGITS;
	if (is_year || day_parse(*field, &day))
		return NULL;
	bool is_dotted = strlen(*field) == strlen(form);
	for (size_t i = 0; is_dotted && i < strlen(form); i++)
		is_dotted = form[i] == '0' ? g_ascii_isdigit((*field)[i])
					   : (*field)[i] == form[i];
	if (!is_dotted)
		return "is neither a day nor a year";
	g_autofree char *turned = g_strdup_printf("%s-%.2s-%.2s",
		*field + strlen("00.00."), *field + strlen("00."), *field);
	if (!day_parse(turned, &day))
		return "is no day of the calendar";
	g_free(*field);
	*field = g_steal_pointer(&turned);
	return NULL;
}

static const char *mend_claims(char **field, const char *country)
{
	(void)country;
	guint64 claims;
	return g_ascii_string_to_unsigned(
		       *field, 10, 0, CLAIMS_MOST, &claims, NULL)
		       ? NULL
		       : "is not a number of claims";
}

static const struct {
	const char *(*mend)(char **field, const char *country);
} forms[FIELDS] = {
	[FIELD_EMAIL] = { mend_email },
	[FIELD_PHONE] = { mend_phone },
	[FIELD_SINCE] = { mend_since },
	[FIELD_CLAIMS] = { mend_claims },
};

static void take_field(struct importing *importing, struct line *line,
	enum field field, const char *written)
{
	g_autofree char *one_line = utf8_one_line(written);
	g_strstrip(one_line);
	if (one_line[0] == '\0')
		return;
	char *value = utf8_cut(one_line, TEXT_MOST_CHARACTERS);
	const char *problem =
		forms[field].mend != NULL
			? forms[field].mend(&value, importing->country)
			: NULL;
	if (problem == NULL) {
		line->fields[field] = value;
		return;
	}
	importing->counts->left_out++;
	tell(importing, line->number, "%s left out: \"%s\" %s",
		headings[field][0], value, problem);
	g_free(value);
}

static void take_line(struct importing *importing, const struct csv_row *row)
{
	struct line *line = g_new0(struct line, 1);
	line->number = row->line;
	for (int field = 0; field < FIELDS; field++)
		take_field(importing, line, (enum field)field,
			csv_field(row, importing->columns[field]));
	g_autofree char *account =
		match_account(line->fields[FIELD_ACCOUNT] != NULL
				      ? line->fields[FIELD_ACCOUNT]
				      : "");
	if (account[0] == '\0') {
		importing->counts->refused++;
		tell(importing, line->number, "refused: no account number");
		line_free(line);
		return;
	}
	const char *claims = line->fields[FIELD_CLAIMS];
	line->subscriber = (struct subscriber){
		.account = line->fields[FIELD_ACCOUNT],
		.name = line->fields[FIELD_NAME],
		.email = line->fields[FIELD_EMAIL],
		.phone = line->fields[FIELD_PHONE],
		.postal = line->fields[FIELD_ADDRESS],
		.since = line->fields[FIELD_SINCE],
		.tariff = line->fields[FIELD_TARIFF],
		.earlier_claims =
			claims != NULL ? g_ascii_strtoll(claims, NULL, 10) : -1,
	};
	g_ptr_array_add(importing->rows, line);
}

/* --- batches ------------------------------------------------------------ */

static bool put_batch(struct db *db, void *user, GError **error)
{
	struct importing *importing = user;
	int64_t now_utc_us = clock_now_utc_us();
	for (guint i = 0; i < importing->rows->len; i++) {
		struct line *line = importing->rows->pdata[i];
		if (subscriber_put(db, &line->subscriber, now_utc_us,
			    &line->change, &line->email_taken, error))
			continue;
		g_prefix_error(error, "%s:%" G_GUINT64_FORMAT ": ",
			importing->file->path, line->number);
		return false;
	}
	return true;
}

static void count_line(struct importing *importing, const struct line *line)
{
	struct subscriber_file_counts *counts = importing->counts;
	switch (line->change) {
	case SUBSCRIBER_ADDED:
		counts->added++;
		break;
	case SUBSCRIBER_UPDATED:
		counts->updated++;
		break;
	case SUBSCRIBER_UNCHANGED:
		counts->unchanged++;
		break;
	}
	if (!line->email_taken)
		return;
	counts->left_out++;
	tell(importing, line->number,
		"email left out: \"%s\" is another "
		"customer's already",
		line->fields[FIELD_EMAIL]);
}

static bool flush(struct importing *importing, GError **error)
{
	if (!db_run_tx(importing->db, put_batch, importing, error))
		return false;
	for (guint i = 0; i < importing->rows->len; i++)
		count_line(importing, importing->rows->pdata[i]);
	g_ptr_array_set_size(importing->rows, 0);
	double share = importing->file->bytes > 0
			       ? (double)csv_read_bytes(importing->file->csv) /
					 (double)importing->file->bytes
			       : 1;
	importing->hooks->progress(
		importing->hooks->user, importing->counts, MIN(share, 1));
	return true;
}

static bool import_rows(struct importing *importing, GError **error)
{
	for (;;) {
		g_autoptr(GError) cause = NULL;
		const struct csv_row *row;
		bool is_read = csv_next(importing->file->csv, &row, &cause);
		if (!is_read && !g_error_matches(cause, BASE_ERROR,
					BASE_ERROR_INVALID)) {
			g_propagate_error(error, g_steal_pointer(&cause));
			return false;
		}
		if (!is_read) {
			importing->counts->refused++;
			importing->hooks->tell(
				importing->hooks->user, cause->message);
		} else if (row != NULL) {
			take_line(importing, row);
		}
		bool is_end = is_read && row == NULL;
		if ((is_end || importing->rows->len >= BATCH_ROWS) &&
			!flush(importing, error))
			return false;
		if (is_end)
			return true;
	}
}

bool subscriber_file_open(
	struct subscriber_file *file, const char *path, GError **error)
{
	struct stat about;
	*file = (struct subscriber_file){ .path = path,
		.csv = csv_open(path, error),
		.bytes =
			stat(path, &about) == 0 ? (uint64_t)about.st_size : 0 };
	return file->csv != NULL;
}

void subscriber_file_close(struct subscriber_file *file)
{
	g_clear_pointer(&file->csv, csv_free);
}

bool subscriber_file_import(struct db *db, const struct config *config,
	const struct subscriber_file *file,
	const struct subscriber_file_hooks *hooks,
	struct subscriber_file_counts *counts_out, GError **error)
{
	*counts_out = (struct subscriber_file_counts){ 0 };
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(line_free);
	struct importing importing = { .db = db,
		.file = file,
		.hooks = hooks,
		.country = phone_country(config->organisation.phone),
		.rows = rows,
		.counts = counts_out };
	columns_find(&importing);
	return columns_suffice(&importing, error) &&
	       import_rows(&importing, error);
}
