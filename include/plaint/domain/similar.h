/* Near-identical texts: repeats, campaigns, outages.
 *
 * MinHash over shingles of three words, kept in bands (Broder 1997; Leskovec,
 * Rajaraman, Ullman, "Mining of Massive Datasets", ch. 3).  Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <glib.h>

enum {
	SIMILAR_HASHES = 64
};

struct similar_mark {
	uint32_t hash[SIMILAR_HASHES];
	uint32_t shingles; /* that were marked; few are alike by chance */
};

/* Numbers and names of months do not count, so that "my bill for May" and
 * "my bill for June" stay alike. */
struct similar_mark similar_mark(const char *text);
/* Estimated share of shingles in common, 0..1. */
double similar_degree(
	const struct similar_mark *a, const struct similar_mark *b);

/* For an index in a database: 16 keys; texts that share one are worth a look.
 */
enum {
	SIMILAR_BANDS = 16
};
uint32_t similar_band(const struct similar_mark *mark, int band);

/* Many marks in memory: answers in well under a millisecond at 100,000. */
struct similar_index;
struct similar_index *similar_index_new(void);
void similar_index_free(struct similar_index *index);
void similar_index_add(struct similar_index *index, int64_t id,
	const struct similar_mark *mark);
struct similar_match {
	int64_t id;
	double degree;
};
/* All at least `least` alike, best first; GArray of similar_match. */
GArray *similar_index_find(const struct similar_index *index,
	const struct similar_mark *mark, double least);
