/* A list of letters, each checked where it stands; and what was learnt from
 * them. */
#include "plaint/rulebook/examples.h"

#include <string.h>
#include "plaint/base/fd.h"
#include "plaint/rulebook/dangers.h"
#include "rules.h"

enum {
	FILES_MOST_BYTES = 64 << 20, /* all together */
};

struct rule_example {
	struct example example; /* first */
	struct yaml_where where;
};

static bool is_letter(const char *text, char **why_out)
{
	return rule_text_is_good(text, EXAMPLE_MOST_BYTES, why_out);
}

static const struct yaml_field example_fields[] = {
	{ "topic", YAML_TEXT, offsetof(struct example, topic),
		.required = true },
	{ "kind", YAML_CHOICE, offsetof(struct example, kind), .required = true,
		.choices = rule_kinds },
	{ "text", YAML_TEXT, offsetof(struct example, text), .required = true,
		.is_good = is_letter },
	{ NULL },
};
static const struct yaml_record example_record = {
	sizeof(struct rule_example),
	example_fields,
	.where = offsetof(struct rule_example, where) + 1,
};

static void example_free(gpointer entry)
{
	yaml_record_clear(&example_record, entry);
	g_free(entry);
}

static bool fits(
	const void *entry, const struct topic_rules *rules, GError **error)
{
	const struct rule_example *rule = entry;
	const char *name = rule->example.topic;
	if (topic_rules_find(rules, name) != NULL)
		return true;
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	for (guint i = 0; i < rules->topics->len; i++)
		g_ptr_array_add(
			known, ((struct topic *)rules->topics->pdata[i])->id);
	return rule_fail_unknown(
		&rule->where, "topics.yaml knows no topic", name, known, error);
}

GPtrArray *examples_load(const char *dir, const char *name,
	const struct topic_rules *rules, GError **error)
{
	static const struct rule_list list = { &example_record, example_free,
		fits };
	return rule_list_load(&list, dir, name, rules, error);
}

static gpointer copy_text(gconstpointer text, gpointer user)
{
	(void)user;
	return g_strdup(text);
}

static bool hash_files(const GPtrArray *paths, struct hash *out, GError **error)
{
	g_autoptr(GByteArray) all = g_byte_array_new();
	for (guint i = 0; i < paths->len; i++) {
		g_autoptr(GBytes) bytes = file_read(
			paths->pdata[i], FILES_MOST_BYTES - all->len, error);
		if (bytes == NULL)
			return false;
		g_byte_array_append(all, g_bytes_get_data(bytes, NULL),
			(guint)g_bytes_get_size(bytes));
	}
	*out = hash_bytes(all->data, all->len);
	return true;
}

bool examples_hash(const char *dir, struct hash *out, GError **error)
{
	g_autoptr(GPtrArray) paths =
		rule_files_if_any(dir, EXAMPLES_FOLDER, error);
	g_autoptr(GPtrArray) more =
		paths != NULL ? rule_files_if_any(dir, DANGERS_FOLDER, error)
			      : NULL;
	if (more == NULL)
		return false;
	g_ptr_array_extend(paths, more, copy_text, NULL);
	return hash_files(paths, out, error);
}

char *examples_model_path(const char *dir)
{
	return g_build_filename(dir, "examples.model", NULL);
}

struct experience *experience_load(const char *path, GError **error)
{
	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return NULL;
	g_autoptr(GBytes) bytes = file_read(path, EXPERIENCE_MOST_BYTES, error);
	if (bytes == NULL)
		return NULL;
	struct experience *experience = experience_of(bytes, error);
	if (experience == NULL)
		g_prefix_error(error, "%s: ", path);
	return experience;
}
