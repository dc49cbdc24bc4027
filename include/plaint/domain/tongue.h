/* The four languages Plaint itself speaks, and names given in all of them. */
#pragma once

#include <stdbool.h>

enum tongue {
	TONGUE_UK,
	TONGUE_RU,
	TONGUE_BE,
	TONGUE_EN,
	TONGUES,
};

/* One name in every language; each owned, none NULL once read. */
struct names {
	char *in[TONGUES];
};

/* "uk", "ru", "be", "en". */
bool tongue_parse(const char *code, enum tongue *out);
const char *tongue_code(enum tongue tongue);
