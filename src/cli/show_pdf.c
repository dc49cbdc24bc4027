/* Which letter is meant, and its PDF. */
#include "show_pdf.h"

#include "plaint/base/fd.h"
#include "plaint/registry/binding.h"
#include "plaint/store/page_pdf.h"
#include "plaint/store/virus_scan.h"

guint show_pdf_pages(struct db *db, const struct letter *letter)
{
	g_autoptr(GPtrArray) pages =
		page_pdf_list_of_letter(db, letter->id.text, NULL);
	return pages != NULL ? pages->len : 0;
}

json_t *show_pdf_json(struct db *db, const struct letter *letter)
{
	g_autofree char *whole = NULL;
	guint pages = show_pdf_pages(db, letter);
	if (pages == 0)
		return json_null();
	whole = binding_whole(db, letter->id.text, NULL);
	return json_pack("{s:i s:o}", "pages", (int)pages, "sha256",
		print_text_or_null(whole));
}

/* Its place among the letters, from 0; -1 with an error. */
static int choose(
	struct db *db, const GPtrArray *letters, int number, GError **error)
{
	int only = -1, count = 0;
	if (number > 0 && number <= (int)letters->len)
		return number - 1;
	for (guint i = 0; number == 0 && i < letters->len; i++) {
		if (show_pdf_pages(db, letters->pdata[i]) == 0)
			continue;
		only = (int)i;
		count++;
	}
	if (number != 0)
		g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
			"--letter %d: the case has %u letters", number,
			letters->len);
	else if (count == 0)
		g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
			"no letter of the case has a searchable PDF: none was "
			"scanned");
	else if (count > 1)
		g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
			"%d letters of the case were scanned: say which with "
			"--letter, as plaint show counts them",
			count);
	return count == 1 ? only : -1;
}

bool show_pdf_write(struct office *office, const GPtrArray *letters, int number,
	int out_fd, GError **error)
{
	int place = choose(office->db, letters, number, error);
	if (place < 0 || !office_open_spool(office, error))
		return false;
	const struct letter *letter = letters->pdata[place];
	if (!virus_scan_permits_letter(office->db, letter->id.text, error))
		return false;
	g_autoptr(GBytes) pdf = binding_make(office->db, office->spool,
		office->config->unsealed, letter->id.text, error);
	return pdf != NULL && cli_out_write(out_fd, pdf, error);
}
