/* A table of any bytes: every field is text, every row has the header's
 * columns, and it ends. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "plaint/base/csv.h"
#include "plaint/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	g_autoptr(csv) csv = csv_open_bytes(bytes, "fuzz.csv", NULL);
	if (csv == NULL)
		return 0;
	uint64_t line = 0;
	for (size_t rows = 0;; rows++) {
		const struct csv_row *row;
		bool is_read = csv_next(csv, &row, NULL);
		if (is_read && row == NULL)
			break;
		if (rows > size)
			abort();
		if (!is_read)
			continue;
		if (row->fields->len != csv_header(csv)->len ||
			row->line <= line)
			abort();
		line = row->line;
		for (guint i = 0; i < row->fields->len; i++) {
			const char *field = csv_field(row, (int)i);
			if (!utf8_is_valid(field, strlen(field)))
				abort();
		}
	}
	return 0;
}
