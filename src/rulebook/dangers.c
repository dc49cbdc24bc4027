/* Read one file after the other; an entry is checked where it stands. */
#include "plaint/rulebook/dangers.h"

#include <string.h>
#include "plaint/domain/suspicion.h"
#include "rules.h"

struct raw_danger {
	char *flag;
	GPtrArray *say;
	struct yaml_where where;
};

struct raw_file {
	GPtrArray *list; /* of struct raw_danger */
};

static bool is_telling(const char *text, char **why_out)
{
	size_t length = strlen(text);
	if (length > DANGER_MOST_BYTES)
		*why_out = g_strdup_printf(
			"has more than %d bytes", DANGER_MOST_BYTES);
	else if (strspn(text, " \t\n") == length)
		*why_out = g_strdup("is empty");
	return *why_out == NULL;
}

static bool says_something(const void *record, char **why_out)
{
	const struct raw_danger *raw = record;
	if (raw->say->len == 0)
		*why_out = g_strdup("say: has nothing");
	return *why_out == NULL;
}

static const struct yaml_field danger_fields[] = {
	{ "flag", YAML_TEXT, offsetof(struct raw_danger, flag),
		.required = true },
	{ "say", YAML_TEXTS, offsetof(struct raw_danger, say), .required = true,
		.is_good = is_telling },
	{ NULL },
};
static const struct yaml_record danger_record = {
	sizeof(struct raw_danger),
	danger_fields,
	.where = offsetof(struct raw_danger, where) + 1,
	.check = says_something,
};
static const struct yaml_field file_fields[] = {
	{ "", YAML_RECORDS, offsetof(struct raw_file, list),
		.record = &danger_record },
	{ NULL },
};
static const struct yaml_record file_record = { sizeof(struct raw_file),
	file_fields };

static void danger_free(gpointer data)
{
	struct danger *danger = data;
	g_free(danger->flag);
	g_ptr_array_unref(danger->say);
	g_free(danger);
}

static bool fail_flag(const struct raw_danger *raw,
	const struct topic_rules *rules, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	g_ptr_array_add(ids, (gpointer)SUSPICION_NONE);
	for (guint i = 0; i < rules->flags->len; i++) {
		const struct flag *flag = rules->flags->pdata[i];
		if (flag->suspects[0] != '\0')
			g_ptr_array_add(ids, flag->suspects);
	}
	return rule_fail_unknown(&raw->where, "no flag of topics.yaml suspects",
		raw->flag, ids, error);
}

static bool take(GPtrArray *dangers, const struct raw_danger *raw,
	const struct topic_rules *rules, GError **error)
{
	if (strcmp(raw->flag, SUSPICION_NONE) != 0 &&
		!suspicion_is_of(rules, raw->flag))
		return fail_flag(raw, rules, error);
	if (dangers->len >= DANGERS_MOST)
		return yaml_fail(error, &raw->where, "more than %d entries",
			DANGERS_MOST);
	struct danger *danger = g_new0(struct danger, 1);
	danger->flag = g_strdup(raw->flag);
	danger->say = g_ptr_array_ref(raw->say);
	g_ptr_array_add(dangers, danger);
	return true;
}

static bool read_file(GPtrArray *dangers, const char *path,
	const struct topic_rules *rules, GError **error)
{
	struct raw_file raw = { 0 };
	if (!yaml_read_file(path, &file_record, &raw, error))
		return false;
	bool good = true;
	for (guint i = 0; good && i < raw.list->len; i++)
		good = take(dangers, raw.list->pdata[i], rules, error);
	yaml_record_clear(&file_record, &raw);
	return good;
}

GPtrArray *dangers_load(
	const char *dir, const struct topic_rules *rules, GError **error)
{
	g_autoptr(GPtrArray) dangers =
		g_ptr_array_new_with_free_func(danger_free);
	g_autoptr(GPtrArray) paths =
		rule_files_if_any(dir, DANGERS_FOLDER, error);
	if (paths == NULL)
		return NULL;
	for (guint i = 0; i < paths->len; i++)
		if (!read_file(dangers, paths->pdata[i], rules, error))
			return NULL;
	return g_steal_pointer(&dangers);
}
