/* Bounds what GMime will be made to allocate.  Seen with 3.2.13: about 480
 * bytes of memory for each header line, 1,300 for each part, 70 for each byte
 * of an address header.  A message is walked once by lines, each line that
 * could be one of these adds its cost, and the message ends where the sum
 * passes the budget.  Real mail comes nowhere near. */
#include "guard.h"

#include <stdint.h>
#include <string.h>

enum {
	PRELUDE_BYTES_MOST = 100,
};

static const int64_t cost_budget = INT64_C(300) * 1024 * 1024;
static const int64_t cost_of_header_line = 480;
static const int64_t cost_of_part = 1300;
static const int64_t cost_of_address_byte = 72;

static const char *const address_headers[] = {
	"to:",
	"cc:",
	"bcc:",
	"from:",
	"sender:",
	"reply-to:",
	"resent-to:",
	"resent-cc:",
	"resent-bcc:",
	"resent-from:",
	"disposition-notification-to:",
};

/* What the lines so far have made of the walk. */
struct walk {
	bool in_headers;
	bool in_addresses;
	int64_t cost;
};

static size_t line_length(const char *line, size_t left)
{
	const char *end = memchr(line, '\n', left);

	return end ? (size_t)(end - line) + 1 : left;
}

static bool line_is_empty(const char *line, size_t length)
{
	return length == 0 || line[0] == '\n' ||
	       (line[0] == '\r' && length > 1 && line[1] == '\n');
}

static bool line_is_header(const char *line, size_t length)
{
	size_t i = 0;

	while (i < length && line[i] > ' ' && line[i] != ':' && line[i] < 127)
		i++;
	return i > 0 && i < length && line[i] == ':';
}

static bool line_is_addresses(const char *line, size_t length)
{
	for (size_t i = 0; i < G_N_ELEMENTS(address_headers); i++) {
		size_t name = strlen(address_headers[i]);

		if (length >= name && g_ascii_strncasecmp(line,
					      address_headers[i], name) == 0)
			return true;
	}
	return false;
}

static void walk_line(struct walk *walk, const char *line, size_t length)
{
	bool is_folded = line[0] == ' ' || line[0] == '\t';

	if (length >= 2 && line[0] == '-' && line[1] == '-') {
		walk->cost += cost_of_part;
		walk->in_headers = true;
		walk->in_addresses = false;
		return;
	}
	if (line_is_empty(line, length)) {
		/* A message in a message begins behind an empty line. */
		walk->in_headers = true;
		walk->in_addresses = false;
		return;
	}
	if (!walk->in_headers)
		return;
	if (!is_folded) {
		walk->in_headers = line_is_header(line, length);
		walk->in_addresses =
			walk->in_headers && line_is_addresses(line, length);
		walk->cost += walk->in_headers ? cost_of_header_line : 0;
	}
	if (walk->in_addresses)
		walk->cost += (int64_t)length * cost_of_address_byte;
}

/* Offset of the first line that does not fit into the budget. */
static size_t budget_end(const char *bytes, size_t length)
{
	struct walk walk = { .in_headers = true };
	size_t at = 0;

	while (at < length) {
		size_t line = line_length(bytes + at, length - at);

		walk_line(&walk, bytes + at, line);
		if (walk.cost >= cost_budget)
			break;
		at += line;
	}
	return at;
}

size_t guard_header_end(const char *bytes, size_t length)
{
	size_t at = 0;

	while (at < length) {
		size_t line = line_length(bytes + at, length - at);

		if (line_is_empty(bytes + at, line))
			return at + line;
		at += line;
	}
	return length;
}

/* Where a header block of [0, end) is cut: at the last line that fits. */
static size_t header_cut(const char *bytes, size_t end, size_t limit)
{
	size_t at = 0;

	while (at < end) {
		size_t line = line_length(bytes + at, end - at);

		if (at + line > limit)
			break;
		at += line;
	}
	return at;
}

/* Old Macs end lines with CR alone; then there is no LF in all the message. */
static GBytes *with_line_ends(GBytes *bytes, struct document *document)
{
	size_t length;
	const char *data = g_bytes_get_data(bytes, &length);
	char *copy;

	if (length == 0 || memchr(data, '\n', length) ||
		!memchr(data, '\r', length))
		return g_bytes_ref(bytes);
	document_warn(document, "line_ends", "CR alone");
	copy = g_memdup2(data, length);
	for (size_t i = 0; i < length; i++) {
		if (copy[i] == '\r')
			copy[i] = '\n';
	}
	return g_bytes_new_take(copy, length);
}

/* How much stands before the headers: the line that an mbox file puts between
 * messages, or blank lines. */
static size_t prelude_find(const char *data, size_t length)
{
	size_t at = 0;

	if (length >= 5 && memcmp(data, "From ", 5) == 0)
		return line_length(data, length);
	while (at < length && at < PRELUDE_BYTES_MOST &&
		line_is_empty(data + at, length - at))
		at += line_length(data + at, length - at);
	return at < length && line_is_header(data + at, length - at) ? at : 0;
}

static GBytes *without_prelude(GBytes *bytes, struct document *document)
{
	size_t length;
	const char *data = g_bytes_get_data(bytes, &length);
	size_t prelude = prelude_find(data, length);

	if (prelude == 0)
		return g_bytes_ref(bytes);
	document_warn(document, *data == 'F' ? "mbox_line" : "blank_lines",
		"%zu bytes before the headers", prelude);
	return g_bytes_new_from_bytes(bytes, prelude, length - prelude);
}

/* The headers with what GMime stumbles over made harmless, and the rest. */
static GByteArray *headers_mend(const char *data, size_t length, size_t kept,
	size_t header_end, struct document *document)
{
	GByteArray *safe = g_byte_array_sized_new((guint)length + 1);

	g_byte_array_append(safe, (const guint8 *)data, (guint)kept);
	for (guint i = 0; i < safe->len; i++) {
		if (safe->data[i] == '\0') {
			safe->data[i] = ' ';
			if (!document_has_warning(document, "header_nul"))
				document_warn(document, "header_nul",
					"at byte %u", i);
		}
	}
	if (kept < header_end)
		g_byte_array_append(safe, (const guint8 *)"\n", 1);
	g_byte_array_append(safe, (const guint8 *)data + header_end,
		(guint)(length - header_end));
	return safe;
}

GBytes *guard_apply(GBytes *bytes, const struct mime_limits *limits,
	struct document *document)
{
	g_autoptr(GBytes) lines = with_line_ends(bytes, document);
	g_autoptr(GBytes) safe = without_prelude(lines, document);
	size_t length;
	const char *data = g_bytes_get_data(safe, &length);
	size_t header_end = guard_header_end(data, length);
	size_t kept = header_end;
	size_t most = (size_t)limits->max_header_bytes;
	size_t end;

	if (header_end > most) {
		kept = header_cut(data, header_end, most);
		document_warn(document, "header_cut", "%zu of %zu bytes read",
			kept, header_end);
	}
	if (kept < header_end ||
		(header_end > 0 && memchr(data, '\0', header_end))) {
		GByteArray *mended =
			headers_mend(data, length, kept, header_end, document);

		g_bytes_unref(safe);
		safe = g_byte_array_free_to_bytes(mended);
		data = g_bytes_get_data(safe, &length);
	}
	end = budget_end(data, length);
	if (end == length)
		return g_steal_pointer(&safe);
	document_warn(document, "structure_cut",
		"%zu of %zu bytes read: too many parts or headers", end,
		length);
	return g_bytes_new_from_bytes(safe, 0, end);
}

/* Bytes beyond ASCII, eight at a time. */
static void veil_high_bytes(guint8 *bytes, size_t length)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	size_t i = 0;

	for (; length - i >= sizeof(uint64_t); i += sizeof(uint64_t)) {
		uint64_t eight, high;

		memcpy(&eight, bytes + i, sizeof(eight));
		high = eight & (ones << 7);
		if (high == 0)
			continue;
		high = (high >> 7) * 0xff; /* all bits of those bytes */
		eight = (eight & ~high) | (ones * 'x' & high);
		memcpy(bytes + i, &eight, sizeof(eight));
	}
	for (; i < length; i++)
		bytes[i] = bytes[i] >= 0x80 ? 'x' : bytes[i];
}

/* GMime would make a list of every address header, a group within a group by
 * calling itself: thousands of groups end its stack. */
static void veil_addresses(guint8 *bytes, size_t length)
{
	struct walk walk = { .in_headers = true };
	size_t line;

	for (size_t at = 0; at < length; at += line) {
		const char *text = (const char *)bytes + at;
		const char *colon;

		line = line_length(text, length - at);
		walk_line(&walk, text, line);
		if (!walk.in_addresses)
			continue;
		colon = text[0] == ' ' || text[0] == '\t'
				? text
				: memchr(text, ':', line);
		for (size_t i = (size_t)(colon - text) + 1; i < line; i++)
			if (text[i] > ' ')
				bytes[at + i] = 'x';
	}
}

GByteArray *guard_veil(GBytes *bytes)
{
	size_t length;
	const guint8 *data = g_bytes_get_data(bytes, &length);
	GByteArray *veiled = g_byte_array_sized_new((guint)length + 1);

	g_byte_array_append(veiled, data, (guint)length);
	guint8 *begin = veiled->data, *end = begin + length, *at;

	/* The same in bodies and boundaries: a boundary still matches itself,
	 * and bodies are not read from here. */
	veil_high_bytes(begin, length);
	veil_addresses(begin, length);
	for (at = begin; (at = memchr(at, '?', (size_t)(end - at))); at++) {
		if (at > begin && at[-1] == '=')
			*at = '_';
	}
	for (at = begin; (at = memchr(at, '*', (size_t)(end - at))); at++) {
		if (at + 1 < end && at[1] == '=')
			*at = '_';
	}
	return veiled;
}
