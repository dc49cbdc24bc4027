/* Frames over a stream socket.  Header and body are read exactly, never
 * beyond, so that a reader keeps nothing between frames and a descriptor
 * always belongs to the frame whose header it came with.
 *
 * What a peer announces is not what we allocate: the buffer grows with the
 * bytes that really came, and the number of values is counted before the
 * parser makes an object of each. */
#include "plaint/wire/wire.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "beside.h"
#include "plaint/base/fd.h"

enum {
	HEADER_BYTES = 8,
	CHUNK_BYTES = 256 << 10,
	/* Room to see that a peer sent too many; more are cut by the kernel. */
	PASSED_FDS_SEEN = 4,
	/* A peer that does not read for so long is as good as dead. */
	SEND_PATIENCE_MS = 30 * 1000,
};

struct wire_reader {
	size_t most_bytes;
	uint8_t header[HEADER_BYTES];
	size_t header_have;
	size_t json_bytes, beside_bytes;
	GByteArray *body;
};

G_DEFINE_QUARK(plaint - wire - error, wire_error)

static bool fail(GError **error, enum wire_error code, const char *text)
{
	g_set_error_literal(error, WIRE_ERROR, (int)code, text);
	return false;
}

static bool fail_errno(GError **error, const char *what)
{
	int saved = errno;
	bool gone = saved == EPIPE || saved == ECONNRESET;
	g_set_error(error, WIRE_ERROR, gone ? WIRE_ERROR_CLOSED : WIRE_ERROR_IO,
		"%s: %s", what, g_strerror(saved));
	return false;
}

/* ---- sending ---- */

static void attach_fd(struct msghdr *message, void *control,
	size_t control_bytes, int pass_fd)
{
	message->msg_control = control;
	message->msg_controllen = control_bytes;
	struct cmsghdr *head = CMSG_FIRSTHDR(message);
	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof pass_fd);
	memcpy(CMSG_DATA(head), &pass_fd, sizeof pass_fd);
}

static bool wait_for_room(int fd, GError **error)
{
	struct pollfd poller = { .fd = fd, .events = POLLOUT };
	int ready;
	do
		ready = poll(&poller, 1, SEND_PATIENCE_MS);
	while (ready < 0 && errno == EINTR);
	if (ready < 0)
		return fail_errno(error, "poll");
	if (ready == 0)
		return fail(error, WIRE_ERROR_IO, "the peer does not read");
	return true;
}

/* Push the pieces of `message` out, moving its iovecs along. */
static bool send_pieces(int fd, struct msghdr *message, GError **error)
{
	while (message->msg_iovlen > 0) {
		ssize_t sent =
			sendmsg(fd, message, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
			if (!wait_for_room(fd, error))
				return false;
			continue;
		}
		if (sent < 0)
			return fail_errno(error, "send a frame");
		/* The descriptor went with the first byte. */
		message->msg_control = NULL;
		message->msg_controllen = 0;
		size_t left = (size_t)sent;
		while (message->msg_iovlen > 0 &&
			left >= message->msg_iov->iov_len) {
			left -= message->msg_iov->iov_len;
			message->msg_iov++;
			message->msg_iovlen--;
		}
		if (message->msg_iovlen > 0) {
			struct iovec *piece = message->msg_iov;
			piece->iov_base = (char *)piece->iov_base + left;
			piece->iov_len -= left;
		}
	}
	return true;
}

/* The header, the JSON, and each of the texts beside it. */
static bool send_frame(
	int fd, const char *json, GArray *texts, int pass_fd, GError **error)
{
	size_t length = strlen(json), beside = 0;
	for (guint i = 0; i < texts->len; i++)
		beside += g_array_index(texts, struct iovec, i).iov_len;
	if (length + beside > WIRE_FRAME_MOST_BYTES)
		return fail(error, WIRE_ERROR_BROKEN,
			"a message is too big for a frame");

	uint32_t header[] = { GUINT32_TO_BE((uint32_t)length),
		GUINT32_TO_BE((uint32_t)beside) };
	G_STATIC_ASSERT(sizeof header == HEADER_BYTES);
	struct iovec first[] = {
		{ .iov_base = header, .iov_len = sizeof header },
		{ .iov_base = (char *)json, .iov_len = length },
	};
	g_array_prepend_vals(texts, first, G_N_ELEMENTS(first));
	struct msghdr frame = {
		.msg_iov = (struct iovec *)texts->data,
		.msg_iovlen = texts->len,
	};
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))] = { 0 };
	if (pass_fd >= 0)
		attach_fd(&frame, control, sizeof control, pass_fd);
	return send_pieces(fd, &frame, error);
}

bool wire_send(int fd, const json_t *message, int pass_fd, GError **error)
{
	if (!json_is_object(message))
		return fail(error, WIRE_ERROR_BROKEN,
			"a message must be an object");
	g_autoptr(GArray) texts =
		g_array_new(FALSE, FALSE, sizeof(struct iovec));
	json_t *head = beside_take(message, texts);
	g_autofree char *json = json_dumps(head, JSON_COMPACT);
	json_decref(head);
	if (json == NULL)
		return fail(error, WIRE_ERROR_BROKEN,
			"a message could not be written as JSON");
	return send_frame(fd, json, texts, pass_fd, error);
}

/* ---- receiving ---- */

/* Take the first descriptor into *fd_out, close the rest; false when there
 * was more than the one a frame may carry. */
static bool take_fds(struct msghdr *message, int *fd_out)
{
	bool just_one = (message->msg_flags & MSG_CTRUNC) == 0;
	for (struct cmsghdr *head = CMSG_FIRSTHDR(message); head != NULL;
		head = CMSG_NXTHDR(message, head)) {
		if (head->cmsg_level != SOL_SOCKET ||
			head->cmsg_type != SCM_RIGHTS)
			continue;
		size_t count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < count; i++) {
			int got;
			memcpy(&got, CMSG_DATA(head) + i * sizeof got,
				sizeof got);
			if (*fd_out < 0) {
				*fd_out = got;
			} else {
				close(got);
				just_one = false;
			}
		}
	}
	return just_one;
}

/* recvmsg with whatever descriptor comes along.  The count, 0 at the end of
 * the stream, -1 with errno (EBADMSG: too many descriptors). */
static ssize_t receive_some(
	int fd, void *bytes, size_t length, int flags, int *fd_out)
{
	_Alignas(struct cmsghdr) char
		control[CMSG_SPACE(PASSED_FDS_SEEN * sizeof(int))];
	struct iovec piece = { .iov_base = bytes, .iov_len = length };
	struct msghdr message = {
		.msg_iov = &piece,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof control,
	};
	ssize_t got;
	do
		got = recvmsg(fd, &message, flags | MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	if (got >= 0 && !take_fds(&message, fd_out)) {
		errno = EBADMSG;
		return -1;
	}
	return got;
}

/* What a failed or empty read means: 0 to wait, -1 with error set. */
static int explain_read(
	const struct wire_reader *reader, ssize_t got, GError **error)
{
	int saved = errno;
	if (got < 0 && (saved == EAGAIN || saved == EWOULDBLOCK))
		return 0;
	if (got < 0 && saved == EBADMSG) {
		fail(error, WIRE_ERROR_BROKEN,
			"a frame came with more than one descriptor");
		return -1;
	}
	if (got < 0 && saved != ECONNRESET) {
		errno = saved;
		fail_errno(error, "receive a frame");
		return -1;
	}
	if (reader->header_have == 0)
		fail(error, WIRE_ERROR_CLOSED, "the peer closed");
	else
		fail(error, WIRE_ERROR_BROKEN,
			"the peer closed in the middle of a frame");
	return -1;
}

static bool accept_header(struct wire_reader *reader, GError **error)
{
	uint32_t lengths[2];
	memcpy(lengths, reader->header, sizeof lengths);
	size_t json = GUINT32_FROM_BE(lengths[0]),
	       beside = GUINT32_FROM_BE(lengths[1]);
	if (json == 0 || json > reader->most_bytes ||
		beside > reader->most_bytes - json) {
		g_set_error(error, WIRE_ERROR, WIRE_ERROR_BROKEN,
			"a frame of %zu and %zu bytes; 1 to %zu are allowed",
			json, beside, reader->most_bytes);
		return false;
	}
	reader->json_bytes = json;
	reader->beside_bytes = beside;
	return true;
}

static int read_header(struct wire_reader *reader, int fd, int flags,
	int *fd_out, GError **error)
{
	while (reader->header_have < HEADER_BYTES) {
		ssize_t got = receive_some(fd,
			reader->header + reader->header_have,
			HEADER_BYTES - reader->header_have, flags, fd_out);
		if (got <= 0)
			return explain_read(reader, got, error);
		reader->header_have += (size_t)got;
		if (reader->header_have == HEADER_BYTES &&
			!accept_header(reader, error))
			return -1;
	}
	return 1;
}

static int read_body(struct wire_reader *reader, int fd, int flags, int *fd_out,
	GError **error)
{
	GByteArray *body = reader->body;
	size_t length = reader->json_bytes + reader->beside_bytes;
	while (body->len < length) {
		guint have = body->len;
		guint step = (guint)MIN((size_t)CHUNK_BYTES, length - have);
		g_byte_array_set_size(body, have + step);
		ssize_t got = receive_some(
			fd, body->data + have, step, flags, fd_out);
		g_byte_array_set_size(body, have + (got > 0 ? (guint)got : 0));
		if (got <= 0)
			return explain_read(reader, got, error);
	}
	return 1;
}

/* An upper bound of the values in the text: brackets and commas outside
 * strings.  On text that is not JSON the answer does not matter. */
static size_t count_values(const uint8_t *text, size_t length)
{
	size_t count = 0;
	bool inside = false;
	for (size_t i = 0; i < length; i++) {
		uint8_t c = text[i];
		if (inside && c == '\\')
			i++;
		else if (c == '"')
			inside = !inside;
		else if (!inside && (c == ',' || c == '{' || c == '['))
			count++;
	}
	return count;
}

static json_t *parse_json(const char *text, size_t length, GError **error)
{
	if (count_values((const uint8_t *)text, length) >
		WIRE_FRAME_MOST_VALUES) {
		fail(error, WIRE_ERROR_BROKEN, "a frame of too many values");
		return NULL;
	}
	json_error_t why;
	json_t *message =
		json_loadb(text, length, JSON_REJECT_DUPLICATES, &why);
	if (message == NULL) {
		/* jansson quotes the text it stumbled on; the position will
		 * do, and keeps a letter's text out of the log. */
		g_set_error(error, WIRE_ERROR, WIRE_ERROR_BROKEN,
			"a frame that is not JSON (code %d at byte %d)",
			(int)json_error_code(&why), why.position);
		return NULL;
	}
	if (json_is_object(message))
		return message;
	json_decref(message);
	fail(error, WIRE_ERROR_BROKEN, "a frame that is no object");
	return NULL;
}

static json_t *parse_body(const struct wire_reader *reader, GError **error)
{
	const char *body = (const char *)reader->body->data;
	json_t *message = parse_json(body, reader->json_bytes, error);
	if (message == NULL || beside_put(message, body + reader->json_bytes,
				       reader->beside_bytes))
		return message;
	json_decref(message);
	fail(error, WIRE_ERROR_BROKEN,
		"a frame whose texts are not those it tells of");
	return NULL;
}

static void reader_rewind(struct wire_reader *reader)
{
	reader->header_have = 0;
	/* Do not keep 64 MB for a peer that was big once. */
	g_byte_array_unref(reader->body);
	reader->body = g_byte_array_new();
}

/* 1: *message_out is set; 0: would block; -1: error set. */
static int read_frame(struct wire_reader *reader, int fd, int flags,
	int *fd_out, json_t **message_out, GError **error)
{
	int state = read_header(reader, fd, flags, fd_out, error);
	if (state == 1)
		state = read_body(reader, fd, flags, fd_out, error);
	if (state != 1)
		return state;
	*message_out = parse_body(reader, error);
	reader_rewind(reader);
	return *message_out != NULL ? 1 : -1;
}

struct wire_reader *wire_reader_new(size_t most_bytes)
{
	struct wire_reader *reader = g_new0(struct wire_reader, 1);
	reader->most_bytes = MIN(most_bytes, (size_t)WIRE_FRAME_MOST_BYTES);
	reader->body = g_byte_array_new();
	return reader;
}

void wire_reader_free(struct wire_reader *reader)
{
	if (reader == NULL)
		return;
	g_byte_array_unref(reader->body);
	g_free(reader);
}

int wire_reader_next(struct wire_reader *reader, int fd, json_t **message_out,
	GError **error)
{
	auto_fd int unwanted = -1;
	*message_out = NULL;
	return read_frame(
		reader, fd, MSG_DONTWAIT, &unwanted, message_out, error);
}

json_t *wire_receive(int fd, int *fd_out, GError **error)
{
	if (fd_out != NULL)
		*fd_out = -1;
	auto_fd int passed = -1;
	json_t *message = NULL;
	struct wire_reader *reader = wire_reader_new(WIRE_FRAME_MOST_BYTES);
	int state;
	do {
		state = read_frame(reader, fd, 0, &passed, &message, error);
		if (state == 0) {
			/* The caller's socket is a non-blocking one. */
			struct pollfd poller = { .fd = fd, .events = POLLIN };
			poll(&poller, 1, -1);
		}
	} while (state == 0);
	wire_reader_free(reader);
	if (state == 1 && fd_out != NULL)
		*fd_out = fd_steal(&passed);
	return message;
}

/* ---- fields ---- */

const char *wire_text(const json_t *message, const char *key)
{
	const char *text = json_string_value(json_object_get(message, key));
	return text != NULL ? text : "";
}

json_int_t wire_integer(
	const json_t *message, const char *key, json_int_t fallback)
{
	const json_t *value = json_object_get(message, key);
	return json_is_integer(value) ? json_integer_value(value) : fallback;
}
