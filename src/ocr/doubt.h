/* Words of a page that a clerk is to look at. */
#pragma once

#include "plaint/domain/document.h"

/* Sets is_doubtful and offset of all the page's words. */
void doubt_mark(struct page *page);
