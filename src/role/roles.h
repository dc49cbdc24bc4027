/* The roles and what they share.  Each takes the settings frame (borrowed)
 * and returns the process's exit status. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>
#include <jansson.h>

int role_parse(const json_t *settings);
int role_ocr(const json_t *settings);
int role_bind(const json_t *settings);
int role_fetch(const json_t *settings);
int role_send(const json_t *settings);
int role_token(const json_t *settings);
int role_scan(const json_t *settings);
int role_train(const json_t *settings);

struct role {
	const char *name;
	int (*run)(const json_t *settings);
};
/* role_main among these. */
int role_live(const struct role *roles, size_t count, const char *name);

/* Send {"type": type, "message": error's}; the error is freed. */
void role_say_error(const char *type, GError *error);
/* Send and drop `frame`; false when the engine is gone. */
bool role_say(json_t *frame);

/* The loop of parse and ocr: say ready, then read originals until the
 * engine closes.  `read` makes a document of request->fd; it must not keep
 * either descriptor. */
struct role_request {
	int fd, attachments_fd;
	const json_t *frame; /* what the engine said of it */
};
struct document;
typedef struct document *(*role_read)(
	const struct role_request *request, void *user, GError **error);
int role_serve_reads(role_read read, void *user, bool with_words);

/* Seal as a reader within memory_bytes of the settings, unless told not to;
 * on failure says so to the engine and returns false. */
bool role_seal_reader(const json_t *settings);
