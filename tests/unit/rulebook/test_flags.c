/* The flags of the shipped rules, sentence by sentence (flag_sentences.txt):
 * how people say what a flag is raised for, and what only sounds like it.
 * By those of flag_exam.txt no rule was written: how often it is right of
 * them is what to expect of letters. */
#include "plaint/rulebook/topics.h"

#include <stdio.h>
#include <string.h>
#include "check_main.h"
#include "shipped.h"

static const struct {
	const char *path;
	guint right_percent, sentences; /* at least */
} files[] = {
	{ "tests/unit/rulebook/flag_sentences.txt", 98, 3900 },
	{ "tests/unit/rulebook/flag_exam.txt", 80, 70 },
};

struct marks {
	guint sentences, misses, false_alarms;
};

/* Those of which none may be missed. */
static bool is_grave(const char *flag)
{
	return strcmp(flag, "self_harm") == 0 ||
	       strcmp(flag, "safety_of_life") == 0 ||
	       strcmp(flag, "threatens_violence") == 0;
}

static void try_sentence(struct topics *topics, const char *flag,
	const char *language, const char *line, struct marks *marks)
{
	bool wanted = line[0] == '+';
	const char *sentence = line + 2;
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	document_set(&document->text, sentence);
	document_set(&document->language, language);
	document->language_confidence = 1;
	struct day day;
	day_from_ymd(2026, 11, 23, &day);
	g_autoptr(understanding) u = topics_understand(topics, document, day);
	/* A letter of thanks says it by its kind. */
	bool found = understanding_has_flag(u, flag) ||
		     (wanted && u->kind == KIND_THANKS &&
			     strcmp(flag, "thanks") == 0);
	marks->sentences++;
	if (found == wanted)
		return;
	if (wanted)
		marks->misses++;
	else
		marks->false_alarms++;
	printf("# %s %s %s: %s\n", wanted ? "missed" : "false alarm", flag,
		language, sentence);
	for (guint i = 0; !wanted && i < u->reasons->len; i++) {
		const struct reason *reason = u->reasons->pdata[i];
		if (strcmp(reason->what, flag) == 0)
			printf("#     %s: %s\n", reason->rule, reason->phrase);
	}
}

static void add_marks(struct marks *to, const struct marks *more)
{
	to->sentences += more->sentences;
	to->misses += more->misses;
	to->false_alarms += more->false_alarms;
}

/* -1: the rules have none of that name. */
static int flag_index(const GPtrArray *flags, const char *id)
{
	for (guint i = 0; i < flags->len; i++)
		if (strcmp(((struct flag *)flags->pdata[i])->id, id) == 0)
			return (int)i;
	return -1;
}

/* "== flag language" heads the sentences of both, one a line: "+ " one that
 * raises it, "- " one that does not. */
static void try_all(
	struct topics *topics, const char *path, struct marks *marks)
{
	const GPtrArray *flags = topics_rules(topics)->flags;
	g_autofree char *file = NULL;
	ck_assert(g_file_get_contents(path, &file, NULL, NULL));
	g_auto(GStrv) lines = g_strsplit(file, "\n", -1);
	char id[32] = "", language[3] = "";
	int flag = -1;
	for (size_t i = 0; lines[i] != NULL; i++) {
		const char *line = lines[i];
		if (*line == '\0' || *line == '#')
			continue;
		if (sscanf(line, "== %31s %2s", id, language) == 2) {
			flag = flag_index(flags, id);
			ck_assert_msg(flag >= 0, "%s: no such flag", line);
			continue;
		}
		ck_assert_msg(g_str_has_prefix(line, "+ ") ||
				      g_str_has_prefix(line, "- "),
			"%s:%zu", path, i + 1);
		try_sentence(topics, id, language, line, &marks[flag]);
	}
}

static void tell(const char *flag, const struct marks *marks)
{
	printf("# %s: of %u sentences %u missed, %u false alarms\n", flag,
		marks->sentences, marks->misses, marks->false_alarms);
}

START_TEST(sentences)
{
	g_autoptr(topics) topics = shipped_rules();
	const GPtrArray *flags = topics_rules(topics)->flags;
	g_autofree struct marks *marks = g_new0(struct marks, flags->len);
	try_all(topics, files[_i].path, marks);
	struct marks all = { 0 };
	guint grave_misses = 0;
	for (guint i = 0; i < flags->len; i++) {
		const char *id = ((struct flag *)flags->pdata[i])->id;
		tell(id, &marks[i]);
		add_marks(&all, &marks[i]);
		grave_misses += is_grave(id) ? marks[i].misses : 0;
	}
	tell("all", &all);
	fflush(stdout);
	ck_assert_uint_eq(grave_misses, 0);
	ck_assert_uint_ge(all.sentences, files[_i].sentences);
	guint right = all.sentences - all.misses - all.false_alarms;
	ck_assert_uint_ge(right * 100, all.sentences * files[_i].right_percent);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("flags");
	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, sentences, 0, G_N_ELEMENTS(files));
	Suite *suite = suite_create("flags");
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
