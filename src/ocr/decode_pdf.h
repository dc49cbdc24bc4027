/* What PDF needs from files, opened once before the process is sealed. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "plaint/ocr/ocr.h"

bool pdf_warm_up(const struct ocr_limits *limits, GError **error);
