/* A server that says what its script says, for the answers real servers never
 * give.  It listens on a loopback port, in a forked child, serves one
 * connection (or `connections` in turn) and ends.
 *
 * A script is an array of lines ending with NULL:
 *     "S:text"   send text and CR LF; %T is the tag (first word) of the last
 *                line read; C escapes (\r, \001) work
 *     "s:text"   the same without CR LF
 *     "C:start"  read a line; end the connection unless it starts so
 *     "D:"       read lines until a lone dot
 *     "W:ms"     wait
 *     "F:n"      send n times 'x'
 *     "T:"       send a space every 50 ms until the peer goes away
 *     "R:"       reset the connection instead of closing it
 * At its end the connection is closed. */
#pragma once

#include <arpa/inet.h>
#include <glib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct fake_server {
	int port;
	pid_t pid;
};

static inline bool fake_read_line(FILE *peer, char line[4096])
{
	if (fgets(line, 4096, peer) == NULL)
		return false;
	line[strcspn(line, "\r\n")] = '\0';
	return true;
}

static inline void fake_send(
	FILE *peer, const char *text, const char *tag, const char *end)
{
	g_autofree char *plain = g_strcompress(text);
	g_auto(GStrv) parts = g_strsplit(plain, "%T", -1);
	g_autofree char *joined = g_strjoinv(tag, parts);
	fputs(joined, peer);
	fputs(end, peer);
	fflush(peer);
}

static inline void fake_fill(FILE *peer, long n)
{
	while (n-- > 0 && fputc('x', peer) != EOF)
		continue;
	fflush(peer);
}

static inline void fake_trickle(FILE *peer)
{
	while (fputc(' ', peer) != EOF && fflush(peer) == 0)
		g_usleep(50 * 1000);
}

static inline void fake_reset(int fd)
{
	struct linger linger = { .l_onoff = 1, .l_linger = 0 };
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
}

static inline void fake_serve(int fd, const char *const *script)
{
	int on = 1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	FILE *peer = fdopen(fd, "r+");
	char line[4096] = "";
	char tag[64] = "";
	bool goes_on = true;
	for (; goes_on && *script != NULL; script++) {
		const char *step = *script + 2;
		switch (**script) {
		case 'S':
			fake_send(peer, step, tag, "\r\n");
			break;
		case 's':
			fake_send(peer, step, tag, "");
			break;
		case 'C':
			goes_on = fake_read_line(peer, line) &&
				  strstr(line, step) != NULL;
			g_strlcpy(tag, line, sizeof(tag));
			tag[strcspn(tag, " ")] = '\0';
			break;
		case 'D':
			while (fake_read_line(peer, line) &&
				strcmp(line, ".") != 0)
				continue;
			break;
		case 'W':
			g_usleep((gulong)atol(step) * 1000);
			break;
		case 'F':
			fake_fill(peer, atol(step));
			break;
		case 'T':
			fake_trickle(peer);
			break;
		case 'R':
			fake_reset(fd);
			break;
		default:
			goes_on = false;
		}
	}
	fclose(peer);
}

static inline struct fake_server fake_server_start(
	const char *const *script, int connections)
{
	struct fake_server server = { 0 };
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) < 0 ||
		listen(fd, 8) < 0 ||
		getsockname(fd, (struct sockaddr *)&address, &length) < 0)
		abort();
	server.port = ntohs(address.sin_port);
	server.pid = fork();
	if (server.pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		signal(SIGPIPE, SIG_IGN);
		for (int i = 0; i < connections; i++)
			fake_serve(accept(fd, NULL, NULL), script);
		_exit(0);
	}
	close(fd);
	return server;
}

static inline void fake_server_stop(struct fake_server *server)
{
	kill(server->pid, SIGKILL);
	waitpid(server->pid, NULL, 0);
}
