/* routing.yaml: departments, lines, absences. */
#include "plaint/rulebook/routing.h"

#include <string.h>
#include "plaint/base/nearest.h"
#include "plaint/yaml/yaml.h"

struct raw_department {
	char *id;
	GHashTable *names;
	char *head, *deputy;
	struct yaml_where where;
};

struct raw_line {
	GPtrArray *topics, *kinds, *flags, *languages, *channels, *customers;
	char *department, *expert, *person;
	struct yaml_where where;
};

struct raw_absence {
	char *person, *deputy;
	struct day from, to;
};

struct raw_routing {
	GPtrArray *departments, *lines, *absences;
};

static bool read_day(const char *text, void *field, const char **why_out)
{
	*why_out = "is not a day (YYYY-MM-DD)";
	return day_parse(text, field);
}

static bool check_absence(const void *record, char **why_out)
{
	const struct raw_absence *absence = record;
	if (day_compare(absence->from, absence->to) <= 0)
		return true;
	*why_out = g_strdup("ends before it begins");
	return false;
}

static bool check_line(const void *record, char **why_out)
{
	const struct raw_line *line = record;
	if (line->department != NULL || line->expert != NULL ||
		line->person != NULL)
		return true;
	*why_out = g_strdup("needs department:, expert: or person:");
	return false;
}

static const struct yaml_field department_fields[] = {
	{ "names", YAML_DICTIONARY, offsetof(struct raw_department, names),
		.required = true },
	{ "head", YAML_TEXT, offsetof(struct raw_department, head) },
	{ "deputy", YAML_TEXT, offsetof(struct raw_department, deputy) },
	{ NULL },
};
static const struct yaml_record department_record = {
	sizeof(struct raw_department),
	department_fields,
	.where = offsetof(struct raw_department, where) + 1,
	.name = offsetof(struct raw_department, id) + 1,
};

static const struct yaml_field line_fields[] = {
	{ "topics", YAML_TEXTS, offsetof(struct raw_line, topics) },
	{ "kinds", YAML_TEXTS, offsetof(struct raw_line, kinds) },
	{ "flags", YAML_TEXTS, offsetof(struct raw_line, flags) },
	{ "languages", YAML_TEXTS, offsetof(struct raw_line, languages) },
	{ "channels", YAML_TEXTS, offsetof(struct raw_line, channels) },
	{ "customers", YAML_TEXTS, offsetof(struct raw_line, customers) },
	{ "department", YAML_TEXT, offsetof(struct raw_line, department) },
	{ "expert", YAML_TEXT, offsetof(struct raw_line, expert) },
	{ "person", YAML_TEXT, offsetof(struct raw_line, person) },
	{ NULL },
};
static const struct yaml_record line_record = {
	sizeof(struct raw_line),
	line_fields,
	.where = offsetof(struct raw_line, where) + 1,
	.check = check_line,
};

static const struct yaml_field absence_fields[] = {
	{ "person", YAML_TEXT, offsetof(struct raw_absence, person),
		.required = true },
	{ "deputy", YAML_TEXT, offsetof(struct raw_absence, deputy) },
	{ "from", YAML_CUSTOM, offsetof(struct raw_absence, from),
		.required = true, .custom = read_day },
	{ "to", YAML_CUSTOM, offsetof(struct raw_absence, to), .required = true,
		.custom = read_day },
	{ NULL },
};
static const struct yaml_record absence_record = {
	sizeof(struct raw_absence),
	absence_fields,
	.check = check_absence,
};

static const struct yaml_field routing_fields[] = {
	{ "departments", YAML_NAMED, offsetof(struct raw_routing, departments),
		.record = &department_record, .required = true },
	{ "lines", YAML_RECORDS, offsetof(struct raw_routing, lines),
		.record = &line_record },
	{ "absences", YAML_RECORDS, offsetof(struct raw_routing, absences),
		.record = &absence_record },
	{ NULL },
};
static const struct yaml_record routing_record = { sizeof(struct raw_routing),
	routing_fields };

static void department_free(gpointer data)
{
	struct department *department = data;
	g_free(department->id);
	g_hash_table_unref(department->names);
	g_free(department->head);
	g_free(department->deputy);
	g_free(department);
}

static void line_free(gpointer data)
{
	struct route_line *line = data;
	g_free(line->rule);
	g_ptr_array_unref(line->topics);
	g_ptr_array_unref(line->kinds);
	g_ptr_array_unref(line->flags);
	g_ptr_array_unref(line->languages);
	g_ptr_array_unref(line->channels);
	g_ptr_array_unref(line->customer_types);
	g_free(line->department);
	g_free(line->expert);
	g_free(line->person);
	g_free(line);
}

static struct department *take_department(struct raw_department *raw)
{
	struct department *out = g_new0(struct department, 1);
	out->id = g_steal_pointer(&raw->id);
	out->names = g_hash_table_ref(raw->names);
	out->head = g_steal_pointer(&raw->head);
	out->deputy = g_steal_pointer(&raw->deputy);
	return out;
}

static struct route_line *take_line(struct raw_line *raw)
{
	struct route_line *out = g_new0(struct route_line, 1);
	out->rule = g_strdup_printf("%s:%d", raw->where.file, raw->where.line);
	out->topics = g_ptr_array_ref(raw->topics);
	out->kinds = g_ptr_array_ref(raw->kinds);
	out->flags = g_ptr_array_ref(raw->flags);
	out->languages = g_ptr_array_ref(raw->languages);
	out->channels = g_ptr_array_ref(raw->channels);
	out->customer_types = g_ptr_array_ref(raw->customers);
	out->department = g_steal_pointer(&raw->department);
	out->expert = g_steal_pointer(&raw->expert);
	out->person = g_steal_pointer(&raw->person);
	return out;
}

static struct route_absence *take_absence(struct raw_absence *raw)
{
	struct route_absence *out = g_new0(struct route_absence, 1);
	out->person = g_steal_pointer(&raw->person);
	out->deputy = g_steal_pointer(&raw->deputy);
	out->from = raw->from;
	out->to = raw->to;
	return out;
}

static struct routing *take_routing(struct raw_routing *raw)
{
	struct routing *out = g_new0(struct routing, 1);
	out->departments = g_ptr_array_new_with_free_func(department_free);
	out->lines = g_ptr_array_new_with_free_func(line_free);
	out->absences = g_ptr_array_new_with_free_func(route_absence_free);
	for (guint i = 0; i < raw->departments->len; i++)
		g_ptr_array_add(out->departments,
			take_department(raw->departments->pdata[i]));
	for (guint i = 0; i < raw->lines->len; i++)
		g_ptr_array_add(out->lines, take_line(raw->lines->pdata[i]));
	for (guint i = 0; i < raw->absences->len; i++)
		g_ptr_array_add(
			out->absences, take_absence(raw->absences->pdata[i]));
	return out;
}

/* A line may only send to a department that is listed. */
static bool check_lines(const struct routing *routing,
	const struct raw_routing *raw, GError **error)
{
	for (guint i = 0; i < routing->lines->len; i++) {
		const struct route_line *line = routing->lines->pdata[i];
		const struct raw_line *place = raw->lines->pdata[i];
		const char *const named[] = { line->department, line->expert };
		for (size_t n = 0; n < G_N_ELEMENTS(named); n++)
			if (named[n] != NULL &&
				routing_department(routing, named[n]) == NULL)
				return yaml_fail(error, &place->where,
					"no such department: %s", named[n]);
	}
	return true;
}

struct routing *routing_load(const char *path, GError **error)
{
	struct raw_routing raw = { 0 };
	if (!yaml_read_file(path, &routing_record, &raw, error))
		return NULL;
	struct routing *out = take_routing(&raw);
	bool good = check_lines(out, &raw, error);
	yaml_record_clear(&routing_record, &raw);
	if (good)
		return out;
	routing_free(out);
	return NULL;
}

void routing_free(struct routing *routing)
{
	if (routing == NULL)
		return;
	g_ptr_array_unref(routing->departments);
	g_ptr_array_unref(routing->lines);
	g_ptr_array_unref(routing->absences);
	g_free(routing);
}

const struct department *routing_department(
	const struct routing *routing, const char *id)
{
	for (guint i = 0; i < routing->departments->len; i++) {
		const struct department *department =
			routing->departments->pdata[i];
		if (strcmp(department->id, id) == 0)
			return department;
	}
	return NULL;
}

char *routing_no_department(const struct routing *routing, const char *id)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	if (routing_department(routing, id) != NULL)
		return NULL;
	for (guint i = 0; i < routing->departments->len; i++) {
		const struct department *known = routing->departments->pdata[i];
		g_ptr_array_add(ids, known->id);
	}
	g_ptr_array_add(ids, NULL);
	g_autofree char *hint =
		nearest_hint(nearest_word(id, (const char *const *)ids->pdata));
	return g_strdup_printf("there is no department \"%s\"%s", id, hint);
}
