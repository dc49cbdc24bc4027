/* Blocking by poll, with one deadline for a whole file: a scanner that is
 * slow, gone or silent costs no more than that. */
#include "clamd.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/base/utf8.h"

enum {
	CHUNK_BYTES = 64 << 10,
	LENGTH_BYTES = 4, /* big endian, before each chunk */
	ANSWER_MOST_BYTES = 1024,
	NAME_MOST_CHARACTERS = 200,
};

struct clamd {
	int fd;
	bool is_greeted;
	int64_t deadline_us; /* of what is under way */
};

/* --- the answer ---------------------------------------------------------- */

const char *clamd_state_name(enum clamd_state state)
{
	static const char *const names[] = {
		[CLAMD_CLEAN] = "clean",
		[CLAMD_INFECTED] = "infected",
		[CLAMD_NOT_SCANNED] = "not_scanned",
	};
	return names[state];
}

void clamd_verdict_clear(struct clamd_verdict *verdict)
{
	g_clear_pointer(&verdict->signature, g_free);
	g_clear_pointer(&verdict->problem, g_free);
}

static void not_scanned(struct clamd_verdict *out, const char *why)
{
	clamd_verdict_clear(out);
	out->state = CLAMD_NOT_SCANNED;
	out->signature = g_strdup("");
	out->problem = g_strdup(why);
}

/* What has been found out is that it cannot be found out. */
static bool is_no_virus(const char *signature)
{
	return g_str_has_prefix(signature, "Heuristics.Limits.") ||
	       g_str_has_prefix(signature, "Heuristics.Encrypted.");
}

static char *tidy(const char *text, size_t length)
{
	g_autofree char *valid = utf8_make_valid(text, length, NULL);
	g_autofree char *line = utf8_one_line(valid);
	return g_strstrip(utf8_cut(line, NAME_MOST_CHARACTERS));
}

/* Without the number that answers of a session have. */
static const char *said_of(const char *answer)
{
	const char *said = answer;
	while (g_ascii_isdigit(*said))
		said++;
	return said > answer && g_str_has_prefix(said, ": ") ? said + 2
							     : answer;
}

void clamd_read_answer(const char *answer, struct clamd_verdict *out)
{
	static const char stream[] = "stream: ", found[] = " FOUND";
	const char *said = said_of(answer);
	const char *word = strncmp(said, stream, strlen(stream)) == 0
				   ? said + strlen(stream)
				   : NULL;
	size_t length = word != NULL ? strlen(word) : 0;
	g_autofree char *whole = tidy(said, strlen(said));
	*out = (struct clamd_verdict){ .state = CLAMD_CLEAN,
		.signature = g_strdup(""),
		.problem = g_strdup("") };
	if (word != NULL && strcmp(word, "OK") == 0)
		return;
	if (word == NULL || length <= strlen(found) ||
		!g_str_has_suffix(word, found)) {
		not_scanned(out, whole[0] != '\0' ? whole : "an empty answer");
		return;
	}
	g_free(out->signature);
	out->state = CLAMD_INFECTED;
	out->signature = tidy(word, length - strlen(found));
	if (out->signature[0] == '\0' || is_no_virus(out->signature))
		not_scanned(out, whole);
}

/* --- the connection ------------------------------------------------------ */

static bool await(struct clamd *clamd, short events, GError **error)
{
	struct pollfd wait = { .fd = clamd->fd, .events = events };
	for (;;) {
		int64_t left_ms =
			(clamd->deadline_us - clock_monotonic_us()) / 1000;
		int ready = left_ms > 0 ? poll(&wait, 1, (int)left_ms) : 0;
		if (ready > 0)
			return true;
		if (ready < 0 && errno == EINTR)
			continue;
		g_set_error(
			error, BASE_ERROR, BASE_ERROR_IO, "no answer in time");
		return false;
	}
}

static bool connect_to(struct clamd *clamd, const struct sockaddr *address,
	socklen_t length, GError **error)
{
	int failure = 0;
	socklen_t size = sizeof(failure);
	clamd->fd = socket(address->sa_family,
		SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (clamd->fd < 0)
		return base_error_set_errno(error, "socket");
	if (connect(clamd->fd, address, length) == 0)
		return true;
	if (errno != EINPROGRESS)
		return base_error_set_errno(error, "connect");
	if (!await(clamd, POLLOUT, error))
		return false;
	if (getsockopt(clamd->fd, SOL_SOCKET, SO_ERROR, &failure, &size) < 0)
		return base_error_set_errno(error, "connect");
	errno = failure;
	return failure == 0 || base_error_set_errno(error, "connect");
}

static bool connect_path(struct clamd *clamd, const char *path, GError **error)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(address.sun_path)) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
			"the path is too long for a socket");
		return false;
	}
	g_strlcpy(address.sun_path, path, sizeof(address.sun_path));
	return connect_to(clamd, (const struct sockaddr *)&address,
		sizeof(address), error);
}

static bool connect_each(
	struct clamd *clamd, const struct addrinfo *list, GError **error)
{
	for (const struct addrinfo *at = list; at != NULL; at = at->ai_next) {
		g_clear_error(error);
		if (connect_to(clamd, at->ai_addr, at->ai_addrlen, error))
			return true;
		fd_clear(&clamd->fd);
	}
	return false;
}

/* Without the brackets of "[::1]". */
static char *host_of(const char *address, const char *colon)
{
	size_t length = (size_t)(colon - address);
	bool is_bracketed =
		length > 2 && address[0] == '[' && address[length - 1] == ']';
	return is_bracketed ? g_strndup(address + 1, length - 2)
			    : g_strndup(address, length);
}

static bool connect_host(
	struct clamd *clamd, const char *address, GError **error)
{
	const struct addrinfo wish = { .ai_socktype = SOCK_STREAM };
	const char *colon = strrchr(address, ':');
	struct addrinfo *list = NULL;
	if (colon == NULL) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
			"neither a path nor host:port");
		return false;
	}
	g_autofree char *host = host_of(address, colon);
	int status = getaddrinfo(host, colon + 1, &wish, &list);
	if (status != 0) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_IO, "%s",
			gai_strerror(status));
		return false;
	}
	bool connected = connect_each(clamd, list, error);
	freeaddrinfo(list);
	return connected;
}

struct clamd *clamd_open(const char *address, int timeout_ms, GError **error)
{
	g_autoptr(clamd) clamd = g_new0(struct clamd, 1);
	clamd->fd = -1;
	clamd->deadline_us = clock_monotonic_us() + (int64_t)timeout_ms * 1000;
	bool connected = address[0] == '/'
				 ? connect_path(clamd, address, error)
				 : connect_host(clamd, address, error);
	if (connected)
		return g_steal_pointer(&clamd);
	g_prefix_error(error, "%s: ", address);
	return NULL;
}

void clamd_close(struct clamd *clamd)
{
	if (clamd == NULL)
		return;
	fd_clear(&clamd->fd);
	g_free(clamd);
}

/* --- a file -------------------------------------------------------------- */

static bool say(
	struct clamd *clamd, const void *bytes, size_t length, GError **error)
{
	const char *at = bytes;
	while (length > 0) {
		ssize_t sent = send(clamd->fd, at, length, MSG_NOSIGNAL);
		if (sent < 0 && errno == EAGAIN) {
			if (!await(clamd, POLLOUT, error))
				return false;
			continue;
		}
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return base_error_set_errno(error, "clamd");
		at += sent;
		length -= (size_t)sent;
	}
	return true;
}

static bool say_file(struct clamd *clamd, int fd, GError **error)
{
	static const char end[LENGTH_BYTES] = { 0 };
	g_autofree char *chunk = g_malloc(LENGTH_BYTES + CHUNK_BYTES);
	off_t offset = 0;
	for (;;) {
		ssize_t got =
			pread(fd, chunk + LENGTH_BYTES, CHUNK_BYTES, offset);
		if (got < 0)
			return base_error_set_errno(error, "its bytes");
		if (got == 0)
			return say(clamd, end, sizeof(end), error);
		guint32 length = GUINT32_TO_BE((guint32)got);
		memcpy(chunk, &length, sizeof(length));
		if (!say(clamd, chunk, LENGTH_BYTES + (size_t)got, error))
			return false;
		offset += got;
	}
}

/* Up to the NUL that ends it; the caller frees. */
static char *hear(struct clamd *clamd, GError **error)
{
	g_autoptr(GString) answer = g_string_new(NULL);
	for (;;) {
		char byte;
		ssize_t got = recv(clamd->fd, &byte, 1, 0);
		if (got < 0 && errno == EAGAIN) {
			if (!await(clamd, POLLIN, error))
				return NULL;
			continue;
		}
		if (got < 0 && errno == EINTR)
			continue;
		if (got == 1 && byte == '\0')
			return g_string_free(g_steal_pointer(&answer), FALSE);
		if (got <= 0 || answer->len >= ANSWER_MOST_BYTES)
			break;
		g_string_append_c(answer, byte);
	}
	g_set_error(
		error, BASE_ERROR, BASE_ERROR_IO, "clamd ended the session");
	return NULL;
}

/* The session begins with the first command.  All go with their NULs. */
static bool greet(struct clamd *clamd, GError **error)
{
	static const char greeting[] = "zIDSESSION";
	if (!clamd->is_greeted &&
		!say(clamd, greeting, sizeof(greeting), error))
		return false;
	clamd->is_greeted = true;
	return true;
}

char *clamd_version(struct clamd *clamd, int timeout_ms, GError **error)
{
	static const char command[] = "zVERSION";
	clamd->deadline_us = clock_monotonic_us() + (int64_t)timeout_ms * 1000;
	if (!greet(clamd, error) ||
		!say(clamd, command, sizeof(command), error))
		return NULL;
	g_autofree char *answer = hear(clamd, error);
	if (answer == NULL)
		return NULL;
	const char *said = said_of(answer);
	return g_str_has_prefix(said, "ClamAV ") ? tidy(said, strlen(said))
						 : g_strdup("");
}

static bool scan(struct clamd *clamd, int fd, GError **error)
{
	static const char command[] = "zINSTREAM";
	return greet(clamd, error) &&
	       say(clamd, command, sizeof(command), error) &&
	       say_file(clamd, fd, error);
}

bool clamd_scan(
	struct clamd *clamd, int fd, int timeout_ms, struct clamd_verdict *out)
{
	g_autoptr(GError) error = NULL;
	*out = (struct clamd_verdict){ 0 };
	clamd->deadline_us = clock_monotonic_us() + (int64_t)timeout_ms * 1000;
	bool is_said = scan(clamd, fd, &error);
	/* Over its limit it hangs up, also when it has heard all: the next
	 * file would pay for it. */
	g_autofree char *answer = hear(clamd, is_said ? &error : NULL);
	if (answer != NULL)
		clamd_read_answer(answer, out);
	else
		not_scanned(out, error != NULL ? error->message : "no answer");
	return is_said && out->state != CLAMD_NOT_SCANNED;
}
