/* The parts of an address and how each is read: post code, region, place,
 * street, house, what is inside the house, box.  Each reader answers where
 * its part that begins at token i ends; i: no such part begins there. */
#pragma once

#include "address_reader.h"

enum {
	PARTS_MOST = 16,
};

enum {
	HAS_POSTCODE = 1 << 0,
	HAS_COUNTRY = 1 << 1,
	HAS_REGION = 1 << 2,
	HAS_CITY = 1 << 3,
	HAS_VILLAGE = 1 << 4,
	HAS_TOWN = 1 << 5, /* by its name alone */
	HAS_STREET = 1 << 6,
	HAS_BARE_STREET = 1 << 7, /* without such a word */
	HAS_HOUSE = 1 << 8,
	HAS_FLAT = 1 << 9,
	HAS_BOX = 1 << 10,
	HAS_AREA = 1 << 11,
	HAS_POST = 1 << 12, /* a post office's number */
	HAS_PLACE = HAS_CITY | HAS_VILLAGE | HAS_TOWN,
	HAS_STREETS = HAS_STREET | HAS_BARE_STREET,
	HAS_ROAD = HAS_STREETS | HAS_AREA,
};

struct run {
	const struct address_reader *reader;
	unsigned has;
	bool led; /* "мешкаю: " stands before it */
	guint parts;
	guint from[PARTS_MOST], to[PARTS_MOST]; /* tokens */
};

const struct address_token *run_at(const struct run *run, guint i);
bool run_is_as(const struct run *run, guint i, unsigned role);
bool run_is_sign(const struct run *run, guint i, gunichar sign);
bool run_on_line(const struct run *run, guint i);
/* Behind the word of a part and its full stop. */
guint run_past_marker(const struct run *run, guint i);
/* A capitalised Cyrillic word that may be a name, or part of one. */
bool run_is_name(const struct run *run, guint i);
/* A given name or a patronymic. */
bool run_is_person(const struct run *run, guint i);

guint run_read_place_name(const struct run *run, guint i);
guint run_read_postcode(const struct run *run, guint i);
guint run_read_region(const struct run *run, guint i);
guint run_read_place(const struct run *run, guint i, unsigned *has);
guint run_read_street(const struct run *run, guint i);
/* A quarter, a garden society, a hostel: by its word and name or number. */
guint run_read_area(const struct run *run, guint i);
/* One without such a word, where something else says that it is one. */
guint run_read_bare_street(const struct run *run, guint i);
guint run_read_house(const struct run *run, guint i, bool *marked);
/* At i no word goes on that would make another thing of a number. */
bool run_ends_house(const struct run *run, guint i);
/* A house or a flat before the street that it stands in. */
guint run_read_inside_out(const struct run *run, guint i, unsigned *has);
guint run_read_flat(const struct run *run, guint i);
guint run_read_box(const struct run *run, guint i);
guint run_read_post(const struct run *run, guint i);
guint run_read_quoted(const struct run *run, guint i);
