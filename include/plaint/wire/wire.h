/* Frames between roles: two lengths, 4 bytes big-endian each, then so many
 * bytes of JSON (an object), and of long texts that were taken out of it: the
 * message that comes is the one that was sent (src/wire/beside.h).  At most one
 * descriptor rides along (SCM_RIGHTS).
 *
 * A peer may be taken over: a bad frame is an error for the caller (kill the
 * worker, count an attempt), never an assertion.
 *
 * jansson opens /dev/urandom when the first object of the process is made: a
 * worker must have received or made one message before it is sealed. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>
#include <jansson.h>

enum {
	WIRE_FRAME_MOST_BYTES = 64 << 20,
	/* Commas and brackets: a value costs up to 350 bytes of memory. */
	WIRE_FRAME_MOST_VALUES = 1 << 20,
};

/* _CLOSED: the peer went away between frames; _BROKEN: it misbehaved. */
enum wire_error {
	WIRE_ERROR_CLOSED,
	WIRE_ERROR_BROKEN,
	WIRE_ERROR_IO,
};
#define WIRE_ERROR (wire_error_quark())
GQuark wire_error_quark(void);

/* Blocking, but a peer that reads nothing for 30 s is _IO; pass_fd -1 for
 * none (it stays the caller's). */
bool wire_send(int fd, const json_t *message, int pass_fd, GError **error);

/* Blocking; a new reference.  *fd_out (may be NULL: a descriptor is then
 * closed) becomes the caller's, -1 when none came. */
json_t *wire_receive(int fd, int *fd_out, GError **error);

/* Non-blocking reader for an event loop; descriptors that come are closed.
 * After an error the stream is of no more use. */
struct wire_reader;
struct wire_reader *wire_reader_new(size_t most_bytes);
void wire_reader_free(struct wire_reader *reader);
/* Read what is there.  1: *message_out holds one message (call again, more
 * may wait); 0: nothing complete yet; -1: error set. */
int wire_reader_next(struct wire_reader *reader, int fd, json_t **message_out,
	GError **error);

/* Fields of a message, checked.  `wire_text` gives "" for a missing or
 * non-text field; `wire_integer` gives fallback. */
const char *wire_text(const json_t *message, const char *key);
json_int_t wire_integer(
	const json_t *message, const char *key, json_int_t fallback);
