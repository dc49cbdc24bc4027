/* Words that addresses are made of, by what each can be in one. */
#pragma once

/* Words parted by spaces; "вулиц*": with any ending of a few letters. */
struct address_list {
	unsigned roles; /* of enum address_role */
	const char *words;
};

/* Ends with words NULL. */
extern const struct address_list address_lists[];
