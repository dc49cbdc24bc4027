/* Any bytes as a template, over data of every kind; the template is also its
 * own partial.  Rendering must end soon, within its limits, in text or in an
 * error that names the file and a line. */
#include <stdint.h>
#include <string.h>
#include "plaint/domain/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static const char *template_text;

/* The node is only a depth here: objects and lists within one another. */
static struct template_value value_at(uintptr_t depth, char kind)
{
	static const char text[] = "<a & \"b\">\r\n";
	const void *node = (const void *)(depth + 1);
	switch (kind % 6) {
	case 0:
		return (struct template_value){ .kind = TEMPLATE_TEXT,
			.text = text };
	case 1:
		return (struct template_value){
			.kind = TEMPLATE_LIST, .count = 3, .node = node
		};
	case 2:
		return (struct template_value){ .kind = TEMPLATE_OBJECT,
			.node = node };
	case 3:
		return (struct template_value){ .kind = TEMPLATE_TRUE };
	case 4:
		return (struct template_value){ .kind = TEMPLATE_FALSE };
	default:
		return (struct template_value){ .kind = TEMPLATE_ABSENT };
	}
}

static struct template_value member(const void *node, const char *name)
{
	return value_at((uintptr_t)node, name[0]);
}

static struct template_value element(const void *node, size_t i)
{
	return value_at((uintptr_t)node, (char)i);
}

static const char *partial(void *user, const char *name)
{
	(void)user;
	return name[0] == 'z' ? NULL : template_text;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static const struct template_source source = { member, element, partial,
		NULL };
	g_autofree char *text = g_strndup((const char *)bytes, length);
	template_text = text;
	for (int i = 0; i < 4; i++) {
		struct template_options options = {
			.escape = i & 1 ? TEMPLATE_ESCAPE_HTML
					: TEMPLATE_ESCAPE_NONE,
			.strict = (i & 2) != 0
		};
		g_autoptr(GError) error = NULL;
		g_autofree char *out = template_render(
			"f", text, &source, (const void *)1, options, &error);
		if ((out == NULL) != (error != NULL) ||
			(error != NULL && strchr(error->message, ':') == NULL))
			g_error("neither text nor error");
	}
	GPtrArray *names = template_names("f", text, NULL);
	if (names != NULL)
		g_ptr_array_unref(names);
	return 0;
}
