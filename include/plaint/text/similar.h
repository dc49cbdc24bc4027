/* Near-identical texts: repeats, campaigns, outages.
 *
 * MinHash over shingles of three words, kept in bands (Broder 1997; Leskovec,
 * Rajaraman, Ullman, "Mining of Massive Datasets", ch. 3).  Pure. */
#pragma once

#include <stdint.h>

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
