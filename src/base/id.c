/* ULID layout: 10 characters of time, 16 of chance.  Two ids of the same
 * millisecond sort by chance; nothing relies on their order. */

#include "plaint/base/id.h"

#include <string.h>
#include <sys/random.h>
#include <glib.h>

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

enum {
	TIME_CHARACTERS = 10,
	CHANCE_CHARACTERS = 16
};

void id_chance(void *bytes, size_t length)
{
	char *at = bytes;
	while (length > 0) {
		/* Never fails once the kernel has started up. */
		ssize_t got = getrandom(at, length, 0);
		if (got < 0)
			continue;
		at += got;
		length -= (size_t)got;
	}
}

struct id id_new(int64_t now_utc_us)
{
	struct id id;
	uint64_t ms = (uint64_t)(now_utc_us / 1000);
	for (int i = TIME_CHARACTERS - 1; i >= 0; i--) {
		id.text[i] = alphabet[ms & 31];
		ms >>= 5;
	}
	unsigned char chance[CHANCE_CHARACTERS];
	id_chance(chance, sizeof(chance));
	for (int i = 0; i < CHANCE_CHARACTERS; i++)
		id.text[TIME_CHARACTERS + i] = alphabet[chance[i] & 31];
	id.text[ID_LENGTH] = '\0';
	return id;
}
