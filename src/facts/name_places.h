/* Where a letter names its writer, as patterns. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>

#define WORD "\\p{Lu}[\\p{L}'’ʼ]+(?:-\\p{Lu}[\\p{L}'’ʼ]+)?"
/* English letters cut short the commonest names as well. */
#define INITIAL "(?:\\p{Lu}|Wm|Chas|Thos|Jas|Geo|Robt)\\."
#define GAP	"[ \\t\\x{A0}]+"
/* A name or two without capitals. */
#define SMALL "[а-яёіїєґў'’]{3,12}(?: [а-яёіїєґў'’]{3,14})?"
#define FULL                                                                   \
	"(?:" WORD GAP INITIAL " ?" INITIAL "|" INITIAL " ?" INITIAL " ?" WORD \
	"|[A-Z][a-z]+" GAP INITIAL GAP WORD "|" WORD GAP WORD "(?:" GAP WORD   \
	")?|" INITIAL " ?" WORD ")"
#define FORM                                                                                                                  \
	"(?:ФОП|ФЛП|ИП|ІП|ПП|ЧП|ТОВ|Т[зЗ]ОВ|ООО|ТАА|ЗАТ|ПАТ|ПрАТ|АТ|ОАО|ЗАО|"   \
	"ПАО|АО|ААТ|ЧУП|"                                                                                          \
	"УП|ПУП|ЧТУП|ДП|ГУП|ФГУП|МУП|КП|ОСББ|ТСЖ|ТСН|СНТ|ГО|НВП|НПП|СП|ОДО|" \
	"ТДВ|РУП|КУП|КНП|КУ|КЗ|ФГ|СФГ|СТОВ|ЖБК|БФ|ГБУ|ГБУЗ|МБУ|МБОУ|МКУ|"      \
	"КФХ|АНО|УЗ|" WRITTEN_OUT ")"
/* The same in words. */
#define WRITTEN_OUT                                                                                                             \
	"(?i:товариство з (?:обмеженою|додатковою) відповідальністю|"             \
	"общество с ограниченной ответственностью|"                                        \
	"таварыства з абмежаванай адказнасцю|"                                                  \
	"(?:приватне |публічне |публичное |закрытое |открытое |закрытае |"     \
	"адкрытае )?(?:акціонерне товариство|акционерное общество|"              \
	"акцыянернае таварыства)|"                                                                         \
	"(?:приватне|державне|комунальне|фермерське|частное|унитарное|"     \
	"государственное|муниципальное|прыватнае|унітарнае|дзяржаўнае)" \
	"(?: [\\p{Ll}-]+){0,3} (?:підприємство|господарство|предприятие|"                    \
	"прадпрыемства))"
#define ORGANISATION FORM "\\s*[«\"“„][^»\"”“\\n]{2,60}[»\"”“]"
#define FIRM_EN                                                                \
	"\\p{Lu}[\\w&'.-]*(?: (?:&|and|of|\\p{Lu}[\\w&'.-]*)){0,5} "           \
	"(?i:Ltd|Limited|LLC|LLP|PLC|Inc|GmbH|CIC)\\b\\.?"
#define TRADER                                                                                        \
	"(?:ФОП|ФЛП|ИП|ІП|(?i:фізична особа[ –-]{1,3}підприємець|" \
	"индивидуальный предприниматель|індывідуальны прадпрымальнік))" GAP                           \
		FULL

/* With one of these a firm is named. */
#define FIRM_SIGN                                                                                     \
	"(?<!\\w)(?:" FORM                                                                            \
	"|(?i:фізична особа|индивидуальный предприниматель|" \
	"індывідуальны прадпрымальнік|ltd|limited|llc|llp|plc|inc|"        \
	"gmbh|cic))(?!\\p{L})"

enum form {
	NOMINATIVE,
	PERSON, /* nominative, and no one who is written to */
	ONE,	/* a single word at the end: a given name that we know */
	GENITIVE,
	FAMILY, /* "родина Шевчуків": as it stands */
	FIRM,
};

/* What a match begins shortly before; a firm's only where there is a firm. */
enum where {
	BEFORE_FULL,  /* two words with capitals, or a word and initials */
	ON_LINE,      /* the same, on the line where it begins */
	BEFORE_LAST,  /* the last word of all, which has a capital */
	LAST_ON_LINE, /* the same, on the line where it begins */
	BEFORE_END,   /* the end of all */
	BESIDE_FOUND, /* as ON_LINE, with something found already, which is
			 FOUND, behind it */
	ANYWHERE,
	WHERES,
};

/* Where in that it is tried. */
enum tried {
	TRIED_ALL,
	TRIED_AT_WORDS, /* with which the pattern begins */
	TRIED_AT_LINES, /* at those that are the first of their line */
};

/* What stands directly behind a name of several words, blanks aside, or how
 * it ends. */
enum name_sign {
	SIGN_COMMA = 1 << 0,
	SIGN_STOP = 1 << 1,
	SIGN_BRACKET = 1 << 2,
	SIGN_BAR = 1 << 3,
	SIGN_LINE = 1 << 4, /* the end of its line */
	SIGN_END = 1 << 5,  /* no other word */
	SIGN_AND = 1 << 6,  /* before its last word, or behind it */
	SIGN_HERE = 1 << 7,
	SIGN_PATRONYMIC = 1 << 8, /* it ends as these do */
	SIGN_AGE = 1 << 9,	  /* a comma and a number or "aged" */
};

struct place {
	const char *pattern; /* group 1 is the name */
	enum form form;
	enum where where;
	enum tried tried;
	/* One of these enum name_sign its matches have; 0: not said. */
	unsigned signs;
};

/* Ends with pattern NULL. */
extern const struct place name_places[];

enum {
	NAME_PLACES_MOST = 80,
};
