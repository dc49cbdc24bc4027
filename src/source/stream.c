/* Reading and writing under a total deadline, a byte budget and a stop
 * descriptor, over a socket or over TLS.  libetpan's own transport verifies
 * nothing, dies on descriptors over 1023, and lets a server trickle for ever;
 * hence this one. */
#include "plaint/source/stream.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <libetpan/mailstream.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "certificate.h"
#include "connect.h"
#include "plaint/base/clock.h"

enum {
	CONNECT_TIMEOUT_MS = 20 * 1000,
	OPERATION_TIMEOUT_MS = 60 * 1000,
	GREETING_BUDGET_BYTES = 1 << 20,
	AHEAD_BYTES = 32 << 10,
	TAIL_BYTES = 5, /* CR LF . CR LF */
};

static const char priorities[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";

struct stream {
	struct stream_settings settings;
	char *host;
	int fd;
	gnutls_session_t session; /* NULL: plain */
	gnutls_typed_vdata_st expected[2];
	int64_t started_us;
	int64_t timeout_us;
	int64_t moved_bytes; /* in and out, since the operation began */
	int64_t budget_bytes;
	char tail[TAIL_BYTES]; /* of what was handed to the peer */
	GError *failure;
	/* What came and GnuTLS has not asked for yet. */
	size_t ahead_from, ahead_to;
	char ahead[AHEAD_BYTES];
};

GQuark source_error_quark(void)
{
	return g_quark_from_static_string("plaint-source-error");
}

bool stream_tls_parse(const char *name, enum stream_tls *out)
{
	static const char *const names[] = { "implicit", "starttls", "none" };
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		if (strcmp(name, names[i]) == 0) {
			*out = (enum stream_tls)i;
			return true;
		}
	}
	return false;
}

void stream_warm_up(void)
{
	gnutls_global_init();
	struct addrinfo *list = NULL;
	if (getaddrinfo("localhost", NULL, NULL, &list) == 0)
		freeaddrinfo(list);
}

/* Only the first failure counts: what follows are its echoes. */
static void stream_fail(struct stream *stream, int code, const char *format,
	...) G_GNUC_PRINTF(3, 4);

static void stream_fail(
	struct stream *stream, int code, const char *format, ...)
{
	if (stream->failure != NULL)
		return;
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *why = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	stream->failure = g_error_new(SOURCE_ERROR, code, "%s:%d: %s",
		stream->host, stream->settings.port, why);
}

static int64_t stream_deadline_us(const struct stream *stream)
{
	return stream->started_us + stream->timeout_us +
	       stream->moved_bytes * G_USEC_PER_SEC /
		       STREAM_LEAST_BYTES_PER_SECOND;
}

static bool has_ahead(const struct stream *stream)
{
	return stream->ahead_from < stream->ahead_to;
}

static bool stream_wait(struct stream *stream, short events)
{
	/* GnuTLS says "again" also after a record that was not for us. */
	if (events == POLLIN && has_ahead(stream))
		return true;
	enum wait_result wait = connect_wait(stream->fd, events,
		stream->settings.stop_fd, stream_deadline_us(stream));
	if (wait == WAIT_STOPPED)
		stream_fail(stream, SOURCE_ERROR_STOPPED, "stopped");
	if (wait == WAIT_LATE)
		stream_fail(stream, SOURCE_ERROR_NETWORK,
			"no complete answer within %d s",
			(int)(stream->timeout_us / G_USEC_PER_SEC));
	return wait == WAIT_READY;
}

/* A peer that always has a byte ready never makes us wait, so the deadline
 * and the stop descriptor are looked at before each read and write too. */
static bool stream_may_go_on(struct stream *stream)
{
	if (stream->failure != NULL)
		return false;
	if (clock_monotonic_us() > stream_deadline_us(stream)) {
		stream_fail(stream, SOURCE_ERROR_NETWORK,
			"no complete answer within %d s",
			(int)(stream->timeout_us / G_USEC_PER_SEC));
		return false;
	}
	struct pollfd stop = { .fd = stream->settings.stop_fd,
		.events = POLLIN };
	if (stop.fd >= 0 && poll(&stop, 1, 0) > 0) {
		stream_fail(stream, SOURCE_ERROR_STOPPED, "stopped");
		return false;
	}
	return true;
}

/* The server's own reason, where it gave one: "protocol version". */
static const char *handshake_words(gnutls_session_t session, int r)
{
	const char *alert =
		r == GNUTLS_E_FATAL_ALERT_RECEIVED
			? gnutls_alert_get_name(gnutls_alert_get(session))
			: NULL;
	return alert != NULL ? alert : gnutls_strerror(r);
}

static bool tls_handshake(struct stream *stream)
{
	for (;;) {
		int r = gnutls_handshake(stream->session);
		if (r == GNUTLS_E_SUCCESS)
			return true;
		if (r == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR) {
			g_autofree char *why = certificate_explain(
				stream->session, stream->host);
			stream_fail(stream, SOURCE_ERROR_REFUSED,
				"the server's certificate is refused: %s", why);
			return false;
		}
		if (gnutls_error_is_fatal(r)) {
			stream_fail(stream, SOURCE_ERROR_NETWORK,
				"TLS handshake failed: %s",
				handshake_words(stream->session, r));
			return false;
		}
		if (r != GNUTLS_E_AGAIN && r != GNUTLS_E_INTERRUPTED)
			continue;
		bool writes = gnutls_record_get_direction(stream->session) == 1;
		if (!stream_wait(stream, writes ? POLLOUT : POLLIN))
			return false;
	}
}

static bool host_is_address(const char *host)
{
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST };
	struct addrinfo *list = NULL;
	if (getaddrinfo(host, NULL, &hints, &list) != 0)
		return false;
	freeaddrinfo(list);
	return true;
}

/* GnuTLS asks for each record's head and body by themselves, and servers send
 * small ones: all that is there is taken at once. */
static ssize_t tls_pull(
	gnutls_transport_ptr_t transport, void *bytes, size_t length)
{
	struct stream *stream = transport;
	if (!has_ahead(stream)) {
		ssize_t n = recv(stream->fd, stream->ahead, AHEAD_BYTES, 0);
		if (n <= 0)
			return n;
		stream->ahead_from = 0;
		stream->ahead_to = (size_t)n;
	}
	size_t given = MIN(length, stream->ahead_to - stream->ahead_from);
	memcpy(bytes, stream->ahead + stream->ahead_from, given);
	stream->ahead_from += given;
	return (ssize_t)given;
}

static bool tls_prepare(struct stream *stream)
{
	const struct stream_trust *trust = stream->settings.trust;
	if (trust == NULL) {
		stream_fail(stream, SOURCE_ERROR_REFUSED, "no trust store");
		return false;
	}
	unsigned int flags = GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL;
	if (gnutls_init(&stream->session, flags) < 0 ||
		gnutls_priority_set_direct(stream->session, priorities, NULL) <
			0 ||
		gnutls_credentials_set(stream->session, GNUTLS_CRD_CERTIFICATE,
			trust->credentials) < 0) {
		stream_fail(stream, SOURCE_ERROR_REFUSED, "TLS cannot start");
		return false;
	}
	if (!host_is_address(stream->host))
		gnutls_server_name_set(stream->session, GNUTLS_NAME_DNS,
			stream->host, strlen(stream->host));
	stream->expected[0].type = GNUTLS_DT_DNS_HOSTNAME;
	stream->expected[0].data = (unsigned char *)stream->host;
	stream->expected[1].type = GNUTLS_DT_KEY_PURPOSE_OID;
	stream->expected[1].data = (unsigned char *)GNUTLS_KP_TLS_WWW_SERVER;
	gnutls_session_set_verify_cert2(
		stream->session, stream->expected, 2, 0);
	gnutls_transport_set_ptr2(
		stream->session, stream, GINT_TO_POINTER(stream->fd));
	gnutls_transport_set_pull_function(stream->session, tls_pull);
	return true;
}

static bool tls_start(struct stream *stream, GError **error)
{
	if (!tls_prepare(stream) || !tls_handshake(stream)) {
		stream_take_error(stream, error);
		return false;
	}
	return true;
}

struct stream *stream_open(
	const struct stream_settings *settings, GError **error)
{
	g_autoptr(stream) stream = g_new0(struct stream, 1);
	stream->settings = *settings;
	stream->host = g_strdup(settings->host);
	stream->fd = -1;
	int timeout_ms = settings->connect_timeout_ms > 0
				 ? settings->connect_timeout_ms
				 : CONNECT_TIMEOUT_MS;
	stream_begin(stream, timeout_ms, GREETING_BUDGET_BYTES);
	stream->fd = connect_tcp(settings, stream_deadline_us(stream), error);
	if (stream->fd < 0)
		return NULL;
	if (settings->tls == STREAM_TLS_IMPLICIT && !tls_start(stream, error))
		return NULL;
	return g_steal_pointer(&stream);
}

void stream_free(struct stream *stream)
{
	if (stream == NULL)
		return;
	if (stream->session != NULL) {
		if (stream->failure == NULL)
			gnutls_bye(stream->session, GNUTLS_SHUT_WR);
		gnutls_deinit(stream->session);
	}
	if (stream->fd >= 0)
		close(stream->fd);
	g_clear_error(&stream->failure);
	g_free(stream->host);
	g_free(stream);
}

bool stream_start_tls(struct stream *stream, GError **error)
{
	if (stream->session != NULL || stream->failure != NULL) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_PROTOCOL,
			"%s:%d: STARTTLS out of order", stream->host,
			stream->settings.port);
		return false;
	}
	stream_begin(stream,
		stream->settings.connect_timeout_ms > 0
			? stream->settings.connect_timeout_ms
			: CONNECT_TIMEOUT_MS,
		GREETING_BUDGET_BYTES);
	return tls_start(stream, error);
}

void stream_begin(struct stream *stream, int timeout_ms, int64_t budget_bytes)
{
	if (timeout_ms <= 0)
		timeout_ms = stream->settings.timeout_ms;
	if (timeout_ms <= 0)
		timeout_ms = OPERATION_TIMEOUT_MS;
	stream->started_us = clock_monotonic_us();
	stream->timeout_us = (int64_t)timeout_ms * 1000;
	stream->moved_bytes = 0;
	stream->budget_bytes = budget_bytes;
	memset(stream->tail, 0, sizeof(stream->tail));
}

void stream_allow(struct stream *stream, int64_t bytes)
{
	stream->budget_bytes += bytes;
}

/* One attempt; -1 with errno EAGAIN: wait and come again. */
static ssize_t receive_once(struct stream *stream, void *bytes, size_t length)
{
	if (stream->session == NULL) {
		ssize_t n = recv(stream->fd, bytes, length, 0);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			stream_fail(stream, SOURCE_ERROR_NETWORK, "%s",
				strerror(errno));
		return n;
	}
	ssize_t n = gnutls_record_recv(stream->session, bytes, length);
	if (n < 0 && gnutls_error_is_fatal((int)n))
		stream_fail(stream, SOURCE_ERROR_NETWORK, "%s",
			gnutls_strerror((int)n));
	return n;
}

ssize_t stream_read(struct stream *stream, void *bytes, size_t length)
{
	while (stream_may_go_on(stream)) {
		ssize_t n = receive_once(stream, bytes, length);
		if (n > 0) {
			stream->moved_bytes += n;
			stream->budget_bytes -= n;
			if (stream->budget_bytes >= 0)
				return n;
			stream_fail(stream, SOURCE_ERROR_PROTOCOL,
				"the server sent far more than was asked for");
		} else if (n == 0) {
			stream_fail(stream, SOURCE_ERROR_NETWORK,
				"the server closed the connection");
		} else if (stream->failure == NULL) {
			stream_wait(stream, POLLIN);
		}
	}
	return -1;
}

static void tail_note(struct stream *stream, const char *bytes, size_t length)
{
	size_t fresh = MIN(length, (size_t)TAIL_BYTES);
	memmove(stream->tail, stream->tail + fresh, TAIL_BYTES - fresh);
	memcpy(stream->tail + TAIL_BYTES - fresh, bytes + length - fresh,
		fresh);
}

static ssize_t send_once(
	struct stream *stream, const void *bytes, size_t length)
{
	if (stream->session == NULL) {
		ssize_t n = send(stream->fd, bytes, length, MSG_NOSIGNAL);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			stream_fail(stream, SOURCE_ERROR_NETWORK, "%s",
				strerror(errno));
		return n;
	}
	/* GnuTLS keeps a record it could not send; the next call with the
	 * same bytes only sends what is kept. */
	ssize_t n = gnutls_record_send(stream->session, bytes, length);
	if (n < 0 && gnutls_error_is_fatal((int)n))
		stream_fail(stream, SOURCE_ERROR_NETWORK, "%s",
			gnutls_strerror((int)n));
	return n;
}

ssize_t stream_write(struct stream *stream, const void *bytes, size_t length)
{
	bool was_begun = false;
	while (stream_may_go_on(stream)) {
		ssize_t n = send_once(stream, bytes, length);
		if (n > 0) {
			stream->moved_bytes += n;
			tail_note(stream, bytes, (size_t)n);
			return n;
		}
		if (stream->failure != NULL)
			break;
		/* Part of a TLS record may be on its way already. */
		was_begun = stream->session != NULL;
		stream_wait(stream, POLLOUT);
	}
	if (was_begun)
		tail_note(stream, bytes, length);
	return -1;
}

bool stream_take_error(struct stream *stream, GError **error)
{
	if (stream->failure == NULL)
		return false;
	g_propagate_error(error, g_error_copy(stream->failure));
	return true;
}

bool stream_has_failed(const struct stream *stream)
{
	return stream->failure != NULL;
}

bool stream_has_pending(const struct stream *stream)
{
	return stream->session != NULL &&
	       (has_ahead(stream) ||
		       gnutls_record_check_pending(stream->session) > 0);
}

int stream_fd(const struct stream *stream)
{
	return stream->fd;
}

int stream_stop_fd(const struct stream *stream)
{
	return stream->settings.stop_fd;
}

const char *stream_host(const struct stream *stream)
{
	return stream->host;
}

bool stream_sent_dot(const struct stream *stream)
{
	return memcmp(stream->tail, "\r\n.\r\n", TAIL_BYTES) == 0;
}

static ssize_t low_read(mailstream_low *low, void *bytes, size_t length)
{
	return stream_read(low->data, bytes, length);
}

static ssize_t low_write(mailstream_low *low, const void *bytes, size_t length)
{
	return stream_write(low->data, bytes, length);
}

static int low_get_fd(mailstream_low *low)
{
	return stream_fd(low->data);
}

/* The stream belongs to the session that made it, not to libetpan. */
static int low_close(mailstream_low *low)
{
	(void)low;
	return 0;
}

static void low_free(mailstream_low *low)
{
	free(low);
}

static void low_cancel(mailstream_low *low)
{
	(void)low;
}

struct _mailstream_low *stream_low_new(struct stream *stream)
{
	static mailstream_low_driver driver = {
		.mailstream_read = low_read,
		.mailstream_write = low_write,
		.mailstream_close = low_close,
		.mailstream_get_fd = low_get_fd,
		.mailstream_free = low_free,
		.mailstream_cancel = low_cancel,
	};
	return mailstream_low_new(stream, &driver);
}
