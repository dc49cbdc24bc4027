/* The virus flow: what has come into the spool is shown to clamd, when one is
 * configured.
 *
 * The order is: registered first, scanned then, attachments read by OCR last.
 * Nothing waits for a verdict: mail is parsed by a sealed worker anyway, and a
 * scanner that is down, slow or full stops nothing.  Attachments that OCR is
 * to read wait VIRUS_HEAD_START_US at most, so that in ordinary times the
 * verdict is there before. */
#pragma once

#include "state.h"

enum {
	VIRUS_HEAD_START_US = 5000000,
};

/* NULL: no scanner is configured. */
struct virus *virus_new(struct engine *engine);
void virus_free(struct virus *virus);

/* Look for bytes to be scanned now. */
void virus_pump(struct virus *virus);
