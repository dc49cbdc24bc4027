/* What goes to standard output, caught. */
#pragma once

#include <check.h>
#include <glib.h>
#include <stdio.h>
#include <unistd.h>

/* Of one call; caller frees. */
static inline char *printed(void (*print)(const void *what), const void *what)
{
	int pipe_fds[2];
	char text[4096] = "";
	ck_assert_int_eq(pipe(pipe_fds), 0);
	fflush(stdout);
	int kept = dup(STDOUT_FILENO);
	dup2(pipe_fds[1], STDOUT_FILENO);
	close(pipe_fds[1]);
	print(what);
	fflush(stdout);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	ck_assert_int_ge(read(pipe_fds[0], text, sizeof(text) - 1), 0);
	close(pipe_fds[0]);
	return g_strdup(text);
}
