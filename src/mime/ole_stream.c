/* A size that a directory claims is believed within what the file holds. */
#include "ole_stream.h"

GBytes *ole_stream(GsfInfile *file, const char *name, size_t most)
{
	GsfInput *input = gsf_infile_child_by_name(file, name);
	GBytes *bytes = NULL;
	gsf_off_t size = input ? gsf_input_size(input) : 0;
	const guint8 *data = NULL;

	if (size > 0 && size <= (gsf_off_t)most)
		data = gsf_input_read(input, (size_t)size, NULL);
	if (data)
		bytes = g_bytes_new(data, (gsize)size);
	g_clear_object(&input);
	return bytes;
}
