/* A full disk is foreseen: what was half written would have to be done
 * again, and the database wants its room too. */

#include "room.h"

#include <sys/statvfs.h>

/* Bytes a process may still write there; -1 when that cannot be told. */
static int64_t room_free_bytes(const char *path)
{
	struct statvfs about;
	if (statvfs(path, &about) < 0)
		return -1;
	return (int64_t)about.f_bavail * (int64_t)about.f_frsize;
}

bool room_is_enough(const char *path, int64_t bytes, int64_t reserve)
{
	int64_t left = room_free_bytes(path);
	return left < 0 || left - bytes >= reserve;
}
