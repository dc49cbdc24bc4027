/* Lines that end in a space go on in the next line of the same quote depth
 * (RFC 3676, 4).  Some programs stuff but do not flow, some flow into a line
 * of another depth: then the paragraph ends there (4.5). */
#include "flowed.h"

#include <string.h>
#include <glib.h>

struct flow {
	GString *out;
	bool is_open; /* the last line waits to be continued */
	size_t depth;
};

static void flow_close(struct flow *flow)
{
	if (flow->is_open)
		g_string_append_c(flow->out, '\n');
	flow->is_open = false;
}

static void put_prefix(GString *out, size_t depth)
{
	for (size_t i = 0; i < depth; i++)
		g_string_append_c(out, '>');
	if (depth > 0)
		g_string_append_c(out, ' ');
}

static void flow_line(
	struct flow *flow, const char *line, size_t length, bool has_delsp)
{
	size_t depth = 0;
	bool is_signature, is_soft;

	while (depth < length && line[depth] == '>')
		depth++;
	line += depth;
	length -= depth;
	if (length > 0 && line[0] == ' ') {
		line++;
		length--;
	}
	is_signature = length == 3 && memcmp(line, "-- ", 3) == 0;
	is_soft = length > 0 && line[length - 1] == ' ' && !is_signature;
	if (flow->is_open && (flow->depth != depth || is_signature))
		flow_close(flow);
	if (!flow->is_open)
		put_prefix(flow->out, depth);
	if (is_soft && has_delsp)
		length--;
	g_string_append_len(flow->out, line, (gssize)length);
	flow->depth = depth;
	flow->is_open = is_soft;
	if (!is_soft)
		g_string_append_c(flow->out, '\n');
}

char *flowed_undo(const char *text, bool has_delsp)
{
	struct flow flow = { .out = g_string_sized_new(strlen(text)) };

	while (*text) {
		size_t length = strcspn(text, "\r\n");

		flow_line(&flow, text, length, has_delsp);
		text += length;
		text += *text == '\r' && text[1] == '\n' ? 2 : *text != '\0';
	}
	flow_close(&flow);
	return g_string_free(flow.out, FALSE);
}
