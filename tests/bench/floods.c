/* How long letters alike are looked for among 100,000 of one window, a tenth
 * of which are one text: milliseconds a look-up, those of the flood and those
 * of strangers apart.
 *
 *     build/bench/floods FOLDER|postgresql://…        FOLDER: an empty one */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "plaint/base/hash.h"
#include "plaint/store/casefile.h"
#include "plaint/store/flood.h"
#include "plaint/store/letter.h"
#include "plaint/store/store.h"

enum {
	LETTERS = 100000,
	ALIKE_EVERY = 10,
	LOOKUPS = 1000,
	LIKE_MOST = 32, /* as registration asks for */
	SENTENCES = 8,
	WORDS = 9,
	SYLLABLES = 3,
	LETTERS_A_TX = 5000,
	SECOND_US = 1000000,
};

static const int64_t begin_utc_us = G_GINT64_CONSTANT(1795392000000000);

static void die(const char *what, const GError *error)
{
	fprintf(stderr, "floods: %s: %s\n", what,
		error != NULL ? error->message : "");
	exit(1);
}

static void add_word(GString *out, GRand *dice)
{
	static const char *const syllables[] = { "за", "ра", "по", "не", "те",
		"ло", "ви", "ма", "ко", "си", "ну", "ше" };
	for (int i = 0; i < SYLLABLES; i++)
		g_string_append(out, syllables[g_rand_int_range(dice, 0,
					     (gint32)G_N_ELEMENTS(syllables))]);
	g_string_append_c(out, ' ');
}

/* A letter like no other, or the flood's with a name of its own. */
static char *text_of(int number, GRand *dice)
{
	GString *out = g_string_new("Добрий день, шановні. ");
	if (number % ALIKE_EVERY == 0)
		g_string_append(out,
			"У нашому будинку вже третій день немає інтернету, "
			"гаряча лінія не відповідає, майстри не приїздять, "
			"ніхто нічого не пояснює. Просимо негайно відновити "
			"послуги та зробити перерахунок за цей час. ");
	int words = number % ALIKE_EVERY == 0 ? 2 : SENTENCES * WORDS;
	for (int i = 0; i < words; i++)
		add_word(out, dice);
	return g_string_free(out, FALSE);
}

struct bench {
	struct db *db;
	GRand *dice;
	struct id casefile;
	int from;      /* of the letters to be written */
	double keep_s; /* spent on marks alone */
};

static bool put_letter(struct bench *bench, int n, GError **error)
{
	g_autofree char *text = text_of(n, bench->dice);
	g_autofree char *bytes = g_strdup_printf("%d %s", n, text);
	struct letter letter = {
		.id = id_new(begin_utc_us + n),
		.channel = "mail",
		.source = "inbox",
		.sha256 = hash_bytes(bytes, strlen(bytes)).hex,
		.bytes = (int64_t)strlen(bytes),
		.received_utc_us = begin_utc_us + n * (int64_t)SECOND_US,
		.received_day = { "2026-11-23" },
		.received_from = "internaldate",
	};
	struct letter_mark mark = { .casefile_id = bench->casefile,
		.sender = "",
		.mark = similar_mark(text),
		.received_utc_us = letter.received_utc_us };
	bool is_new;
	if (!letter_add(bench->db, &letter, &mark.letter_id, &is_new, error))
		return false;
	gint64 before = g_get_monotonic_time();
	bool is_put = letter_mark_put(bench->db, &mark, error);
	bench->keep_s += (double)(g_get_monotonic_time() - before) / 1e6;
	return is_put;
}

static bool put_some(struct db *db, void *user, GError **error)
{
	struct bench *bench = user;
	(void)db;
	for (int n = bench->from; n < bench->from + LETTERS_A_TX; n++)
		if (!put_letter(bench, n, error))
			return false;
	return true;
}

static bool put_case(struct bench *bench, GError **error)
{
	struct casefile casefile = { .id = id_new(begin_utc_us),
		.stage = "registered",
		.kind = "complaint",
		.topic = "service.outage",
		.language = "uk",
		.department = "network",
		.priority = "normal",
		.channel = "mail",
		.subject = "Немає інтернету",
		.received_utc_us = begin_utc_us,
		.received_day = { "2026-11-23" },
		.registered_utc_us = begin_utc_us,
		.registered_day = { "2026-11-23" },
		.legal_due = { "2026-12-23" },
		.safe_due = { "2026-12-22" },
		.target_due = { "2026-12-01" },
		.reasons = "[]" };
	struct casefile_number number;
	bench->casefile = casefile.id;
	return casefile_register(bench->db, &casefile, &number, error);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static void look_up(struct bench *bench, const char *what, int step)
{
	g_autofree double *ms = g_new(double, LOOKUPS);
	g_autoptr(GError) error = NULL;
	guint found = 0;
	for (int i = 0; i < LOOKUPS; i++) {
		g_autofree char *text = text_of(LETTERS + step, bench->dice);
		struct similar_mark mark = similar_mark(text);
		gint64 before = g_get_monotonic_time();
		g_autoptr(GPtrArray) like = letter_mark_list_like(
			bench->db, &mark, begin_utc_us, LIKE_MOST, &error);
		ms[i] = (double)(g_get_monotonic_time() - before) / 1e3;
		if (like == NULL)
			die("looking up", error);
		found += like->len;
	}
	qsort(ms, LOOKUPS, sizeof(*ms), compare);
	printf("%-10s %.2f ms median, one in twenty over %.2f, at most %.2f; "
	       "%.1f found\n",
		what, ms[LOOKUPS / 2], ms[LOOKUPS * 19 / 20], ms[LOOKUPS - 1],
		(double)found / LOOKUPS);
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	if (argc != 2 || argv[1][0] == '\0')
		die("want a folder or a database", NULL);
	g_autofree char *uri =
		strstr(argv[1], "://") != NULL
			? g_strdup(argv[1])
			: g_strdup_printf("sqlite:%s/floods.db", argv[1]);
	g_autoptr(db) db = store_open(uri, &error);
	if (db == NULL || !store_migrate(db, begin_utc_us, &error))
		die(uri, error);
	struct bench bench = { .db = db, .dice = g_rand_new_with_seed(1) };
	if (!put_case(&bench, &error))
		die("a case", error);
	for (; bench.from < LETTERS; bench.from += LETTERS_A_TX)
		if (!db_run_tx(db, put_some, &bench, &error))
			die("letters", error);
	printf("%d letters, every %dth alike: a mark is kept in %.2f ms\n",
		LETTERS, ALIKE_EVERY, bench.keep_s * 1e3 / LETTERS);
	look_up(&bench, "alike", 0);
	look_up(&bench, "strangers", 1);
	g_rand_free(bench.dice);
	return 0;
}
