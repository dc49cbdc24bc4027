/* ../shared/law: facts about terms and calendars, read as what JSON nearly is,
 * YAML.  Absent: the tests that need it say so and pass. */
#pragma once

#include <check.h>
#include <glib.h>
#include <stdio.h>
#include "plaint/yaml/yaml.h"

#define LAW_DIR "../shared/law/"

/* The file wrapped as {"all": …}; false when it is not there. */
static inline bool law_read(
	const char *name, const struct yaml_record *record, void *out)
{
	g_autofree char *path = g_strconcat(LAW_DIR, name, NULL);
	g_autofree char *text = NULL;
	if (!g_file_get_contents(path, &text, NULL, NULL)) {
		fprintf(stderr, "skipped: no %s\n", path);
		return false;
	}
	g_autofree char *wrapped = g_strdup_printf("{\"all\": %s}", text);
	g_autoptr(GError) error = NULL;
	bool fine = yaml_read_text(
		name, wrapped, strlen(wrapped), record, out, &error);
	ck_assert_msg(fine, "%s", error ? error->message : "?");
	return true;
}
