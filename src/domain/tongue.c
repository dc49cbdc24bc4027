/* Codes of the four languages. */
#include "plaint/domain/tongue.h"
#include <string.h>

static const char *const codes[TONGUES] = { "uk", "ru", "be", "en" };

bool tongue_parse(const char *code, enum tongue *out)
{
	for (int i = 0; i < TONGUES; i++) {
		if (strcmp(code, codes[i]) == 0) {
			*out = (enum tongue)i;
			return true;
		}
	}
	return false;
}

const char *tongue_code(enum tongue tongue)
{
	return codes[tongue];
}
