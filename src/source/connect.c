/* TCP to a named host: every address in turn, each with its share of the
 * time that is left, so that one dead address does not eat it all. */
#include "connect.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "plaint/base/clock.h"
#include "plaint/base/fd.h"

typedef struct addrinfo addresses;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(addresses, freeaddrinfo)

static int wait_ms(int64_t deadline_us)
{
	int64_t left = (deadline_us - clock_monotonic_us() + 999) / 1000;
	return (int)CLAMP(left, 0, G_MAXINT);
}

enum wait_result connect_wait(
	int fd, short events, int stop_fd, int64_t deadline_us)
{
	struct pollfd polled[2] = { { .fd = fd, .events = events },
		{ .fd = stop_fd, .events = POLLIN } };
	for (;;) {
		int ms = wait_ms(deadline_us);
		int n = poll(polled, 2, ms);
		if (n < 0 && errno != EINTR)
			return WAIT_LATE;
		if (n > 0 && polled[1].revents != 0)
			return WAIT_STOPPED;
		if (n > 0)
			return WAIT_READY;
		if (ms == 0)
			return WAIT_LATE;
	}
}

static bool address_is_loopback(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const void *)address;
		return ntohl(in->sin_addr.s_addr) >> 24 == 127;
	}
	if (address->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = (const void *)address;
		return IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr);
	}
	return false;
}

static struct addrinfo *host_resolve(
	const struct stream_settings *settings, GError **error)
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICSERV | AI_ADDRCONFIG };
	char port[16];
	g_snprintf(port, sizeof(port), "%d", settings->port);
	struct addrinfo *list = NULL;
	int r = getaddrinfo(settings->host, port, &hints, &list);
	/* A machine with nothing but loopback has no address "configured". */
	if (r != 0) {
		hints.ai_flags = AI_NUMERICSERV;
		r = getaddrinfo(settings->host, port, &hints, &list);
	}
	if (r == 0)
		return list;
	g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_NETWORK,
		"%s:%d: name look-up failed: %s", settings->host,
		settings->port,
		r == EAI_SYSTEM ? strerror(errno) : gai_strerror(r));
	return NULL;
}

static void set_network_error(GError **error,
	const struct stream_settings *settings, int code, const char *why)
{
	g_clear_error(error);
	g_set_error(error, SOURCE_ERROR, code, "%s:%d: %s", settings->host,
		settings->port, why);
}

static int connect_address(const struct stream_settings *settings,
	const struct addrinfo *address, int64_t deadline_us, GError **error)
{
	auto_fd int fd = socket(address->ai_family,
		SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		set_network_error(
			error, settings, SOURCE_ERROR_NETWORK, strerror(errno));
		return -1;
	}
	int on = 1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	int r = connect(fd, address->ai_addr, address->ai_addrlen);
	int reason = r == 0 ? 0 : errno;
	if (reason == EINPROGRESS) {
		enum wait_result wait = connect_wait(
			fd, POLLOUT, settings->stop_fd, deadline_us);
		if (wait == WAIT_STOPPED) {
			set_network_error(error, settings, SOURCE_ERROR_STOPPED,
				"stopped while connecting");
			return -1;
		}
		socklen_t length = sizeof(reason);
		getsockopt(fd, SOL_SOCKET, SO_ERROR, &reason, &length);
		if (wait == WAIT_LATE)
			reason = ETIMEDOUT;
	}
	if (reason == 0)
		return fd_steal(&fd);
	set_network_error(
		error, settings, SOURCE_ERROR_NETWORK, strerror(reason));
	return -1;
}

int connect_tcp(const struct stream_settings *settings, int64_t deadline_us,
	GError **error)
{
	g_autoptr(addresses) list = host_resolve(settings, error);
	if (list == NULL)
		return -1;
	int left = 0;
	for (const struct addrinfo *a = list; a != NULL; a = a->ai_next)
		left++;
	for (const struct addrinfo *a = list; a != NULL; a = a->ai_next) {
		if (settings->tls == STREAM_TLS_NONE &&
			!address_is_loopback(a->ai_addr)) {
			set_network_error(error, settings, SOURCE_ERROR_REFUSED,
				"`tls: none` is only for this machine's own "
				"loopback address");
			return -1;
		}
		int64_t now_us = clock_monotonic_us();
		int64_t share_us = MAX(deadline_us - now_us, 0) / left--;
		g_clear_error(error);
		int fd = connect_address(settings, a, now_us + share_us, error);
		if (fd >= 0)
			return fd;
		if (error != NULL && g_error_matches(*error, SOURCE_ERROR,
					     SOURCE_ERROR_STOPPED))
			return -1;
	}
	return -1;
}
