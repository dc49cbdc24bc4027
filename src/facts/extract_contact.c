/* What stands with the writer's name is the writer's: the telephone under a
 * signature or under "від Коваленко Ганни Петрівни". */
#include "extract_parts.h"

enum {
	/* Below the name: address, telephone, e-mail. */
	CONTACT_LINES_MOST = 3,
	CONTACT_LINE_MOST_CHARS = 80,
};

/* From the end of the name: its own line and a few short ones below, to the
 * first empty one. */
static bool is_near(const char *text, size_t name_to, size_t from)
{
	glong in_line = 0;
	int lines = 0;
	if (from < name_to)
		return false;
	for (const char *p = text + name_to; p < text + from;
		p = g_utf8_next_char(p)) {
		if (*p == '\n' && lines > 0 && in_line == 0)
			return false;
		in_line = *p == '\n' ? 0 : in_line + 1;
		lines += *p == '\n';
		if (lines > CONTACT_LINES_MOST ||
			in_line > CONTACT_LINE_MOST_CHARS)
			return false;
	}
	return true;
}

static bool is_contact(const struct entity *entity)
{
	return entity->kind == ENTITY_PHONE || entity->kind == ENTITY_EMAIL ||
	       entity->kind == ENTITY_ADDRESS;
}

static bool is_in_part(const struct finder *finder, const struct entity *entity)
{
	return entity->span.part == finder->part &&
	       entity->span.attachment == finder->attachment;
}

void mark_contacts(struct finder *finder)
{
	const GPtrArray *all = finder->out;
	for (guint n = 0; n < all->len; n++) {
		const struct entity *name = all->pdata[n];
		if (name->kind != ENTITY_NAME || !name->writer ||
			!is_in_part(finder, name))
			continue;
		for (guint i = 0; i < all->len; i++) {
			struct entity *contact = all->pdata[i];
			if (is_contact(contact) &&
				is_in_part(finder, contact) &&
				is_near(finder->text,
					name->span.offset + name->span.length,
					contact->span.offset))
				contact->writer = true;
		}
	}
}
