/* format=flowed undone: soft line breaks joined, per quote depth, space
 * stuffing removed, the signature line kept.  Source: RFC 3676. */
#pragma once

#include <stdbool.h>

/* text: valid UTF-8, any line ends; answer has LF.  Caller frees. */
char *flowed_undo(const char *text, bool has_delsp);
