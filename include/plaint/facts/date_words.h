/* The words of a date, in the four languages. */
#pragma once

#include <stdbool.h>

/* What stands behind a day, in whole and as people cut it short. */
#define MONTH_UK                                                                                         \
	"січ(?:н[яе]\\w*|ень|\\.)|лют(?:ого|ий|\\.)|"                                   \
	"бер(?:ез(?:н[яь]|ень)|ез\\.|\\.)|квіт(?:н[яь]|ень|\\.)|"                 \
	"трав(?:н[яь]|ень|\\.)|черв(?:н[яь]|ень|\\.)|лип(?:н[яь]|ень|\\.)|" \
	"серп(?:н[яь]|ень|\\.)|вер(?:ес(?:н[яь]|ень)|ес\\.|\\.)|"                 \
	"жовт(?:н[яь]|ень|\\.)|лист(?:опада?|\\.)|груд(?:н[яь]|ень|\\.)"
#define MONTH_RU                                                                                             \
	"янв(?:ар[яь])?|фев(?:рал[яь]|р)?|марта?|апр(?:ел[яь])?|ма[йя]|"     \
	"июн[яь]|июл[яь]|авг(?:уста?)?|сент?(?:ябр[яь])?|окт(?:ябр[яь])?|" \
	"ноя(?:б(?:р[яь])?)?|дек(?:абр[яь])?"
#define MONTH_BE                                                                                         \
	"студз(?:еня|ень|\\.)|лют(?:ага|ы)|сак(?:авіка?|\\.)|"                 \
	"крас(?:авіка?|\\.)|траўня|травень|чэрв(?:еня|ень|\\.)|"         \
	"ліп(?:еня|ень|\\.)|жніў(?:ня|\\.)|жнівень|верас(?:ня|ень|\\.)|" \
	"кастр(?:ычніка?|\\.)|ліст(?:апада?|\\.)|снеж(?:ня|ань|\\.)"
#define MONTH_EN                                                               \
	"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"    \
	"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
#define MONTH "(" MONTH_UK "|" MONTH_RU "|" MONTH_BE "|" MONTH_EN ")(?!\\w)\\.?"

#define TENS                                                                   \
	"двадцять|двадцать|дваццаць|twenty|тридцять|тридцать|трыццаць|thirty"
/* A word taken whole or not at all, by what an ordinal ends in. */
#define ORDINAL                                                                \
	"(?>\\p{L}{2,5}(?:['’ʼ]\\p{L}{1,5}|\\p{L}{0,9}))"                   \
	"(?<=го|га|ое|ье|ае|яе|[тмшгр]е|тє|st|nd|rd|th)"

/* 1 to 12 by the beginning of its name in any of our languages; 0: none. */
int month_of_word(const char *word);
/* 1 to 31 by its ordinal, of TENS and ORDINAL; 0: none. */
int day_of_words(const char *words);
