/* YAML read by schema: a table says which keys a mapping may have, of what
 * kind, and where in a plain C struct the value goes.  One walker serves
 * plaint.yaml and every file in rules/.
 *
 * Every error reads "file:line:column: what is wrong"; an unknown key names
 * the nearest known one; duplicate keys, aliases, tags, NULs, more than one
 * document, depth over 32 and files over 4 MiB are refused.  Scalars are
 * typed by the schema, never by guessing: `no`, `012` and 2026-01-01 are text
 * where text is wanted.
 *
 *     struct shop { char *name; int64_t floors; struct yaml_where where; };
 *     static const struct yaml_field shop_fields[] = {
 *         { "name", YAML_TEXT, offsetof(struct shop, name), .required = true },
 *         { "floors", YAML_INTEGER, offsetof(struct shop, floors),
 *           .least = 1, .most = 200, .fallback = "1" },
 *         { NULL } };
 *     static const struct yaml_record shop_record = { sizeof(struct shop),
 *         shop_fields, .where = offsetof(struct shop, where) + 1 };
 *     struct shop shop = { 0 };
 *     yaml_read_file("shop.yaml", &shop_record, &shop, &error);
 *     yaml_record_clear(&shop_record, &shop);
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>

/* _IO: the file could not be read; _INVALID: a person must mend it. */
enum yaml_error {
	YAML_ERROR_IO,
	YAML_ERROR_INVALID,
};
#define YAML_ERROR (yaml_error_quark())
GQuark yaml_error_quark(void);

/* Where a record stood, for reasons shown to people: "topics.yaml:41". */
struct yaml_where {
	char *file; /* base name, owned */
	int line;   /* from 1 */
	int column; /* from 1 */
};

enum yaml_kind {
	YAML_TEXT,    /* char *; NULL when absent and no fallback */
	YAML_FLAG,    /* bool: true/false/yes/no */
	YAML_INTEGER, /* int64_t within least..most */
	YAML_NUMBER,  /* double */
	YAML_CHOICE,  /* int: index into .choices */
	YAML_TEXTS,   /* GPtrArray of char *; a lone scalar is a list of one;
			 never NULL after reading */
	YAML_RECORD,  /* the struct of .record embedded at offset */
	YAML_RECORDS, /* GPtrArray of struct pointers, from a sequence; never
			 NULL after reading */
	YAML_NAMED,   /* the same from a mapping: the key goes to the char * at
			 .record->name, in file order */
	YAML_DICTIONARY, /* GHashTable char * -> char *, never NULL */
	YAML_CUSTOM,	 /* .custom reads the scalar's text */
};

struct yaml_record;

struct yaml_field {
	const char *key;
	enum yaml_kind kind;
	size_t offset;
	bool required;
	const char *fallback;	    /* scalar kinds: read when absent */
	int64_t least, most;	    /* YAML_INTEGER; both 0: no bounds */
	const char *const *choices; /* NULL-terminated */
	const struct yaml_record *record;
	/* Fill `field` from text; on failure set *why_out to a sentence part
	 * ("is not a day (YYYY-MM-DD)"), static storage. */
	bool (*custom)(const char *text, void *field, const char **why_out);
	/* YAML_CUSTOM: free what custom put there; may be NULL. */
	void (*custom_clear)(void *field);
	/* YAML_TEXT, YAML_TEXTS (each of them): whether it is good; *why_out
	 * is owned (g_free) and stands behind its place alone.  May be NULL. */
	bool (*is_good)(const char *text, char **why_out);
};

struct yaml_record {
	size_t size;
	/* Ends with key NULL.  A lone field of key "" is no mapping's: it is
	 * the node itself, for a file that is one list. */
	const struct yaml_field *fields;
	size_t where; /* offset of a struct yaml_where, plus 1; 0: none */
	size_t name;  /* YAML_NAMED: offset of the char * for the key, plus 1 */
	/* Checks over several fields, after they are read; sets *why_out like
	 * custom does, but owned (g_free).  May be NULL. */
	bool (*check)(const void *record, char **why_out);
};

/* Read a whole file into `out` (zeroed by the caller, sized record->size).
 * On failure `out` has been cleared and *error holds the first error. */
bool yaml_read_file(const char *path, const struct yaml_record *record,
	void *out, GError **error);
/* The same from memory; `name` stands for the file in errors. */
bool yaml_read_text(const char *name, const char *text, size_t length,
	const struct yaml_record *record, void *out, GError **error);

/* Free everything the walker allocated inside `out`, not `out` itself. */
void yaml_record_clear(const struct yaml_record *record, void *out);

/* "file:line:column: text" as YAML_ERROR_INVALID; returns false. */
bool yaml_fail(GError **error, const struct yaml_where *where,
	const char *format, ...) G_GNUC_PRINTF(3, 4);
