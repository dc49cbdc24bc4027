/* The shipped rules, alone and with what was learnt from the shipped examples,
 * on letters with expected answers (tests/golden/letters),
 * clean and with letters changed as scanners and hasty fingers change them. */
#include "plaint/rulebook/topics.h"

#include <stdio.h>
#include <string.h>
#include "check_main.h"
#include "shipped.h"

#define LETTERS "tests/golden/letters/"

enum {
	LEAST_RIGHT_PERCENT = 95,
	NOISE_PERCENT = 3,
	NOISE_ROUNDS = 2,
	LEAST_FLAGS_PERCENT = 93,
};

struct letter {
	char *file, *kind, *topic, *language;
	char *flags; /* sorted, with blanks between; NULL: not said */
	char *text;
};

static void letter_free(gpointer data)
{
	struct letter *letter = data;
	g_free(letter->file);
	g_free(letter->kind);
	g_free(letter->topic);
	g_free(letter->language);
	g_free(letter->flags);
	g_free(letter->text);
	g_free(letter);
}

static struct letter *letter_load(char **fields)
{
	struct letter *letter = g_new0(struct letter, 1);
	letter->file = g_strdup(fields[0]);
	letter->kind = g_strdup(fields[1]);
	letter->topic = g_strdup(fields[2]);
	letter->language = g_strdup(fields[3]);
	if (fields[4] != NULL)
		letter->flags =
			g_strdup(strcmp(fields[4], "-") == 0 ? "" : fields[4]);
	g_autofree char *path = g_strconcat(LETTERS, fields[0], NULL);
	ck_assert(g_file_get_contents(path, &letter->text, NULL, NULL));
	return letter;
}

static GPtrArray *letters_load(void)
{
	g_autofree char *table = NULL;
	ck_assert(g_file_get_contents(
		LETTERS "expected.tsv", &table, NULL, NULL));
	GPtrArray *letters = g_ptr_array_new_with_free_func(letter_free);
	g_auto(GStrv) lines = g_strsplit(table, "\n", -1);
	for (size_t i = 1; lines[i] != NULL; i++) {
		g_auto(GStrv) fields = g_strsplit(lines[i], "\t", -1);
		if (g_strv_length(fields) >= 4)
			g_ptr_array_add(letters, letter_load(fields));
	}
	return letters;
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *flags_of(const struct understanding *u)
{
	g_autoptr(GPtrArray) flags = g_ptr_array_new();
	for (guint i = 0; i < u->flags->len; i++)
		g_ptr_array_add(flags, u->flags->pdata[i]);
	g_ptr_array_sort(flags, compare_texts);
	g_ptr_array_add(flags, NULL);
	return g_strjoinv(" ", (char **)flags->pdata);
}

START_TEST(flags)
{
	g_autoptr(GPtrArray) letters = letters_load();
	g_autoptr(topics) topics = shipped_rules();
	guint right = 0, all = 0;
	for (guint i = 0; i < letters->len; i++) {
		const struct letter *letter = letters->pdata[i];
		if (letter->flags == NULL)
			continue;
		g_autoptr(understanding) u =
			shipped_understand(topics, letter->text);
		g_autofree char *flags = flags_of(u);
		bool good = strcmp(flags, letter->flags) == 0;
		all++;
		right += good ? 1 : 0;
		if (!good)
			printf("# %s: flags \"%s\", not \"%s\"\n", letter->file,
				flags, letter->flags);
	}
	printf("# all flags of a letter right: %u of %u\n", right, all);
	ck_assert_uint_ge(right * 100, all * LEAST_FLAGS_PERCENT);
}
END_TEST

START_TEST(clean_letters)
{
	g_autoptr(GPtrArray) letters = letters_load();
	g_autoptr(topics) topics = _i == 0 ? shipped_rules() : shipped_learnt();
	guint right = 0, straight = 0, straight_right = 0;
	for (guint i = 0; i < letters->len; i++) {
		const struct letter *letter = letters->pdata[i];
		g_autoptr(understanding) u =
			shipped_understand(topics, letter->text);
		bool good =
			strcmp(letter_kind_name(u->kind), letter->kind) == 0 &&
			strcmp(u->topic, letter->topic) == 0 &&
			strcmp(u->language.code, letter->language) == 0;
		right += good ? 1 : 0;
		straight += u->triage ? 0 : 1;
		straight_right += good && !u->triage ? 1 : 0;
		if (!good)
			printf("# %s: %s %s %s (%.2f), not %s %s %s\n",
				letter->file, letter_kind_name(u->kind),
				u->topic, u->language.code, u->confidence,
				letter->kind, letter->topic, letter->language);
	}
	printf("# kind, topic and language right: %u of %u; straight through: "
	       "%u, of these right: %u\n",
		right, letters->len, straight, straight_right);
	ck_assert_uint_ge(right * 100, letters->len * LEAST_RIGHT_PERCENT);
}
END_TEST

/* Reproducible everywhere: a linear congruential generator. */
static guint next_random(guint64 *state)
{
	*state = *state * G_GUINT64_CONSTANT(6364136223846793005) +
		 G_GUINT64_CONSTANT(1442695040888963407);
	return (guint)(*state >> 33);
}

/* Every 33rd letter or so: another one in its place, lost, doubled, or
 * changed with its neighbour. */
static char *make_noise(const char *text, guint64 seed)
{
	static const char *const cyrillic = "абвгдежзиклмнопрстухцчшы";
	static const char *const latin = "abcdefghiklmnoprstuvwy";
	guint64 state = seed;
	GString *out = g_string_new(NULL);
	for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if (!g_unichar_isalpha(c) ||
			next_random(&state) % 100 >= NOISE_PERCENT) {
			g_string_append_unichar(out, c);
			continue;
		}
		const char *other = c < 0x80 ? latin : cyrillic;
		guint letters = (guint)g_utf8_strlen(other, -1);
		guint pick = next_random(&state) % letters;
		switch (next_random(&state) % 4) {
		case 0: /* lost */
			break;
		case 1: /* doubled */
			g_string_append_unichar(out, c);
			g_string_append_unichar(out, c);
			break;
		default:
			g_string_append_unichar(
				out, g_utf8_get_char(g_utf8_offset_to_pointer(
					     other, (glong)pick)));
		}
	}
	return g_string_free(out, FALSE);
}

START_TEST(noisy_letters)
{
	g_autoptr(GPtrArray) letters = letters_load();
	g_autoptr(topics) topics = _i == 0 ? shipped_rules() : shipped_learnt();
	guint kept = 0, all = 0;
	for (guint i = 0; i < letters->len; i++) {
		const struct letter *letter = letters->pdata[i];
		g_autoptr(understanding) clean =
			shipped_understand(topics, letter->text);
		for (guint n = 0; n < NOISE_ROUNDS; n++) {
			g_autofree char *text =
				make_noise(letter->text, i * 100 + n + 1);
			g_autoptr(understanding) u =
				shipped_understand(topics, text);
			bool same = u->kind == clean->kind &&
				    strcmp(u->topic, clean->topic) == 0;
			kept += same ? 1 : 0;
			all++;
			if (!same)
				printf("# %s/%u: %s %s, clean %s %s\n",
					letter->file, n,
					letter_kind_name(u->kind), u->topic,
					letter_kind_name(clean->kind),
					clean->topic);
		}
	}
	printf("# with %d%% of letters changed kind and topic stay: %u of %u\n",
		NOISE_PERCENT, kept, all);
	ck_assert_uint_ge(kept * 100, all * LEAST_RIGHT_PERCENT);
}
END_TEST

/* A word of another language than the letter's, or of a beginning's, that is
 * no misspelling of a rule's: it says nothing of that. */
static const struct {
	const char *subject, *text, *not_said;
} strange[] = {
	{ "curious",
		"Скажіть, з ким розмовляв абонент 050 111 22 33 у вересні?",
		"complaint" },
	{ "", "Добры дзень. Дакументы прынясу патом, як скажаце.",
		"staff.conduct" },
	{ "", "Скриншоты прилагаю, посмотрите, пожалуйста.", "safety_of_life" },
	{ "", "Дасылаю скрыншоты старонкі, паглядзіце, калі ласка.",
		"safety_of_life" },
	{ "", "Де мої наушніки, які я здав у ремонт?", "complaint" },
};

START_TEST(strange_words)
{
	g_autoptr(topics) topics = shipped_rules();
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	document_set(&document->subject, strange[_i].subject);
	document_set(&document->text, strange[_i].text);
	struct day day;
	day_from_ymd(2026, 11, 23, &day);
	g_autoptr(understanding) u = topics_understand(topics, document, day);
	for (guint r = 0; r < u->reasons->len; r++) {
		const struct reason *reason = u->reasons->pdata[r];
		ck_assert_msg(strcmp(reason->what, strange[_i].not_said) != 0,
			"%s: \"%s\" for %s", reason->rule, reason->phrase,
			reason->what);
	}
}
END_TEST

/* A reason's phrase stands where it says. */
START_TEST(reasons)
{
	g_autoptr(GPtrArray) letters = letters_load();
	g_autoptr(topics) topics = shipped_rules();
	for (guint i = 0; i < letters->len; i++) {
		const struct letter *letter = letters->pdata[i];
		g_autoptr(understanding) u =
			shipped_understand(topics, letter->text);
		for (guint r = 0; r < u->reasons->len; r++) {
			const struct reason *reason = u->reasons->pdata[r];
			ck_assert(
				g_str_has_prefix(reason->rule, "topics.yaml:"));
			ck_assert_mem_eq(letter->text + reason->span.offset,
				reason->phrase, reason->span.length);
		}
		for (guint e = 0; e < u->entities->len; e++) {
			const struct entity *entity = u->entities->pdata[e];
			ck_assert_uint_le(
				entity->span.offset + entity->span.length,
				strlen(letter->text));
		}
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("letters");
	TCase *tcase = tcase_create("letters");
	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, clean_letters, 0, 2);
	tcase_add_test(tcase, flags);
	tcase_add_loop_test(tcase, noisy_letters, 0, 2);
	tcase_add_loop_test(
		tcase, strange_words, 0, (int)G_N_ELEMENTS(strange));
	tcase_add_test(tcase, reasons);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
