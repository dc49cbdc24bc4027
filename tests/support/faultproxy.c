/* A TCP proxy that breaks things, for tests against real servers: it forwards
 * every connection to one server and cuts, stalls, delays or trickles what
 * comes back.  Inside TLS it cuts raw bytes, as a bad line does.
 *
 *     faultproxy [options] PORT [LISTEN_PORT]
 *
 * connects to 127.0.0.1:PORT, listens on 127.0.0.1 (a free port when none is
 * given), writes the number of its port alone on a line, and works until it
 * is ended.  At the end, and at SIGUSR2, it says on standard error what it
 * did; SIGUSR1 cuts all connections at once, SIGHUP makes them silent.
 *
 * Options without a number do nothing; sizes count bytes from the server. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	LINKS_MOST = 64,
	BUFFER_BYTES = 16 << 10,
	TICK_MS = 20,
	UP = 0,	  /* client to server */
	DOWN = 1, /* server to client */
};

static struct {
	int64_t cut_bytes;   /* cut a connection each time so much came */
	bool is_in_all;	     /* … over all connections, not in each */
	int64_t stall_bytes; /* so much, then silence, sockets open */
	int64_t times;	     /* faults to commit, then be good; 0: no end */
	int delay_ms;
	int64_t trickle_bytes_s;
} wish;

static int64_t faults, cuts, stalls, connections, bytes_in_all;
static volatile sig_atomic_t must_end, must_cut, must_stall, must_tell;

/* One way of a connection: read from `from`, wait, write to `to`. */
struct flow {
	int from, to;
	char bytes[BUFFER_BYTES];
	size_t used, done;
	int64_t ready_ms; /* not to be written before */
	bool is_over;	  /* `from` has ended */
};

struct link {
	struct flow flows[2];
	int64_t down_bytes; /* from the server */
	bool is_open, is_stalled;
};

static struct link links[LINKS_MOST];

static void on_signal(int number)
{
	if (number == SIGUSR1)
		must_cut = 1;
	else if (number == SIGHUP)
		must_stall = 1;
	else if (number == SIGUSR2)
		must_tell = 1;
	else
		must_end = 1;
}

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void tell(void)
{
	fprintf(stderr,
		"connections %lld, bytes %lld, cuts %lld, stalls %lld\n",
		(long long)connections, (long long)bytes_in_all,
		(long long)cuts, (long long)stalls);
}

static bool may_fault(void)
{
	return wish.times == 0 || faults < wish.times;
}

/* With a reset towards both sides when the line is cut: nothing that is on
 * its way arrives. */
static void link_close(struct link *link, bool is_cut)
{
	struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
	for (int way = UP; way <= DOWN; way++) {
		int fd = link->flows[way].from;
		if (is_cut)
			setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once,
				sizeof(at_once));
		close(fd);
	}
	link->is_open = false;
}

static struct sockaddr_in loopback(int port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

/* The server may be down: then the client is hung up on, as it would be. */
static void link_open(int client, int server_port)
{
	struct sockaddr_in address = loopback(server_port);
	int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct link *link = links;
	while (link < links + LINKS_MOST && link->is_open)
		link++;
	if (server < 0 || link == links + LINKS_MOST ||
		connect(server, (struct sockaddr *)&address, sizeof(address)) <
			0) {
		close(client);
		if (server >= 0)
			close(server);
		return;
	}
	fcntl(client, F_SETFL, O_NONBLOCK);
	fcntl(server, F_SETFL, O_NONBLOCK);
	*link = (struct link){ .is_open = true };
	link->flows[UP].from = link->flows[DOWN].to = client;
	link->flows[UP].to = link->flows[DOWN].from = server;
	connections++;
}

/* How much may be read from the server before the next fault is due. */
static int64_t room_until_fault(const struct link *link)
{
	int64_t room = INT64_MAX;
	if (!may_fault())
		return room;
	if (wish.cut_bytes > 0)
		room = wish.cut_bytes -
		       (wish.is_in_all ? bytes_in_all : link->down_bytes) %
			       wish.cut_bytes;
	if (wish.stall_bytes > 0 && wish.stall_bytes - link->down_bytes < room)
		room = wish.stall_bytes - link->down_bytes;
	return room;
}

static size_t read_most(const struct link *link, int way)
{
	int64_t most = BUFFER_BYTES;
	if (way == UP)
		return (size_t)most;
	if (wish.trickle_bytes_s > 0 && wish.trickle_bytes_s / 20 < most)
		most = wish.trickle_bytes_s / 20 + 1;
	int64_t room = room_until_fault(link);
	return (size_t)(room < most ? room : most);
}

static void flow_read(struct link *link, int way)
{
	struct flow *flow = &link->flows[way];
	size_t most = read_most(link, way);
	ssize_t got = read(flow->from, flow->bytes, most);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		flow->is_over = true;
		shutdown(flow->to, SHUT_WR);
		return;
	}
	flow->used = (size_t)got;
	flow->done = 0;
	flow->ready_ms = now_ms() + wish.delay_ms +
			 (way == DOWN && wish.trickle_bytes_s > 0 ? 50 : 0);
	if (way == DOWN) {
		link->down_bytes += got;
		bytes_in_all += got;
	}
}

static void flow_write(struct link *link, int way)
{
	struct flow *flow = &link->flows[way];
	ssize_t put = send(flow->to, flow->bytes + flow->done,
		flow->used - flow->done, MSG_NOSIGNAL);
	if (put < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (put < 0) {
		link_close(link, true);
		return;
	}
	flow->done += (size_t)put;
	if (flow->done == flow->used)
		flow->done = flow->used = 0;
}

/* After what was read before it has been passed on. */
static void link_fault(struct link *link)
{
	int64_t counted = wish.is_in_all ? bytes_in_all : link->down_bytes;
	if (!may_fault() || link->flows[DOWN].used > 0 || link->down_bytes == 0)
		return;
	if (wish.cut_bytes > 0 && counted > 0 &&
		counted % wish.cut_bytes == 0) {
		faults++;
		cuts++;
		/* Not again at the same count. */
		bytes_in_all++;
		link_close(link, true);
	} else if (wish.stall_bytes > 0 &&
		   link->down_bytes >= wish.stall_bytes) {
		faults++;
		stalls++;
		link->is_stalled = true;
	}
}

static bool link_is_over(const struct link *link)
{
	return link->flows[UP].is_over && link->flows[DOWN].is_over &&
	       link->flows[UP].used == 0 && link->flows[DOWN].used == 0;
}

/* What to wait for on one way; `revents` of the last poll decide what is
 * done. */
static struct pollfd flow_wait(const struct link *link, int way)
{
	const struct flow *flow = &link->flows[way];
	struct pollfd wait = { .fd = -1 };
	if (!link->is_open || link->is_stalled)
		return wait;
	if (flow->used > 0 && now_ms() >= flow->ready_ms)
		wait = (struct pollfd){ .fd = flow->to, .events = POLLOUT };
	else if (flow->used == 0 && !flow->is_over && read_most(link, way) > 0)
		wait = (struct pollfd){ .fd = flow->from, .events = POLLIN };
	return wait;
}

static void link_serve(struct link *link, const struct pollfd waits[2])
{
	for (int way = UP; way <= DOWN && link->is_open; way++) {
		if (waits[way].fd < 0 || waits[way].revents == 0)
			continue;
		if (waits[way].events == POLLOUT)
			flow_write(link, way);
		else
			flow_read(link, way);
	}
	if (link->is_open && !link->is_stalled)
		link_fault(link);
	if (link->is_open && !link->is_stalled && link_is_over(link))
		link_close(link, false);
}

static void serve(int listener, int server_port)
{
	struct pollfd waits[1 + 2 * LINKS_MOST];
	waits[0] = (struct pollfd){ .fd = listener, .events = POLLIN };
	for (int i = 0; i < LINKS_MOST; i++)
		for (int way = UP; way <= DOWN; way++)
			waits[1 + 2 * i + way] = flow_wait(&links[i], way);
	poll(waits, 1 + 2 * LINKS_MOST, TICK_MS);
	for (int i = 0; i < LINKS_MOST; i++)
		if (links[i].is_open)
			link_serve(&links[i], waits + 1 + 2 * i);
	if (waits[0].revents & POLLIN) {
		int client = accept(listener, NULL, NULL);
		if (client >= 0)
			link_open(client, server_port);
	}
	for (int i = 0; must_cut && i < LINKS_MOST; i++) {
		cuts += links[i].is_open;
		if (links[i].is_open)
			link_close(&links[i], true);
	}
	must_cut = 0;
	for (int i = 0; must_stall && i < LINKS_MOST; i++) {
		stalls += links[i].is_open;
		links[i].is_stalled = links[i].is_open;
	}
	must_stall = 0;
	if (must_tell)
		tell();
	must_tell = 0;
}

static int listen_at(int port)
{
	struct sockaddr_in address = loopback(port);
	socklen_t size = sizeof(address);
	int yes = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (fd < 0 ||
		bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
		listen(fd, LINKS_MOST) < 0 ||
		getsockname(fd, (struct sockaddr *)&address, &size) < 0) {
		perror("faultproxy: listen");
		exit(1);
	}
	printf("%d\n", ntohs(address.sin_port));
	fflush(stdout);
	return fd;
}

static const struct option options[] = {
	{ "cut-kb", required_argument, NULL, 'c' },
	{ "cut-kb-in-all", required_argument, NULL, 'a' },
	{ "stall-kb", required_argument, NULL, 's' },
	{ "times", required_argument, NULL, 'n' },
	{ "delay-ms", required_argument, NULL, 'd' },
	{ "trickle-bytes", required_argument, NULL, 't' }, /* a second */
	{ 0 },
};

static void wish_set(int option, int64_t value)
{
	switch (option) {
	case 'a':
		wish.is_in_all = true;
		wish.cut_bytes = value << 10;
		break;
	case 'c':
		wish.cut_bytes = value << 10;
		break;
	case 's':
		wish.stall_bytes = value << 10;
		break;
	case 'n':
		wish.times = value;
		break;
	case 'd':
		wish.delay_ms = (int)value;
		break;
	case 't':
		wish.trickle_bytes_s = value;
		break;
	default:
		exit(2);
	}
}

int main(int argc, char **argv)
{
	struct sigaction catch = { .sa_handler = on_signal };
	int option;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		int64_t value = optarg != NULL ? atoll(optarg) : 0;
		wish_set(option, value >= 0 && value < INT_MAX ? value : 0);
	}
	if (optind >= argc) {
		fprintf(stderr, "usage: faultproxy [--cut-kb N |"
				" --cut-kb-in-all N] [--stall-kb N]"
				" [--times N]\n  [--delay-ms N]"
				" [--trickle-bytes N] PORT [LISTEN_PORT]\n");
		return 2;
	}
	sigaction(SIGTERM, &catch, NULL);
	sigaction(SIGINT, &catch, NULL);
	sigaction(SIGUSR1, &catch, NULL);
	sigaction(SIGUSR2, &catch, NULL);
	sigaction(SIGHUP, &catch, NULL);
	int listener =
		listen_at(optind + 1 < argc ? atoi(argv[optind + 1]) : 0);
	while (!must_end)
		serve(listener, atoi(argv[optind]));
	tell();
	return 0;
}
