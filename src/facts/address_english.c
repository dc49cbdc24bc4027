/* Addresses as English has them: flat, building, number and street, then
 * towns and a post code, each behind a comma or on a line of its own. */
#include "address_english.h"

#include <string.h>

enum {
	GROUPS_MOST = 5,
	FLATS_MOST = 4,
	RURAL_GROUPS_MOST = 3,
};

/* One part behind the street. */
static guint read_after(
	const struct address_reader *reader, guint i, bool *has_code)
{
	guint next = english_past_comma(reader, i), to;
	bool has_comma = next > i;
	if (english_at(reader, next)->lines > 1)
		return i;
	/* "41 Dunmore Road in Ballymena" */
	static const char *const in[] = { "in", NULL };
	if (english_is_one_of(reader, i, in) && english_on_line(reader, i)) {
		to = english_read_group(reader, i + 1);
		return to > i + 1 && english_ends_group(reader, to) ? to : i;
	}
	if (address_is_sign(reader, i, '.') &&
		english_read_postcode(reader, i + 1) > i + 1)
		next = i + 1;
	if ((to = english_read_postcode(reader, next)) > next ||
		(to = english_read_code_first(reader, next)) > next ||
		(to = english_read_zip(reader, next)) > next) {
		*has_code = true;
		return to;
	}
	if ((to = english_read_flat(reader, next)) > next ||
		(to = english_read_small_town(reader, next)) > next)
		return to;
	/* ", off Mill Road" */
	static const char *const beside[] = { "off", "nr", "near", "behind",
		"opposite", NULL };
	if (has_comma && english_is_one_of(reader, next, beside) &&
		english_on_line(reader, next + 1))
		next++;
	to = english_read_group(reader, next);
	if (to == next)
		return i;
	guint after = english_past_comma(reader, to);
	bool coded = english_on_line(reader, after) &&
		     (english_read_postcode(reader, after) > after ||
			     english_read_zip(reader, after) > after);
	if (english_on_line(reader, next) && !has_comma)
		return coded || english_at(reader, to)->kind == TOKEN_SIGN ||
				       !english_on_line(reader, to)
			       ? to
			       : i;
	if (!english_on_line(reader, next) && !has_comma &&
		!english_has_code_ahead(reader, next))
		return i;
	return coded || english_ends_group(reader, to) ? to : i;
}

struct english {
	const struct address_reader *reader;
	guint to, groups;
	bool has_flat, has_building, has_number, has_street, has_code;
	bool led, begins_line;
};

static const char *const po[] = { "po", "p.o", "pobox", NULL };
static const char *const box[] = { "box", NULL };

/* "RR 2 Box 45" */
static bool read_rural_box(struct english *english, guint i)
{
	static const char *const route[] = { "rr", "hc", NULL };
	const struct address_reader *reader = english->reader;
	if (!english_is_one_of(reader, i, route) ||
		english_at(reader, i + 1)->kind != TOKEN_NUMBER ||
		!english_is_one_of(reader, i + 2, box) ||
		english_at(reader, i + 3)->kind != TOKEN_NUMBER)
		return false;
	english->to = i + 4;
	return true;
}

/* "P.O. Box 12", "PO Box 12" */
static bool read_box(struct english *english, guint i)
{
	const struct address_reader *reader = english->reader;
	if (read_rural_box(english, i))
		return true;
	if (!english_is_one_of(reader, i, po))
		return false;
	guint k = address_is_sign(reader, i + 1, '.') ? i + 2 : i + 1;
	if (english_is_one_of(reader, k, box))
		k++;
	else if (k > i + 1)
		return false;
	if (english_at(reader, k)->kind != TOKEN_NUMBER)
		return false;
	english->to = k + 1;
	return true;
}

/* "14 Mill Lane", "14 Broadmead": where the number is followed by names. */
static void read_number(struct english *english, guint i)
{
	const struct address_reader *reader = english->reader;
	if (!address_is_house(reader, i) &&
		!(english_at(reader, i)->kind == TOKEN_NUMBER &&
			english_is_one_of(reader, i + 2, english_ordinal_ends)))
		return;
	guint name = english_past_comma(reader, i + 1);
	guint to = english_read_type_first(reader, name);
	if (to == name)
		to = english_read_street(reader, name);
	if (to == name && (english->led || english->has_flat ||
				  english_has_code_ahead(reader, name)))
		to = english_read_small_street(reader, name);
	if (to > name && english_on_line(reader, name)) {
		english->has_number = english->has_street = true;
		english->to = to;
		return;
	}
	to = english_read_group(reader, name);
	if (name > i + 1 || to == name || !english_on_line(reader, name) ||
		address_is_year(reader, i))
		return;
	english->has_number = true;
	english->to = to;
}

static void read_groups(struct english *english)
{
	while (english->groups < GROUPS_MOST && !english->has_code) {
		guint to = read_after(
			english->reader, english->to, &english->has_code);
		if (to == english->to)
			break;
		english->to = to;
		english->groups++;
	}
	/* "22 Priory Hill, SA31 1XQ Carmarthen" */
	guint town = english_read_group(english->reader, english->to);
	if (english->has_code && english->groups == 1 &&
		english_on_line(english->reader, english->to) &&
		english_ends_group(english->reader, town))
		english->to = town;
	guint country = english_past_comma(english->reader, english->to);
	if (english->has_code &&
		english_at(english->reader, country)->lines < 2 &&
		english_is_as(english->reader, country, AS_COUNTRY))
		english->to = country + 1;
}

/* "Flat 3, Floor 2, Unit 6": behind the last that follows. */
static guint read_more_flats(const struct address_reader *reader, guint to)
{
	for (int n = 0; n < FLATS_MOST; n++) {
		guint next = english_past_comma(reader, to);
		guint flat = english_read_flat(reader, next);
		if (flat == next)
			break;
		to = flat;
	}
	return to;
}

/* A house's name: by its last word, or where a flat in it or what leads to an
 * address says so. */
static bool is_building(const struct english *english, guint i, guint to)
{
	static const char *const the[] = { "the", NULL };
	const struct address_reader *reader = english->reader;
	if (english_is_as(reader, to - 1, AS_BUILDING_EN) && to > i + 1)
		return true;
	if (english->has_flat &&
		(english_is_as(reader, to - 1, AS_BUILDING_EN | AS_STREET_EN) ||
			english_is_one_of(reader, i, the)))
		return true;
	return (english->has_flat ||
		       (english->led &&
			       english_read_street(reader, to + 1) > to + 1)) &&
	       english_has_code_ahead(reader, to);
}

/* "Rose Cottage, Church Lane, Penhallow" */
static void read_building(struct english *english, guint i)
{
	const struct address_reader *reader = english->reader;
	guint to = english_read_group(reader, i);
	guint next = english_past_comma(reader, to);
	bool is_parted =
		next > to ||
		(english->has_flat && english_at(reader, to)->lines == 1);
	if (to == i || !is_parted || !is_building(english, i, to))
		return;
	english->has_building = true;
	english->to = read_more_flats(reader, to);
	next = english_past_comma(reader, english->to);
	read_number(english, next);
	if (english->has_number)
		return;
	guint street = english_read_street(reader, next);
	if (street > next) {
		english->has_street = true;
		english->to = street;
	}
}

/* "Ballyduff\nCo. Waterford\nP51 X2Y3", "Kilbride, Castlebar, Co. Mayo, F23
 * AB12": no more than a place has; of two words a name may be a person's. */
static void read_rural(struct english *english, guint i)
{
	static const char *const county[] = { "co", "county", NULL };
	const struct address_reader *reader = english->reader;
	guint next = i, to = english_read_group(reader, i);
	for (int n = 0; n < RURAL_GROUPS_MOST && to > next; n++) {
		bool is_one_word = to == next + 1;
		next = english_past_comma(reader, to);
		if (english_is_one_of(reader, next, county) || !is_one_word)
			break;
		to = english_read_group(reader, next);
	}
	if (next == i || !english_is_one_of(reader, next, county))
		return;
	to = english_read_group(reader, next);
	guint code = english_past_comma(reader, to);
	if (english_at(reader, code)->lines > 1 ||
		english_read_postcode(reader, code) == code)
		return;
	english->has_building = true;
	english->to = to;
}

/* "vul. Lesi Ukrainky 12", "ul. Marszałkowska 10/12" */
static void read_type_first(struct english *english, guint i)
{
	const struct address_reader *reader = english->reader;
	guint to = english_read_type_first(reader, i);
	guint number = english_past_comma(reader, to);
	if (to == i || !english_on_line(reader, number) ||
		!address_is_house(reader, number))
		return;
	english->has_number = english->has_street = true;
	english->to = number + 1;
}

/* "Khreshchatyk St., 22, apt 5" */
static guint read_reversed(const struct address_reader *reader, guint i)
{
	static const char *const types[] = { "street", "st", "avenue", "ave",
		"lane", "square", "boulevard", "blvd", "road", "rd", "str",
		NULL };
	static const char *const brief[] = { "str", NULL };
	guint end = english_read_group(reader, i);
	if (end > i && english_is_one_of(reader, end, brief) &&
		english_on_line(reader, end))
		end++;
	if (end < i + 2 || !english_is_one_of(reader, end - 1, types))
		return i;
	guint number = address_is_sign(reader, end, '.') ? end + 1 : end;
	guint comma = english_past_comma(reader, number);
	/* "Sovetskaya str. 51" */
	bool is_short =
		number > end && english_is_one_of(reader, end - 1, brief);
	bool fits = (comma > number || is_short) &&
		    english_on_line(reader, comma) &&
		    address_is_house(reader, comma) &&
		    (english_at(reader, comma + 1)->kind == TOKEN_SIGN ||
			    !english_on_line(reader, comma + 1));
	return fits ? comma + 1 : i;
}

/* "4/2, 88 Hyndland Terrace": floor and flat before the number. */
static bool is_stairs(const struct address_reader *reader, guint i)
{
	const struct address_token *token = english_at(reader, i);
	return memchr(reader->text + token->from, '/',
		       token->to - token->from) != NULL &&
	       address_is_sign(reader, i + 1, ',') &&
	       address_is_house(reader, i + 2);
}

static bool is_address(const struct english *english)
{
	if (english->has_number && english->has_street)
		return true;
	if (english->has_flat && (english->has_building || english->has_number))
		return english->groups > 0 || english->led;
	if (english->has_building && english->has_street)
		return english->led || english->begins_line ||
		       english->has_code || english->groups > 0;
	if ((english->has_building || english->has_street) && english->has_code)
		return true;
	return english->has_number &&
	       (english->has_code ||
		       (english->groups > 0 &&
			       (english->led || english->begins_line)));
}

static bool can_begin_number(const struct address_reader *reader, guint i)
{
	const struct address_token *next =
		english_at(reader, english_past_comma(reader, i + 1));
	bool is_first = i == 0 ||
			english_at(reader, i - 1)->kind != TOKEN_NUMBER ||
			!english_on_line(reader, i);
	return is_first && next->lines == 0 &&
	       (next->kind == TOKEN_WORD || is_stairs(reader, i) ||
		       english_is_one_of(reader, i + 2, english_ordinal_ends));
}

/* Cheap, and asked at every token. */
static bool can_begin(const struct address_reader *reader, guint i)
{
	const struct address_token *first = english_at(reader, i);
	if (first->kind == TOKEN_NUMBER)
		return can_begin_number(reader, i);
	if ((first->roles & (AS_FLAT_EN | AS_NUMBER_EN | AS_STREET)) != 0)
		return true;
	/* A name is begun by its first word. */
	if (!first->is_capital || (i > 0 && english_on_line(reader, i) &&
					  english_is_name(reader, i - 1)))
		return false;
	guint next = english_past_comma(reader, i + 1);
	return english_at(reader, next)->kind != TOKEN_SIGN ||
	       english_is_one_of(reader, i, po);
}

/* "Kyiv, 18 Saksahanskoho St.", "Warsaw, ul. Chmielna 5/7" */
static void read_in_town(struct english *english, guint i)
{
	if (english_is_as(english->reader, i, AS_STREET))
		read_type_first(english, i);
	else
		read_number(english, i);
}

/* Behind a flat: what else of its kind, then the house. */
static void read_flats(struct english *english, guint flat)
{
	const struct address_reader *reader = english->reader;
	english->has_flat = true;
	english->to = read_more_flats(reader, flat);
	guint next = english_past_comma(reader, english->to);
	read_number(english, next);
	if (!english->has_number)
		read_building(english, next);
}

/* "Boathouse Lane, Kendal LA9 4QR": the code tells that it is one. */
static void read_bare_road(struct english *english, guint i)
{
	guint to = english_read_street(english->reader, i);
	bool begins = english->begins_line || english->led || i == 0 ||
		      address_is_sign(english->reader, i - 1, '.');
	if (to == i || !begins || !english_has_code_ahead(english->reader, to))
		return;
	english->has_street = true;
	english->to = to;
}

/* What begins with a word. */
static void read_worded(struct english *english, guint i)
{
	const struct address_reader *reader = english->reader;
	guint reversed = read_reversed(reader, i);
	guint flat = english_read_flat(reader, i);
	if (english_is_as(reader, i, AS_STREET))
		read_type_first(english, i);
	else if (english_is_as(reader, i, AS_TOWN) &&
		 address_is_sign(reader, i + 1, ',')) {
		guint behind = read_reversed(reader, i + 2);
		english->has_number = english->has_street = behind > i + 2;
		english->to = english->has_street ? behind : i;
		if (!english->has_street)
			read_in_town(english, i + 2);
	}
	if (english->to > i)
		return;
	if (reversed > i) {
		english->has_number = english->has_street = true;
		english->to = reversed;
	} else if (flat > i) {
		read_flats(english, flat);
	} else if (english_is_as(reader, i, AS_NUMBER_EN)) {
		bool has_stop = address_is_sign(reader, i + 1, '.');
		read_number(english, has_stop ? i + 2 : i + 1);
	} else if (english_at(reader, i)->is_capital) {
		read_building(english, i);
		if (english->to == i)
			read_rural(english, i);
		if (english->to == i)
			read_bare_road(english, i);
	}
}

guint address_read_english(
	const struct address_reader *reader, guint i, char **value)
{
	struct english english = { .reader = reader, .to = i };
	if (!can_begin(reader, i))
		return i;
	english.led = address_is_led(reader, i);
	english.begins_line = english_at(reader, i)->lines > 0;
	bool is_box = read_box(&english, i);
	if (!is_box && english_at(reader, i)->kind == TOKEN_WORD)
		read_worded(&english, i);
	else if (!is_box && english_read_flat(reader, i) > i)
		read_flats(&english, english_read_flat(reader, i));
	else if (!is_box)
		read_number(&english, is_stairs(reader, i) ? i + 2 : i);
	if (english.to == i)
		return i;
	read_groups(&english);
	if (!is_box && !is_address(&english))
		return i;
	GString *out = g_string_new(NULL);
	address_append(reader, out, i, english.to);
	*value = g_string_free(out, FALSE);
	return english.to;
}
