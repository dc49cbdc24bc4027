/* Reads templates/replies/ and templates/notices/ and refuses, at load,
 * whatever would fail when somebody is waiting. */

#include "plaint/rulebook/replies.h"

#include <string.h>

#include "plaint/base/fd.h"
#include "plaint/base/utf8.h"
#include "plaint/domain/template.h"
#include "plaint/domain/tongue.h"
#include "plaint/base/nearest.h"

enum {
	FILE_MOST_BYTES = 256 << 10,
	FILES_MOST = 1000,
};

static const char subject_mark[] = "Subject: ";
static const char suffix[] = ".txt";

/* What a text can know; sections may name the groups themselves. */
static const char *const reply_names[] = { "organisation", "organisation.name",
	"organisation.address", "organisation.phone", "organisation.email",
	"case", "case.number", "case.received", "case.due", "case.topic_name",
	"customer", "customer.name", "answer", "answer.text", "user",
	"user.name", NULL };
static const char *const notice_names[] = { "organisation", "organisation.name",
	"person", "person.name", "day", "total", "cases", "breached", "overdue",
	"soon", "offers", "others", "number", "subject", "customer", "topic",
	"stage", "owner", "legal", "safe", "why", NULL };
static const char *const case_names[] = { "number", "subject", "customer",
	"topic", "stage", "owner", "legal", "safe", "why", NULL };

/* Not there yet when plaint itself acknowledges. */
static const char *const people_names[] = { "answer", "answer.text", "user",
	"user.name", NULL };

/* The data a text is filled from.  uncertain: not always known, so only inside
 * a section of their own; lists: of cases. */
struct shape {
	const char *code; /* NULL: all others */
	const char *known[20], *uncertain[8], *lists[8];
};
static const struct shape reply_shapes[] = {
	{ .known = { "organisation.name", "organisation.address",
		  "organisation.phone", "organisation.email", "case.number",
		  "case.received", "case.due", "case.topic_name",
		  "customer.name", "answer.text", "user.name" },
		.uncertain = { "customer.name", "case.topic_name" } },
};
static const struct shape notice_shapes[] = {
	{ .code = NOTICES_DIGEST,
		.known = { "organisation.name", "person.name", "day", "total",
			"others", "breached.cases", "overdue.cases",
			"soon.cases", "offers.cases" },
		.uncertain = { "others", "breached", "overdue", "soon",
			"offers" },
		.lists = { "breached.cases", "overdue.cases", "soon.cases",
			"offers.cases" } },
	{ .known = { "organisation.name", "person.name", "day", "total",
		  "cases" },
		.lists = { "cases" } },
};

/* A kind of texts: where they stand and what they can know. */
struct family {
	const char *folder;
	const char *noun;
	const char *const *known;
	const char *const *needed; /* codes */
	const struct shape *shapes;
};

struct replies {
	GPtrArray *templates; /* of struct reply_template */
	GPtrArray *codes;     /* of char *, borrowed, NULL-terminated */
};

G_DEFINE_QUARK(plaint - replies - error, replies_error)

static void reply_template_free(gpointer data)
{
	struct reply_template *template = data;
	g_free(template->code);
	g_free(template->language);
	g_free(template->file);
	g_free(template->subject);
	g_free(template->body);
	g_free(template);
}

static bool invalid(GError **error, const char *file, int line,
	const char *format, ...) G_GNUC_PRINTF(4, 5);
static bool invalid(
	GError **error, const char *file, int line, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(error, REPLIES_ERROR, REPLIES_ERROR_INVALID, "%s:%d: %s",
		file, line, what);
	return false;
}

/* "CODE.LANGUAGE.txt" */
static bool template_name(struct reply_template *template, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(template->file, ".", -1);
	enum tongue tongue;
	if (g_strv_length(parts) != 3 || parts[0][0] == '\0' ||
		!tongue_parse(parts[1], &tongue))
		return invalid(error, template->file, 1,
			"the name of a reply is CODE.LANGUAGE.txt with "
			"language uk, ru, be or en");
	template->code = g_strdup(parts[0]);
	template->language = g_strdup(parts[1]);
	return true;
}

/* A comment may stand before the subject: what the names mean, who wrote it. */
static const char *comment_skip(const char *text)
{
	if (!g_str_has_prefix(text, "{{!"))
		return text;
	const char *end = strstr(text, "}}\n");
	return end == NULL ? text : end + strlen("}}\n");
}

/* As many line ends as there are in from..to, then `text` up to `end`. */
static char *at_its_line(
	const char *from, const char *to, const char *text, const char *end)
{
	GString *placed = g_string_new(NULL);
	for (const char *at = from; at < to; at++) {
		if (*at == '\n')
			g_string_append_c(placed, '\n');
	}
	g_string_append_len(placed, text, end - text);
	return g_string_free(placed, FALSE);
}

/* "Subject: …", an empty line, the body. */
static bool template_split(
	struct reply_template *template, const char *text, GError **error)
{
	const char *subject = comment_skip(text);
	g_autofree char *lead = at_its_line(text, subject, text, text);
	int line = (int)strlen(lead) + 1;
	const char *end = strchr(subject, '\n');
	if (!g_str_has_prefix(subject, subject_mark) || end == NULL)
		return invalid(error, template->file, line,
			"the first line must be \"Subject: …\"");
	subject += strlen(subject_mark);
	if (subject + strspn(subject, " \t") == end)
		return invalid(
			error, template->file, line, "the subject is empty");
	if (end[1] != '\n')
		return invalid(error, template->file, line + 1,
			"an empty line must follow the subject");
	const char *body = end + 2;
	if (body[strspn(body, " \t\n")] == '\0')
		return invalid(error, template->file, line + 2,
			"the reply has no text");
	template->subject = at_its_line(text, subject, subject, end);
	template->body = at_its_line(text, body, body, body + strlen(body));
	return true;
}

/* Where a name stands, for the error; a tag may have spaces inside. */
static int line_of_name(const char *text, const char *name)
{
	int line = 1;
	bool in_tag = false;
	for (const char *at = text; *at != '\0'; at++) {
		if (*at == '\n')
			line++;
		else if (g_str_has_prefix(at, "{{"))
			in_tag = true;
		else if (g_str_has_prefix(at, "}}"))
			in_tag = false;
		else if (in_tag && g_str_has_prefix(at, name))
			return line;
	}
	return 1;
}

static bool names_check(const struct family *family,
	const struct reply_template *template, const char *text, GError **error)
{
	g_autoptr(GError) cause = NULL;
	g_autoptr(GPtrArray) names =
		template_names(template->file, text, &cause);
	if (names == NULL) {
		g_set_error_literal(error, REPLIES_ERROR, REPLIES_ERROR_INVALID,
			cause->message);
		return false;
	}
	bool by_plaint = strcmp(template->code, REPLIES_ACKNOWLEDGEMENT) == 0;
	for (guint i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];
		int line = line_of_name(text, name);
		if (!g_strv_contains(family->known, name)) {
			const char *near = nearest_word(name, family->known);
			return invalid(error, template->file, line,
				"unknown name {{%s}}%s%s%s", name,
				near != NULL ? " (did you mean {{" : "",
				near != NULL ? near : "",
				near != NULL ? "}}?)" : "");
		}
		if (by_plaint && g_strv_contains(people_names, name))
			return invalid(error, template->file, line,
				"an acknowledgement has no {{%s}}: nobody "
				"wrote it",
				name);
	}
	return true;
}

/* The data of a shape made up: every value is its own name. */
struct trial {
	const struct shape *shape;
	unsigned there;	  /* a bit for each of the uncertain */
	GPtrArray *nodes; /* of struct trial_node, to be freed */
};

struct trial_node {
	struct trial *trial;
	const char *path; /* NULL: the root */
	bool is_case;
};

static const struct trial_node *trial_node_new(
	struct trial *trial, const char *path, bool is_case)
{
	struct trial_node *node = g_new(struct trial_node, 1);
	*node = (struct trial_node){ trial, path, is_case };
	g_ptr_array_add(trial->nodes, node);
	return node;
}

static bool is_missing(const struct trial *trial, const char *path)
{
	const char *const *uncertain = trial->shape->uncertain;
	for (unsigned i = 0; uncertain[i] != NULL; i++)
		if (strcmp(uncertain[i], path) == 0)
			return (trial->there >> i & 1) == 0;
	return false;
}

static struct template_value case_member(const char *name)
{
	bool known = g_strv_contains(case_names, name);
	return (struct template_value){
		.kind = known ? TEMPLATE_TEXT : TEMPLATE_ABSENT, .text = name
	};
}

static struct template_value trial_member(const void *data, const char *name)
{
	const struct trial_node *node = data;
	struct trial *trial = node->trial;
	const char *const *known = trial->shape->known;
	if (node->is_case)
		return case_member(name);
	g_autofree char *full =
		node->path == NULL ? g_strdup(name)
				   : g_strconcat(node->path, ".", name, NULL);
	size_t length = strlen(full);
	if (is_missing(trial, full))
		return (struct template_value){ .kind = TEMPLATE_FALSE };
	for (; *known != NULL; known++) {
		if (!g_str_has_prefix(*known, full))
			continue;
		if ((*known)[length] == '.')
			return (struct template_value){ .kind = TEMPLATE_OBJECT,
				.node = trial_node_new(
					trial, g_intern_string(full), false) };
		if ((*known)[length] != '\0')
			continue;
		if (g_strv_contains(trial->shape->lists, full))
			return (struct template_value){ .kind = TEMPLATE_LIST,
				.count = 1,
				.node = trial_node_new(trial, *known, true) };
		return (struct template_value){ .kind = TEMPLATE_TEXT,
			.text = *known };
	}
	return (struct template_value){ .kind = TEMPLATE_ABSENT };
}

static struct template_value trial_element(const void *node, size_t i)
{
	(void)i;
	return (struct template_value){ .kind = TEMPLATE_OBJECT, .node = node };
}

static bool trial_run(const struct trial *trial,
	const struct reply_template *template, const char *text, GError **error)
{
	static const struct template_source source = { .member = trial_member,
		.element = trial_element };
	struct template_options options = { .strict = true };
	g_autoptr(GError) cause = NULL;
	const struct trial_node root = { (struct trial *)trial, NULL, false };
	g_autofree char *filled = template_render(
		template->file, text, &source, &root, options, &cause);
	if (filled != NULL)
		return true;
	g_set_error(error, REPLIES_ERROR, REPLIES_ERROR_INVALID,
		"%s (not always known: put it inside a section, "
		"{{#x}}... {{x}} ...{{/x}})",
		cause->message);
	return false;
}

/* Whatever is known and whatever is not, the text can be filled. */
static bool trial_check(const struct family *family,
	const struct reply_template *template, const char *text, GError **error)
{
	const struct shape *shape = family->shapes;
	while (shape->code != NULL && strcmp(shape->code, template->code) != 0)
		shape++;
	g_autoptr(GPtrArray) nodes = g_ptr_array_new_with_free_func(g_free);
	struct trial trial = { .shape = shape, .nodes = nodes };
	unsigned ways = 1U << g_strv_length((char **)shape->uncertain);
	for (; trial.there < ways; trial.there++)
		if (!trial_run(&trial, template, text, error))
			return false;
	return true;
}

static bool text_check(const struct family *family,
	const struct reply_template *template, const char *text, GError **error)
{
	return names_check(family, template, text, error) &&
	       trial_check(family, template, text, error);
}

static struct reply_template *template_load(const struct family *family,
	const char *folder, const char *file, GError **error)
{
	g_autofree char *path = g_build_filename(folder, file, NULL);
	g_autoptr(GError) cause = NULL;
	g_autoptr(GBytes) bytes = file_read(path, FILE_MOST_BYTES, &cause);
	if (bytes == NULL) {
		g_set_error_literal(
			error, REPLIES_ERROR, REPLIES_ERROR_IO, cause->message);
		return NULL;
	}
	struct reply_template *template = g_new0(struct reply_template, 1);
	template->file = g_strdup(file);
	size_t length;
	const char *text = g_bytes_get_data(bytes, &length);
	bool fine = utf8_is_valid(text, length) &&
		    memchr(text, '\0', length) == NULL &&
		    memchr(text, '\r', length) == NULL;
	if (!fine)
		invalid(error, file, 1,
			"is not plain UTF-8 text with Unix line ends");
	if (fine && template_name(template, error) &&
		template_split(template, text, error) &&
		text_check(family, template, template->subject, error) &&
		text_check(family, template, template->body, error))
		return template;
	reply_template_free(template);
	return NULL;
}

static gint compare_templates(gconstpointer a, gconstpointer b)
{
	const struct reply_template *left = *(gpointer const *)a;
	const struct reply_template *right = *(gpointer const *)b;
	return strcmp(left->file, right->file);
}

static bool folder_load(const struct family *family, struct replies *replies,
	const char *folder, GError **error)
{
	g_autoptr(GError) cause = NULL;
	g_autoptr(GDir) dir = g_dir_open(folder, 0, &cause);
	if (dir == NULL) {
		g_set_error_literal(
			error, REPLIES_ERROR, REPLIES_ERROR_IO, cause->message);
		return false;
	}
	const char *file;
	while ((file = g_dir_read_name(dir)) != NULL) {
		if (file[0] == '.' || !g_str_has_suffix(file, suffix))
			continue;
		if (replies->templates->len == FILES_MOST)
			return invalid(error, folder, 0, "too many files");
		struct reply_template *template =
			template_load(family, folder, file, error);
		if (template == NULL)
			return false;
		g_ptr_array_add(replies->templates, template);
	}
	g_ptr_array_sort(replies->templates, compare_templates);
	return true;
}

static void codes_collect(struct replies *replies)
{
	const char *last = "";
	for (guint i = 0; i < replies->templates->len; i++) {
		const struct reply_template *template =
			replies->templates->pdata[i];
		if (strcmp(template->code, last) != 0)
			g_ptr_array_add(replies->codes, template->code);
		last = template->code;
	}
	g_ptr_array_add(replies->codes, NULL);
}

static struct replies *family_load(
	const struct family *family, const char *dir, GError **error)
{
	g_autofree char *folder = g_build_filename(dir, family->folder, NULL);
	g_autoptr(replies) replies = g_new0(struct replies, 1);
	replies->templates =
		g_ptr_array_new_with_free_func(reply_template_free);
	replies->codes = g_ptr_array_new();
	if (!folder_load(family, replies, folder, error))
		return NULL;
	codes_collect(replies);
	for (size_t i = 0; family->needed[i] != NULL; i++) {
		if (replies_find(replies, family->needed[i], NULL, NULL) !=
			NULL)
			continue;
		g_set_error(error, REPLIES_ERROR, REPLIES_ERROR_INVALID,
			"%s: there is no %s %s.LANGUAGE.txt", folder,
			family->noun, family->needed[i]);
		return NULL;
	}
	return g_steal_pointer(&replies);
}

static const char *const replies_needed[] = { REPLIES_ACKNOWLEDGEMENT,
	REPLIES_ANSWER, NULL };
static const struct family reply_family = { "replies", "reply", reply_names,
	replies_needed, reply_shapes };

struct replies *replies_load(const char *dir, GError **error)
{
	return family_load(&reply_family, dir, error);
}

static const char *const notices_needed[] = { NOTICES_REMINDER, NOTICES_DIGEST,
	NULL };
static const struct family notice_family = { "notices", "notice", notice_names,
	notices_needed, notice_shapes };

struct replies *notices_load(const char *dir, GError **error)
{
	return family_load(&notice_family, dir, error);
}

void replies_free(struct replies *replies)
{
	if (replies == NULL)
		return;
	g_ptr_array_unref(replies->templates);
	g_ptr_array_unref(replies->codes);
	g_free(replies);
}

static const struct reply_template *find_exactly(
	const struct replies *replies, const char *code, const char *language)
{
	for (guint i = 0; i < replies->templates->len; i++) {
		const struct reply_template *template =
			replies->templates->pdata[i];
		if (g_strcmp0(template->code, code) == 0 &&
			g_strcmp0(template->language, language) == 0)
			return template;
	}
	return NULL;
}

const struct reply_template *replies_find(const struct replies *replies,
	const char *code, const char *language, const char *fallback)
{
	const struct reply_template *found =
		find_exactly(replies, code, language);
	if (found == NULL)
		found = find_exactly(replies, code, fallback);
	for (int i = 0; found == NULL && i < TONGUES; i++)
		found = find_exactly(
			replies, code, tongue_code((enum tongue)i));
	return found;
}

const char *const *replies_codes(const struct replies *replies)
{
	return (const char *const *)replies->codes->pdata;
}
