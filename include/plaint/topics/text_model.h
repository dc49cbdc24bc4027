/* What was learnt from decisions: for each label a weighed sum over
 * the features of a text, with calibrated confidence.  Pure and read-only; made
 * by train, kept as one file of our own making.
 *
 * The file, of one model or of some that share a table, is as the machine that
 * made it has numbers in memory, so that the table is used where it was read:
 * for one of another order of bytes it is of another version.  "PLAINTTM", then
 * u32: version of the format, FEATURES_VERSION, models, features; for each
 * model u32 labels, calibration points, examples, f64 temperature, i64 made
 * (Unix µs), each label as u32 length and UTF-8 bytes, then u32 examples and
 * f32 bias, and each calibration point as two f32 (claimed, true; ascending);
 * zeros up to a multiple of 4 bytes; the hashes of the features as u32,
 * ascending, and 8 times 0xffffffff; for each feature a row of text_table;
 * then SHA-256 of all before, as 32 bytes.
 * A weight is the upper half of an f32 (bfloat16): three digits of it are
 * more than was learnt, and scoring is a matter of how much is read.
 * text_models_read checks every count against its limit and the length
 * before it believes it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/topics/features.h"

enum {
	TEXT_MODEL_VERSION = 4,
	TEXT_MODEL_LABELS_MOST = 1000,
	TEXT_MODEL_LABEL_MOST_BYTES = 400,
	TEXT_MODEL_FEATURES_MOST = 1 << 20,
	TEXT_MODEL_WEIGHTS_MOST = 1 << 26, /* features times labels */
	TEXT_MODEL_POINTS_MOST = 256,
	TEXT_MODEL_MOST_BYTES = 1 << 30,
};

/* _BROKEN: not such a file, or damaged; _VERSION: of another version of this
 * program: train anew. */
enum text_model_error {
	TEXT_MODEL_ERROR_BROKEN,
	TEXT_MODEL_ERROR_VERSION,
};
#define TEXT_MODEL_ERROR (text_model_error_quark())
GQuark text_model_error_quark(void);

struct calibration_point {
	float claimed, truth;
};

/* The features that models know, and for each a row in which each model has its
 * columns: rarity (idf, an f32 in two columns) and one weight for each label;
 * all 0 where another model knows it alone.  What a letter costs is mostly
 * looks at memory far apart, so that models asked of the same letters share. */
struct text_table {
	guint models; /* with columns here */
	GBytes *file; /* that hashes and rows are in; NULL: they are its own */
	uint32_t feature_count;
	uint32_t *hashes; /* ascending, so the kinds of feature in turn */
	uint16_t *rows;
	uint32_t columns;
	/* Where the features of each kind and of those before it end. */
	uint32_t kind_ends[FEATURE_KINDS];
	/* By the first bits of a hash: the first feature that does not begin
	 * with less. */
	uint32_t *starts;
	uint32_t start_shift;
	struct met_words *met; /* of letters that were asked about */
};

struct text_model {
	GPtrArray *labels; /* of char *, in byte order */
	uint32_t *label_examples;
	float *bias; /* by label */
	struct text_table *table;
	uint32_t column; /* the first of its own */
	double temperature;
	GArray *points; /* of struct calibration_point, ascending */
	uint32_t examples;
	int64_t made_utc_us;
	struct said *signs_said; /* suspicion_prepare; NULL: not yet */
};

/* Labels and features as given (both ascending, copied), all weights 0. */
struct text_model *text_model_new(const GPtrArray *labels,
	const uint32_t *hashes, const float *idf, uint32_t feature_count);
void text_model_free(struct text_model *model);
typedef struct text_model text_model;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(text_model, text_model_free)

/* All models of a file, whose bytes begin at a multiple of 4 and are kept: they
 * share its table.  `out` has room for `count` of them, all NULL on failure;
 * another count is _BROKEN. */
bool text_models_read(
	GBytes *file, guint count, struct text_model **out, GError **error);
/* The only one, of a copy. */
struct text_model *text_model_read(
	const void *bytes, size_t length, GError **error);
/* NULL: more than TEXT_MODEL_MOST_BYTES. */
GByteArray *text_models_write(
	const struct text_model *const *models, guint count);
GByteArray *text_model_write(const struct text_model *model);

#define TEXT_MODEL_UNKNOWN UINT32_MAX

/* One place of a text's vector. */
struct vector_item {
	uint32_t index; /* of the feature; TEXT_MODEL_UNKNOWN */
	float value;
};
/* The features the model knows, weighed (sublinear, by rarity) and each
 * kind scaled to its length; those of rules as they are.  Appends to out (of
 * vector_item). */
void text_model_vector(
	const struct text_model *model, const GArray *features, GArray *out);
/* Scale each kind in a vector to its length. */
void text_model_scale(const struct text_model *model, GArray *items);
/* Where a model's table has each feature of a lexicon, by number
 * (TEXT_MODEL_UNKNOWN): looked up once for all models of the table.  A lexicon
 * that has a table must have this one. */
const uint32_t *text_model_places(
	const struct text_model *model, struct lexicon *lexicon);
/* What so many occurrences of a feature count for. */
float text_model_sublinear(float occurrences);
void text_model_sublinear_each(float *values, guint count); /* in place */
/* By what n-grams or words are scaled whose squares add up to that. */
double text_model_block_factor(enum feature_kind kind, double squares);

/* How rare a feature is (idf); 0: the model does not know it. */
float text_model_rarity(const struct text_model *model, uint32_t index);
/* The place of a feature; false when the model does not know it. */
bool text_model_find(
	const struct text_model *model, uint32_t hash, uint32_t *index_out);
/* What it says for a label. */
double text_model_weight(
	const struct text_model *model, uint32_t index, guint label);
/* Finite; rounded to what a weight can hold. */
void text_model_set_weight(
	struct text_model *model, uint32_t index, guint label, float weight);

/* Sums of a vector for each label, into labels->len doubles. */
void text_model_scores(
	const struct text_model *model, const GArray *items, double *out);
/* The same of a text whose features were looked up (text_model_places), with
 * what each counts for in it (text_model_sublinear; 0: it is not there), and of
 * what rules say (struct feature): the vector is never kept.  By what words
 * were scaled. */
float text_model_score(const struct text_model *model, const uint32_t *places,
	const float *values, guint count, const GArray *rules, double *out);
/* Sums into shares that add up to 1, in place. */
void text_model_shares(const struct text_model *model, double *scores);
/* How often such a claim proved true: what to say instead of it. */
double text_model_calibrated(const struct text_model *model, double claimed);
