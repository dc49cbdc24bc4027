/* The first packet tells: the session's key comes before what it locks. */
#include "pgp.h"

#include <string.h>

enum {
	PACKET = 0x80,	   /* in every first byte (4.2) */
	PACKET_NEW = 0x40, /* the type follows in six bits, else in four */
	KEY_FOR_HOLDER = 1,
	KEY_BY_PASSWORD = 3,
};

static bool is_key_packet(unsigned char first)
{
	int type = first & PACKET_NEW ? first & 0x3f : first >> 2 & 0x0f;

	return (first & PACKET) &&
	       (type == KEY_FOR_HOLDER || type == KEY_BY_PASSWORD);
}

bool pgp_is_encrypted(const char *data, size_t length)
{
	static const char armour[] = "-----BEGIN PGP MESSAGE-----";
	size_t blanks = 0;

	while (blanks < length && strchr(" \t\r\n", data[blanks]) &&
		data[blanks] != '\0')
		blanks++;
	data += blanks;
	length -= blanks;
	if (length >= sizeof(armour) - 1 &&
		memcmp(data, armour, sizeof(armour) - 1) == 0)
		return true;
	return length > 0 && is_key_packet((unsigned char)*data);
}
