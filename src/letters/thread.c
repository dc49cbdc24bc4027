/* Signed Message-IDs and case numbers in text. */

#include "plaint/letters/thread.h"

#include <string.h>

enum {
	TAG_LENGTH = 20, /* characters of 5 bits */
	YEAR_DIGITS = 4,
	SERIAL_DIGITS_LEAST = 6,
	SERIAL_DIGITS_MOST = 12,
	NUMBERS_MOST = 16,
	UNIQUE_MOST_BYTES = 64,
};

struct tag {
	char text[TAG_LENGTH + 1];
};

bool thread_key_parse(const char *text, struct thread_key *out)
{
	if (strlen(text) != THREAD_KEY_TEXT_LENGTH)
		return false;
	for (size_t i = 0; i < THREAD_KEY_BYTES; i++) {
		int high = g_ascii_xdigit_value(text[2 * i]);
		int low = g_ascii_xdigit_value(text[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		out->bytes[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

/* RFC 2104 by hand: GLib's HMAC is not on the list of what is pure. */
static void hmac(const struct thread_key *key, const char *text, size_t length,
	uint8_t out[32])
{
	uint8_t inner_pad[64], outer_pad[64];
	gsize size = 32;
	memset(inner_pad, 0x36, sizeof(inner_pad));
	memset(outer_pad, 0x5c, sizeof(outer_pad));
	for (size_t i = 0; i < THREAD_KEY_BYTES; i++) {
		inner_pad[i] ^= key->bytes[i];
		outer_pad[i] ^= key->bytes[i];
	}
	GChecksum *inner = g_checksum_new(G_CHECKSUM_SHA256);
	g_checksum_update(inner, inner_pad, sizeof(inner_pad));
	g_checksum_update(inner, (const guchar *)text, (gssize)length);
	g_checksum_get_digest(inner, out, &size);
	g_checksum_free(inner);
	GChecksum *outer = g_checksum_new(G_CHECKSUM_SHA256);
	g_checksum_update(outer, outer_pad, sizeof(outer_pad));
	g_checksum_update(outer, out, (gssize)size);
	g_checksum_get_digest(outer, out, &size);
	g_checksum_free(outer);
}

static struct tag tag_make(
	const struct thread_key *key, const char *unique, const char *number)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	struct tag tag;
	uint8_t mac[32];
	g_autofree char *text =
		g_strdup_printf("plaint-thread-1 %s %s", unique, number);
	hmac(key, text, strlen(text), mac);
	for (size_t i = 0; i < TAG_LENGTH; i++) {
		size_t bit = i * 5, byte = bit / 8;
		unsigned pair = (unsigned)mac[byte] << 8 | mac[byte + 1];
		tag.text[i] = digits[pair >> (11 - bit % 8) & 31];
	}
	tag.text[TAG_LENGTH] = '\0';
	return tag;
}

char *thread_message_id(const struct thread_key *key, const char *unique,
	const char *number, const char *domain)
{
	g_autofree char *lower = g_ascii_strdown(unique, -1);
	struct tag tag = tag_make(key, lower, number);
	return g_strconcat(
		lower, ".", number, ".", tag.text, "@", domain, NULL);
}

/* How long it takes must not tell how much of the tag was right. */
static bool tag_is(const struct tag *right, const char *said)
{
	unsigned differs = 0;
	for (size_t i = 0; i < TAG_LENGTH; i++)
		differs |= (unsigned)(right->text[i] ^ said[i]);
	return differs == 0;
}

/* Unique, number and tag; NULL where it is none of ours. */
static char **id_words(const char *message_id)
{
	size_t length = strcspn(message_id, "@");
	if (length > UNIQUE_MOST_BYTES + THREAD_NUMBER_MOST_BYTES + TAG_LENGTH)
		return NULL;
	g_autofree char *local = g_ascii_strdown(message_id, (gssize)length);
	g_auto(GStrv) words = g_strsplit(local, ".", 4);
	if (g_strv_length(words) != 3 || strlen(words[2]) != TAG_LENGTH ||
		strlen(words[1]) > THREAD_NUMBER_MOST_BYTES)
		return NULL;
	return g_steal_pointer(&words);
}

bool thread_may_be_ours(const char *message_id)
{
	g_auto(GStrv) words = id_words(message_id);
	return words != NULL;
}

bool thread_read_message_id(const struct thread_key *key,
	const char *message_id, struct thread_number *number_out)
{
	g_auto(GStrv) words = id_words(message_id);
	if (words == NULL)
		return false;
	struct tag right = tag_make(key, words[0], words[1]);
	if (!tag_is(&right, words[2]))
		return false;
	g_strlcpy(number_out->text, words[1], sizeof(number_out->text));
	return true;
}

static size_t digits_from(const char *text)
{
	size_t count = 0;
	while (g_ascii_isdigit(text[count]))
		count++;
	return count;
}

/* Length of the number that begins at `text`, 0 when none does. */
static size_t number_length(const char *text)
{
	if (digits_from(text) != YEAR_DIGITS || text[0] != '2' ||
		text[YEAR_DIGITS] != '-')
		return 0;
	size_t serial = digits_from(text + YEAR_DIGITS + 1);
	if (serial < SERIAL_DIGITS_LEAST || serial > SERIAL_DIGITS_MOST)
		return 0;
	return YEAR_DIGITS + 1 + serial;
}

static void numbers_add(GArray *numbers, const char *text, size_t length)
{
	struct thread_number number;
	memcpy(number.text, text, length);
	number.text[length] = '\0';
	for (guint i = 0; i < numbers->len; i++) {
		if (strcmp(g_array_index(numbers, struct thread_number, i).text,
			    number.text) == 0)
			return;
	}
	if (numbers->len < NUMBERS_MOST)
		g_array_append_val(numbers, number);
}

void thread_find_numbers(const char *text, GArray *numbers)
{
	static const char any_digit[] = "0123456789";
	const char *at = text + strcspn(text, any_digit);
	while (*at != '\0') {
		size_t length = number_length(at);
		bool is_apart = at == text || (at[-1] != '-' && at[-1] != '.' &&
						      !g_ascii_isalpha(at[-1]));
		if (length > 0 && is_apart && at[length] != '-')
			numbers_add(numbers, at, length);
		at += length > 0 ? length : digits_from(at);
		at += strcspn(at, any_digit);
	}
}
