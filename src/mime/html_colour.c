/* Nobody tells apart what differs by a few steps in each channel. */
#include "html_colour.h"

#include <stdlib.h>
#include <string.h>
#include <glib.h>

enum {
	CHANNEL_DIFFERENCE_LEAST = 8,
};

/* The words that hide text; any other is a colour that shows. */
static const struct {
	const char *name;
	uint32_t colour;
} names[] = {
	{ "white", HTML_COLOUR_WHITE },
	{ "black", HTML_COLOUR_BLACK },
	{ "transparent", HTML_COLOUR_CLEAR },
	{ "none", HTML_COLOUR_CLEAR },
	{ "snow", 0xfffafa },
	{ "ivory", 0xfffff0 },
	{ "ghostwhite", 0xf8f8ff },
	{ "whitesmoke", 0xf5f5f5 },
};

static uint32_t hex_find(const char *digits)
{
	size_t length = strspn(digits, "0123456789abcdef");
	uint32_t number = (uint32_t)strtoul(digits, NULL, 16);

	if (digits[length] != '\0')
		return HTML_COLOUR_UNKNOWN;
	if (length == 6)
		return number;
	if (length != 3)
		return HTML_COLOUR_UNKNOWN;
	return ((number >> 8) & 15) * 0x110000 + ((number >> 4) & 15) * 0x1100 +
	       (number & 15) * 0x11;
}

/* "255,255,255)", "255,255,255,0.5)" */
static uint32_t rgb_find(const char *numbers)
{
	uint32_t colour = 0;
	char *end = NULL;

	for (int i = 0; i < 3; i++) {
		double channel = g_ascii_strtod(numbers, &end);

		if (end == numbers || (*end != ',' && *end != ')') ||
			!(channel >= 0 && channel <= 255))
			return HTML_COLOUR_UNKNOWN;
		colour = colour << 8 | (uint32_t)channel;
		numbers = *end == ',' ? end + 1 : end;
	}
	if (*numbers == ')')
		return colour;
	return g_ascii_strtod(numbers, NULL) > 0 ? HTML_COLOUR_UNKNOWN
						 : HTML_COLOUR_CLEAR;
}

uint32_t html_colour_find(const char *value)
{
	if (*value == '#')
		return hex_find(value + 1);
	if (g_str_has_prefix(value, "rgb("))
		return rgb_find(value + strlen("rgb("));
	if (g_str_has_prefix(value, "rgba("))
		return rgb_find(value + strlen("rgba("));
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		if (strcmp(value, names[i].name) == 0)
			return names[i].colour;
	}
	/* bgcolor=ffffff */
	return strlen(value) == 6 ? hex_find(value) : HTML_COLOUR_UNKNOWN;
}

bool html_colour_is_same(uint32_t a, uint32_t b)
{
	if (a > HTML_COLOUR_WHITE || b > HTML_COLOUR_WHITE)
		return false;
	for (int shift = 0; shift < 24; shift += 8) {
		int difference =
			(int)((a >> shift) & 255) - (int)((b >> shift) & 255);

		if (abs(difference) >= CHANNEL_DIFFERENCE_LEAST)
			return false;
	}
	return true;
}
