/* A verified connection: TCP, TLS by GnuTLS (RFC 8446, at least TLS 1.2), and
 * the transport that libetpan's IMAP and SMTP run over.
 *
 * The certificate must lead to the trust given and bear the host's name (RFC
 * 6125); nothing is ever sent over a connection that was not verified.  Every
 * operation has a deadline in all, a budget of bytes, and can be ended by a
 * descriptor of the caller's.  Plain text only when asked for by name and
 * only to this machine's own loopback. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>

/* _NETWORK: may pass by itself, back off and try again.  _REFUSED: login,
 * certificate or settings; an administrator must act.  _PROTOCOL: the server
 * said something it should not; drop the connection, back off.  _MESSAGE:
 * this item alone is at fault, the session goes on.  _STOPPED: we ended the
 * call (the stop descriptor, a disk of ours that is full). */
enum source_error {
	SOURCE_ERROR_NETWORK,
	SOURCE_ERROR_REFUSED,
	SOURCE_ERROR_PROTOCOL,
	SOURCE_ERROR_MESSAGE,
	SOURCE_ERROR_STOPPED,
};
#define SOURCE_ERROR (source_error_quark())
GQuark source_error_quark(void);

enum stream_tls {
	STREAM_TLS_IMPLICIT, /* TLS from the first byte: 993, 465 */
	STREAM_TLS_STARTTLS, /* plain greeting, then TLS or nothing */
	STREAM_TLS_NONE,     /* plain; refused unless the host is loopback */
};

/* "implicit", "starttls", "none". */
bool stream_tls_parse(const char *name, enum stream_tls *out);

/* Load now what libraries load lazily (TLS, the resolver's modules): call it
 * before the process is sealed. */
void stream_warm_up(void);

/* Whom to believe; loaded once, before the process is sealed. */
struct stream_trust;
/* ca_file: PEM with one or more authorities; NULL: the system's store.
 * _REFUSED when it holds none. */
struct stream_trust *stream_trust_new(const char *ca_file, GError **error);
void stream_trust_free(struct stream_trust *trust);
typedef struct stream_trust stream_trust;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(stream_trust, stream_trust_free)

/* All borrowed, and must outlive the stream. */
struct stream_settings {
	const char *host; /* name or address as the certificate bears it */
	int port;
	enum stream_tls tls;
	const struct stream_trust *trust; /* NULL only with TLS_NONE */
	int connect_timeout_ms;		  /* 0: 20 s; TCP and TLS together */
	int timeout_ms; /* 0: 60 s; each operation as a whole */
	int stop_fd;	/* readable or hung up: end the call; -1: none */
};

struct stream;

/* Connect (each address of the host in turn) and, with TLS_IMPLICIT, shake
 * hands.  Errors name host and port and what was wrong: self-signed, wrong
 * name, expired, unknown authority. */
struct stream *stream_open(
	const struct stream_settings *settings, GError **error);
/* NULL is fine.  Sends close_notify without waiting. */
void stream_free(struct stream *stream);
typedef struct stream stream;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(stream, stream_free)

/* TLS over the open connection, after the server agreed to STARTTLS.  Bytes
 * that came before the handshake make it fail (response injection,
 * CVE-2020-15953). */
bool stream_start_tls(struct stream *stream, GError **error);

enum {
	/* Slower than this for a whole operation is as good as dead. */
	STREAM_LEAST_BYTES_PER_SECOND = 32 << 10,
};

/* A new operation begins: total deadline (0: the setting), which grows by a
 * second for so many bytes that arrive or leave, and how many bytes may
 * arrive.  A stream that failed stays failed. */
void stream_begin(struct stream *stream, int timeout_ms, int64_t budget_bytes);
/* That many bytes more may arrive: a message body that goes to a file does
 * not count against the budget that guards memory. */
void stream_allow(struct stream *stream, int64_t bytes);

/* Up to `length` bytes; -1 on error and at the end of the stream, with the
 * reason kept for stream_take_error. */
ssize_t stream_read(struct stream *stream, void *bytes, size_t length);
ssize_t stream_write(struct stream *stream, const void *bytes, size_t length);

/* Why the last read or write failed; true when there was a failure.  Prefix
 * "host:port: ". */
bool stream_take_error(struct stream *stream, GError **error);
bool stream_has_failed(const struct stream *stream);

/* Bytes waiting inside TLS that poll() cannot see. */
bool stream_has_pending(const struct stream *stream);
int stream_fd(const struct stream *stream);
int stream_stop_fd(const struct stream *stream);
const char *stream_host(const struct stream *stream);

/* The last bytes handed to the peer, sent or perhaps sent, end in CR LF . CR
 * LF: an SMTP message may have been accepted. */
bool stream_sent_dot(const struct stream *stream);

/* A libetpan low stream over `stream`, which it does not own: freeing it
 * leaves the stream open.  Type mailstream_low *, kept out of this header. */
struct _mailstream_low *stream_low_new(struct stream *stream);
