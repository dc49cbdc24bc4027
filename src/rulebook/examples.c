/* Read one file after the other; a letter is checked where it stands. */
#include "plaint/rulebook/examples.h"

#include <string.h>
#include "plaint/base/fd.h"
#include "plaint/rulebook/dangers.h"
#include "rules.h"

enum {
	FILES_MOST_BYTES = 64 << 20, /* all together */
};

struct raw_example {
	char *topic;
	int kind;
	char *text;
	struct yaml_where where;
};

struct raw_file {
	GPtrArray *list; /* of struct raw_example */
};

/* In the order of enum letter_kind. */
static const char *const kind_choices[] = { "complaint", "claim", "request",
	"suggestion", "thanks", "inquiry", NULL };

static bool check_text(const void *record, char **why_out)
{
	const struct raw_example *raw = record;
	size_t length = strlen(raw->text);
	if (length > EXAMPLE_MOST_BYTES)
		*why_out = g_strdup_printf("the letter has more than %d bytes",
			EXAMPLE_MOST_BYTES);
	else if (strspn(raw->text, " \t\n") == length)
		*why_out = g_strdup("the letter is empty");
	return *why_out == NULL;
}

static const struct yaml_field example_fields[] = {
	{ "topic", YAML_TEXT, offsetof(struct raw_example, topic),
		.required = true },
	{ "kind", YAML_CHOICE, offsetof(struct raw_example, kind),
		.required = true, .choices = kind_choices },
	{ "text", YAML_TEXT, offsetof(struct raw_example, text),
		.required = true },
	{ NULL },
};
static const struct yaml_record example_record = {
	sizeof(struct raw_example),
	example_fields,
	.where = offsetof(struct raw_example, where) + 1,
	.check = check_text,
};
static const struct yaml_field file_fields[] = {
	{ "", YAML_RECORDS, offsetof(struct raw_file, list),
		.record = &example_record },
	{ NULL },
};
static const struct yaml_record file_record = { sizeof(struct raw_file),
	file_fields };

static void example_free(gpointer data)
{
	struct example *example = data;
	g_free(example->topic);
	g_free(example->text);
	g_free(example);
}

void examples_free(struct examples *examples)
{
	if (examples == NULL)
		return;
	g_ptr_array_unref(examples->list);
	g_free(examples);
}

static bool fail_topic(const struct raw_example *raw,
	const struct topic_rules *rules, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	for (guint i = 0; i < rules->topics->len; i++)
		g_ptr_array_add(
			ids, ((struct topic *)rules->topics->pdata[i])->id);
	return rule_fail_unknown(&raw->where, "topics.yaml knows no topic",
		raw->topic, ids, error);
}

static bool take(struct examples *examples, struct raw_example *raw,
	const struct topic_rules *rules, GError **error)
{
	if (topic_rules_find(rules, raw->topic) == NULL)
		return fail_topic(raw, rules, error);
	if (examples->list->len >= EXAMPLES_MOST)
		return yaml_fail(error, &raw->where, "more than %d examples",
			EXAMPLES_MOST);
	struct example *example = g_new0(struct example, 1);
	example->topic = g_steal_pointer(&raw->topic);
	example->kind = (enum letter_kind)raw->kind;
	example->text = g_steal_pointer(&raw->text);
	g_ptr_array_add(examples->list, example);
	return true;
}

static bool read_file(struct examples *examples, const char *path,
	const struct topic_rules *rules, GError **error)
{
	struct raw_file raw = { 0 };
	if (!yaml_read_file(path, &file_record, &raw, error))
		return false;
	bool good = true;
	for (guint i = 0; good && i < raw.list->len; i++)
		good = take(examples, raw.list->pdata[i], rules, error);
	yaml_record_clear(&file_record, &raw);
	return good;
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

struct examples *examples_load(const char *dir, const char *name,
	const struct topic_rules *rules, GError **error)
{
	g_autoptr(examples) examples = g_new0(struct examples, 1);
	examples->list = g_ptr_array_new_with_free_func(example_free);
	g_autoptr(GPtrArray) paths = rule_files_if_any(dir, name, error);
	if (paths == NULL)
		return NULL;
	for (guint i = 0; i < paths->len; i++)
		if (!read_file(examples, paths->pdata[i], rules, error))
			return NULL;
	return g_steal_pointer(&examples);
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
	struct experience *experience = experience_read(
		g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), error);
	if (experience == NULL)
		g_prefix_error(error, "%s: ", path);
	return experience;
}
