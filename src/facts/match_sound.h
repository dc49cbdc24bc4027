/* Words as sounds: the same in Cyrillic and in Latin letters. */
#pragma once

#include <stddef.h>
#include "plaint/facts/match.h"

enum {
	SOUND_MOST = 40
};

/* Each sound a letter, capitals for those Latin writes with two; caller
 * frees. */
char *sound_skeleton(const char *word);
/* The first sound and the consonants; caller frees. */
char *sound_bones(const char *skeleton);
/* How many sounds must change, come or go; both at most SOUND_MOST. */
size_t sound_distance(const char *a, const char *b);
