/* Given names, by language and gender: they tell which of several readings of
 * an ending is a name. */
#pragma once

#include <stdbool.h>

enum name_gender {
	NAME_MALE,
	NAME_FEMALE,
	NAME_GENDERS
};
enum name_tongue {
	NAME_UK,
	NAME_RU,
	NAME_BE,
	NAME_TONGUES
};

/* lower: in lower case and the nominative. */
bool given_name_is(
	enum name_tongue tongue, enum name_gender gender, const char *lower);
