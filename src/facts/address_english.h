/* The parts of English addresses and how each is read; each reader answers
 * where its part that begins at token i ends; i: no such part begins there. */
#pragma once

#include "address_reader.h"

/* "5th" */
extern const char *const english_ordinal_ends[];

const struct address_token *english_at(
	const struct address_reader *reader, guint i);
bool english_is_as(const struct address_reader *reader, guint i, unsigned role);
bool english_is_one_of(
	const struct address_reader *reader, guint i, const char *const *words);
/* A capitalised word of Latin letters that may be part of a name. */
bool english_is_name(const struct address_reader *reader, guint i);
bool english_on_line(const struct address_reader *reader, guint i);
guint english_past_comma(const struct address_reader *reader, guint i);

guint english_read_postcode(const struct address_reader *reader, guint i);
guint english_read_zip(const struct address_reader *reader, guint i);
guint english_read_code_first(const struct address_reader *reader, guint i);
guint english_read_flat(const struct address_reader *reader, guint i);
guint english_read_group(const struct address_reader *reader, guint i);
guint english_read_street(const struct address_reader *reader, guint i);
guint english_read_type_first(const struct address_reader *reader, guint i);
guint english_read_small_town(const struct address_reader *reader, guint i);
guint english_read_small_street(const struct address_reader *reader, guint i);
/* What may follow a town in a sentence. */
bool english_ends_group(const struct address_reader *reader, guint i);
bool english_has_code_ahead(const struct address_reader *reader, guint i);
