/* The files are the system's own, not a stranger's; yet whatever is not
 * understood here leaves the dictionary to hunspell (hunspell(5) for what
 * stands in it). */

#include "stem_source.h"

#include <string.h>

enum {
	/* Of words, endings and conditions; and of a word's flags. */
	FIELD_MOST_BYTES = 255,
	RULE_FIELDS = 5, /* SFX or PFX, flag, what goes, what comes, where */
	HEAD_FIELDS = 4,
	FLAGS = 256,
};

struct text {
	const char *at, *end;
};

struct line {
	const char *text;
	size_t length;
};

struct reader {
	const struct stem_code *code;
	struct stem_source *out;
	bool is_utf8;
	/* Of the affix that is being read, and how many more rules it has. */
	struct stem_rule head;
	guint64 rules_left;
	bool is_declared[FLAGS]; /* by flag of affixes */
	/* By flag of compound rules: of any part, and of the last one. */
	bool is_of_part[FLAGS], is_of_last[FLAGS];
	bool has_rule_count;
};

static bool line_next(struct text *text, struct line *out)
{
	if (text->at >= text->end)
		return false;
	const char *stop =
		memchr(text->at, '\n', (size_t)(text->end - text->at));
	const char *end = stop != NULL ? stop : text->end;
	*out = (struct line){ text->at, (size_t)(end - text->at) };
	text->at = stop != NULL ? stop + 1 : text->end;
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool field_next(struct text *text, struct line *out)
{
	while (text->at < text->end && is_blank(*text->at))
		text->at++;
	const char *from = text->at;
	while (text->at < text->end && !is_blank(*text->at))
		text->at++;
	*out = (struct line){ from, (size_t)(text->at - from) };
	return out->length > 0;
}

static bool is_text(const struct line *field, const char *text)
{
	return field->length == strlen(text) &&
	       memcmp(field->text, text, field->length) == 0;
}

static bool is_one_of(
	const struct line *field, const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_text(field, texts[i]))
			return true;
	return false;
}

/* --- affixes ------------------------------------------------------------ */

/* NULL: a letter that the code does not have. */
static const char *letters_of(
	const struct reader *reader, const struct line *field)
{
	char bytes[FIELD_MOST_BYTES];
	gssize length = field->length <= sizeof(bytes)
				? stem_code_put(reader->code, field->text,
					  field->length, bytes)
				: -1;
	return length >= 0 ? g_string_chunk_insert_len(
				     reader->out->strings, bytes, length)
			   : NULL;
}

static bool has_digit(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (g_ascii_isdigit(text[i]))
			return true;
	return false;
}

/* Neither a sign with a meaning, nor a digit, lest numbers be forms. */
static const char *affix_of(
	const struct reader *reader, const struct line *field)
{
	const char *text = is_text(field, "0") ? "" : letters_of(reader, field);
	return text != NULL && strpbrk(text, "./0123456789") == NULL ? text
								     : NULL;
}

static bool is_inside(const struct reader *reader, const char *text)
{
	for (; *text != '\0'; text++)
		if (!reader->code->is_inside[(guint8)*text])
			return false;
	return true;
}

/* "[^аб]в": signs only where they have their meaning. */
static bool is_condition(const char *text)
{
	while (*text != '\0') {
		if (*text == '[') {
			text += text[1] == '^' ? 2 : 1;
			size_t length = strcspn(text, "[]^.");
			if (length == 0 || text[length] != ']')
				return false;
			text += length;
		} else if (*text == ']' || *text == '^') {
			return false;
		}
		text++;
	}
	return true;
}

/* "(^|[^б])терти": it wants a sign that is in no word that is asked, between
 * which and the end there is nothing but what is understood. */
static bool is_never_met(const struct reader *reader, const char *condition)
{
	const char *at = condition + strlen(condition);
	for (; at > condition; at--)
		if (strchr("[]^.", at[-1]) == NULL &&
			!reader->code->is_inside[(guint8)at[-1]] &&
			is_condition(at))
			return true;
	return false;
}

/* "SFX A Y 12", before the rules of a flag. */
static bool take_head(struct reader *reader, const struct line *fields)
{
	guint8 flag = (guint8)fields[1].text[0];
	if (reader->rules_left > 0 || fields[1].length != 1 ||
		reader->is_declared[flag] ||
		(!is_text(&fields[2], "Y") && !is_text(&fields[2], "N")))
		return false;
	reader->is_declared[flag] = true;
	reader->head = (struct stem_rule){ .flag = flag,
		.is_prefix = is_text(&fields[0], "PFX"),
		.crosses = is_text(&fields[2], "Y") };
	g_autofree char *count = g_strndup(fields[3].text, fields[3].length);
	return g_ascii_string_to_unsigned(
		count, 10, 1, G_MAXUINT16, &reader->rules_left, NULL);
}

/* "SFX A 0 ами [^а]". */
static bool take_rule(struct reader *reader, const struct line *fields)
{
	struct stem_rule rule = reader->head;
	if (fields[1].length != 1 || (guint8)fields[1].text[0] != rule.flag ||
		is_text(&fields[0], "PFX") != rule.is_prefix)
		return false;
	rule.strip = affix_of(reader, &fields[2]);
	rule.append = affix_of(reader, &fields[3]);
	rule.condition = letters_of(reader, &fields[4]);
	reader->rules_left--;
	if (rule.strip == NULL || rule.append == NULL || rule.condition == NULL)
		return false;
	if (!rule.is_prefix && is_never_met(reader, rule.condition))
		return true;
	if (!is_condition(rule.condition) ||
		(rule.is_prefix && (strcmp(rule.condition, ".") != 0 ||
					   rule.append[0] == '\0')))
		return false;
	/* The others are of names, or make them. */
	if (is_inside(reader, rule.strip) && is_inside(reader, rule.append))
		g_array_append_val(reader->out->rules, rule);
	return true;
}

static bool take_affix(struct reader *reader, const struct line *line)
{
	struct text rest = { line->text, line->text + line->length };
	struct line fields[RULE_FIELDS];
	size_t count = 0;
	while (count < RULE_FIELDS && field_next(&rest, &fields[count]))
		count++;
	if (count == HEAD_FIELDS)
		return take_head(reader, fields);
	/* What is behind them may say more of the word. */
	size_t left = (size_t)(rest.end - rest.at);
	return count == RULE_FIELDS && reader->rules_left > 0 &&
	       memchr(rest.at, ':', left) == NULL &&
	       memchr(rest.at, '|', left) == NULL && take_rule(reader, fields);
}

/* Is there nothing of what words that are asked are made of? */
static bool has_nothing_inside(
	const struct line *field, const struct stem_code *code)
{
	const char *end = field->text + field->length, *next;
	for (const char *at = field->text; at < end; at = next) {
		char byte;
		if (g_utf8_get_char_validated(at, end - at) > 0x10FFFF)
			return false;
		next = g_utf8_next_char(at);
		if (stem_code_put(code, at, (size_t)(next - at), &byte) == 1 &&
			code->is_inside[(guint8)byte])
			return false;
	}
	return true;
}

/* "ICONV ’ '", or how many there are: must not change words that are asked. */
static bool may_go(
	const struct reader *reader, bool has_pairs, struct text rest)
{
	struct line from, to;
	return !field_next(&rest, &from) ||
	       (has_pairs && !field_next(&rest, &to)) ||
	       has_nothing_inside(&from, reader->code);
}

/* "COMPOUNDRULE n*1t", or how many there are. */
static bool take_compound_rule(struct reader *reader, struct text rest)
{
	struct line rule;
	bool is_count = !reader->has_rule_count;
	reader->has_rule_count = true;
	if (!field_next(&rest, &rule) || is_count)
		return is_count;
	for (size_t i = 0; i < rule.length; i++)
		reader->is_of_part[(guint8)rule.text[i]] = true;
	char last = rule.text[rule.length - 1];
	reader->is_of_last[(guint8)last] = true;
	reader->out->has_compounds = true;
	return strchr("*?)", last) == NULL;
}

static bool take_flag(guint8 *out, struct text rest)
{
	struct line flag;
	if (!field_next(&rest, &flag) || flag.length != 1)
		return false;
	*out = (guint8)flag.text[0];
	return true;
}

static bool take_setting(struct reader *reader, const struct line *line)
{
	/* For guesses, and for compounds. */
	static const char *const useless[] = { "TRY", "MAP", "REP", "KEY",
		"WORDCHARS", "BREAK", "NOSUGGEST", "COMPOUNDMIN" };
	struct text rest = { line->text, line->text + line->length };
	struct line name;
	if (!field_next(&rest, &name) || name.text[0] == '#' ||
		is_one_of(&name, useless, G_N_ELEMENTS(useless)))
		return true;
	if (is_text(&name, "SET"))
		return reader->is_utf8 = field_next(&rest, &name) &&
					 is_text(&name, "UTF-8");
	if (is_text(&name, "IGNORE"))
		return may_go(reader, false, rest);
	if (is_text(&name, "ICONV") || is_text(&name, "OCONV"))
		return may_go(reader, true, rest);
	if (is_text(&name, "COMPOUNDRULE"))
		return take_compound_rule(reader, rest);
	return is_text(&name, "ONLYINCOMPOUND") &&
	       take_flag(&reader->out->only_in_compound, rest);
}

static bool is_rule(const struct line *line)
{
	return line->length > 4 && (memcmp(line->text, "SFX ", 4) == 0 ||
					   memcmp(line->text, "PFX ", 4) == 0);
}

static bool take_affixes(struct reader *reader, struct text affixes)
{
	struct line line;
	while (line_next(&affixes, &line))
		if (is_rule(&line) ? !take_affix(reader, &line)
				   : !take_setting(reader, &line))
			return false;
	return reader->is_utf8 && reader->rules_left == 0;
}

/* --- words -------------------------------------------------------------- */

/* A blank parts a word from what it means, which we do not read. */
static bool has_blank(struct text text)
{
	size_t length = (size_t)(text.end - text.at);
	return memchr(text.at, ' ', length) != NULL ||
	       memchr(text.at, '\t', length) != NULL;
}

static bool has_flag_of(const struct line *flags, const bool *which)
{
	for (size_t i = 0; i < flags->length; i++)
		if (which[(guint8)flags->text[i]])
			return true;
	return false;
}

static bool is_number(const struct line *word)
{
	size_t i = 0;
	while (i < word->length && g_ascii_isdigit(word->text[i]))
		i++;
	return i == word->length;
}

/* Are compounds, as far as this word goes, only what begins with a digit and
 * has something else too? */
static bool keeps_apart(const struct reader *reader, const struct line *word,
	const struct line *flags)
{
	if (!g_ascii_isdigit(word->text[0]))
		return !has_flag_of(flags, reader->is_of_part);
	return !has_flag_of(flags, reader->is_declared) &&
	       !(is_number(word) && has_flag_of(flags, reader->is_of_last));
}

/* "слово/AB". */
static bool take_word(struct reader *reader, const struct line *line)
{
	const char *slash = memchr(line->text, '/', line->length);
	struct line word = *line, flags = { "", 0 };
	if (slash != NULL) {
		word.length = (size_t)(slash - line->text);
		flags = (struct line){ slash + 1,
			line->length - word.length - 1 };
	}
	/* Or nothing that is asked can lead to it. */
	const char *text = letters_of(reader, &word);
	if (text == NULL || *text == '\0' || !is_inside(reader, text))
		return true;
	if (flags.length > FIELD_MOST_BYTES ||
		(reader->out->has_compounds &&
			!keeps_apart(reader, &word, &flags)))
		return false;
	struct stem_word taken = { text,
		g_string_chunk_insert_len(reader->out->strings, flags.text,
			(gssize)flags.length) };
	g_array_append_val(reader->out->words, taken);
	return true;
}

/* The first line counts them. */
static bool take_words(struct reader *reader, struct text text)
{
	struct line line;
	if (!line_next(&text, &line) || !has_digit(line.text, line.length) ||
		has_blank(text))
		return false;
	while (line_next(&text, &line))
		if (!take_word(reader, &line))
			return false;
	return reader->out->words->len > 0;
}

/* --- both --------------------------------------------------------------- */

static struct text text_of(GMappedFile *file)
{
	const char *at = g_mapped_file_get_contents(file);
	return (struct text){ at, at + g_mapped_file_get_length(file) };
}

struct stem_source *stem_source_read(
	const char *affixes, const char *words, const struct stem_code *code)
{
	enum {
		STRINGS_BYTES = 64 << 10,
	};
	g_autoptr(GMappedFile) from_affixes =
		g_mapped_file_new(affixes, FALSE, NULL);
	g_autoptr(GMappedFile) from_words =
		g_mapped_file_new(words, FALSE, NULL);
	if (from_affixes == NULL || from_words == NULL)
		return NULL;
	g_autoptr(stem_source) out = g_new0(struct stem_source, 1);
	out->rules = g_array_new(FALSE, FALSE, sizeof(struct stem_rule));
	out->words = g_array_new(FALSE, FALSE, sizeof(struct stem_word));
	out->strings = g_string_chunk_new(STRINGS_BYTES);
	struct reader reader = { .code = code, .out = out };
	return take_affixes(&reader, text_of(from_affixes)) &&
			       take_words(&reader, text_of(from_words))
		       ? g_steal_pointer(&out)
		       : NULL;
}

void stem_source_free(struct stem_source *source)
{
	if (source == NULL)
		return;
	g_array_unref(source->rules);
	g_array_unref(source->words);
	g_string_chunk_free(source->strings);
	g_free(source);
}
