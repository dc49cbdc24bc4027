/* A list of MAPI properties as winmail.dat holds it (MS-OXTNEF 2.1.3.4,
 * types: MS-OXCDATA 2.11.1). */
#pragma once

#include <stdbool.h>
#include "little.h"

enum tnef_property_type {
	TNEF_OBJECT = 0x000d,
	TNEF_STRING = 0x001e,
	TNEF_UNICODE = 0x001f,
	TNEF_BINARY = 0x0102,
};

struct tnef_property {
	uint16_t type; /* others than those above too */
	uint16_t id;   /* named ones: from 0x8000 on */
	struct little value;
};

typedef void (*tnef_property_func)(
	void *data, const struct tnef_property *property);

/* Calls func for each, of several values for the first.  False when the list
 * ends in the middle or a type is unknown, so that what follows cannot be
 * found; what came before was given. */
bool tnef_properties_walk(
	const struct little *list, tnef_property_func func, void *data);
