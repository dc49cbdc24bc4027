/* Any bytes as a virus scanner's answer: never clean but for one. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "../../src/role/clamd.h"
#include "plaint/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *answer = g_strndup((const char *)data, size);
	g_auto(clamd_verdict) verdict = { 0 };
	clamd_read_answer(answer, &verdict);
	if (!utf8_is_valid(verdict.signature, strlen(verdict.signature)) ||
		!utf8_is_valid(verdict.problem, strlen(verdict.problem)))
		abort();
	if (verdict.state == CLAMD_CLEAN &&
		!g_str_has_suffix(answer, "stream: OK"))
		abort();
	if ((verdict.state == CLAMD_INFECTED) != (verdict.signature[0] != '\0'))
		abort();
	if ((verdict.state == CLAMD_NOT_SCANNED) !=
		(verdict.problem[0] != '\0'))
		abort();
	return 0;
}
