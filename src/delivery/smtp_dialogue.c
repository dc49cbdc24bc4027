/* One line out, one reply in.  Our own words rather than a library's: the
 * packaged one cuts commands at 512 bytes, knows no greeting name, and cannot
 * tell whether the final dot left. */
#include "smtp_dialogue.h"

#include <string.h>

#include "plaint/base/utf8.h"

enum {
	SAID_MOST_CHARACTERS = 400,
	CHUNK_BYTES = 32 << 10,
};

/* One line without its end into `line`; -1 when there is none. */
static int line_read(struct smtp *smtp, char line[SMTP_LINE_MOST_BYTES])
{
	size_t length = 0;
	for (;;) {
		if (smtp->buffer_start == smtp->buffer_end) {
			ssize_t n = stream_read(smtp->stream, smtp->buffer,
				sizeof(smtp->buffer));
			if (n <= 0)
				return -1;
			smtp->buffer_start = 0;
			smtp->buffer_end = (size_t)n;
		}
		char c = smtp->buffer[smtp->buffer_start++];
		if (c == '\n')
			break;
		if (length + 1 >= SMTP_LINE_MOST_BYTES)
			return -1;
		line[length++] = c;
	}
	if (length > 0 && line[length - 1] == '\r')
		length--;
	line[length] = '\0';
	return (int)length;
}

static bool line_has_code(const char *line, int length, int *code_out)
{
	if (length < 3 || !g_ascii_isdigit(line[0]) ||
		!g_ascii_isdigit(line[1]) || !g_ascii_isdigit(line[2]))
		return false;
	*code_out =
		(line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0';
	return *code_out >= 200 &&
	       (length == 3 || line[3] == ' ' || line[3] == '-');
}

static int reply_fail(struct smtp *smtp)
{
	smtp->is_alive = false;
	smtp->code = 0;
	g_string_truncate(smtp->text, 0);
	return -1;
}

int smtp_reply(struct smtp *smtp)
{
	g_string_truncate(smtp->text, 0);
	int first = 0;
	for (int i = 0; i < SMTP_LINES_MOST; i++) {
		char line[SMTP_LINE_MOST_BYTES];
		int code = 0;
		int length = line_read(smtp, line);
		if (length < 0 || !line_has_code(line, length, &code) ||
			(i > 0 && code != first))
			return reply_fail(smtp);
		first = code;
		if (length > 4) {
			g_string_append(
				smtp->text, smtp->text->len == 0 ? "" : "\n");
			g_string_append(smtp->text, line + 4);
		}
		if (length > 3 && line[3] == '-')
			continue;
		smtp->code = code;
		/* The server is about to hang up. */
		if (code == 421)
			smtp->is_alive = false;
		return code;
	}
	return reply_fail(smtp);
}

bool smtp_write(struct smtp *smtp, const void *bytes, size_t length)
{
	const char *next = bytes;
	while (length > 0) {
		ssize_t n = stream_write(smtp->stream, next, length);
		if (n <= 0) {
			smtp->is_alive = false;
			return false;
		}
		next += n;
		length -= (size_t)n;
	}
	return true;
}

int smtp_command(struct smtp *smtp, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *command = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	/* Callers check what they put in; this is the last gate. */
	if (strpbrk(command, "\r\n") != NULL)
		return reply_fail(smtp);
	g_autofree char *line = g_strconcat(command, "\r\n", NULL);
	/* Words that come before the question are not its answer. */
	if (smtp->buffer_start != smtp->buffer_end ||
		!smtp_write(smtp, line, strlen(line)))
		return reply_fail(smtp);
	return smtp_reply(smtp);
}

/* Append one line's share of the message, its end repaired; returns how many
 * bytes of the input it took. */
static size_t line_append(GString *out, const char *line, size_t length)
{
	size_t n = 0;
	while (n < length && line[n] != '\r' && line[n] != '\n')
		n++;
	if (n > 0 && line[0] == '.')
		g_string_append_c(out, '.');
	g_string_append_len(out, line, (gssize)n);
	g_string_append(out, "\r\n");
	if (n < length && line[n] == '\r')
		return n + (n + 1 < length && line[n + 1] == '\n' ? 2 : 1);
	return n + (n < length ? 1 : 0);
}

bool smtp_write_message(struct smtp *smtp, const char *bytes, size_t length)
{
	GString *chunk = g_string_sized_new(CHUNK_BYTES + 1024);
	bool ok = true;
	for (size_t done = 0; ok && done < length;) {
		done += line_append(chunk, bytes + done, length - done);
		if (chunk->len < CHUNK_BYTES && done < length)
			continue;
		ok = smtp_write(smtp, chunk->str, chunk->len);
		g_string_truncate(chunk, 0);
	}
	g_string_free(chunk, TRUE);
	return ok;
}

char *smtp_said(const struct smtp *smtp)
{
	g_autofree char *valid =
		utf8_make_valid(smtp->text->str, smtp->text->len, NULL);
	g_autofree char *line = utf8_one_line(valid);
	return utf8_cut(line, SAID_MOST_CHARACTERS);
}

void smtp_read_features(struct smtp *smtp)
{
	smtp->has_size = smtp->has_starttls = false;
	smtp->size_most_bytes = 0;
	g_clear_pointer(&smtp->auth, g_free);
	g_auto(GStrv) lines = g_strsplit(smtp->text->str, "\n", -1);
	for (guint i = 0; lines[i] != NULL; i++) {
		g_autofree char *line = g_ascii_strup(lines[i], -1);
		if (strcmp(line, "STARTTLS") == 0)
			smtp->has_starttls = true;
		if (strcmp(line, "SIZE") == 0 ||
			g_str_has_prefix(line, "SIZE "))
			smtp->has_size = true;
		if (g_str_has_prefix(line, "SIZE "))
			smtp->size_most_bytes = (int64_t)MIN(
				g_ascii_strtoull(line + 5, NULL, 10),
				(guint64)G_MAXINT64);
		if (g_str_has_prefix(line, "AUTH ")) {
			g_free(smtp->auth);
			smtp->auth = g_strconcat(line + 4, " ", NULL);
		}
	}
	if (smtp->auth == NULL)
		smtp->auth = g_strdup("");
}
