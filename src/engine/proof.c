/* One reader, started and thrown away. */

#include "proof.h"

#include "plaint/base/log.h"
#include "state.h"
#include "workers.h"

struct process proof_begin(const struct config *config, enum engine_parts parts)
{
	struct process process = { -1, -1 };
	struct pool_settings settings = workers_of(config, READER_OCR);
	g_autoptr(GError) error = NULL;
	if ((parts & ENGINE_OCR) != 0 &&
		!reader_begin(&process, READER_OCR, &settings.reader, &error))
		log_warning("%s", error->message);
	return process;
}

bool proof_end(struct process *process, const struct config *config,
	bool *proven_out, GError **error)
{
	g_autoptr(GError) cause = NULL;
	*proven_out = false;
	if (process->pid < 0)
		return true;
	*proven_out = reader_await_ready(process, READER_OCR, &cause);
	process_end(process);
	if (cause == NULL)
		return true;
	if (!g_error_matches(cause, PROCESS_ERROR, PROCESS_ERROR_START)) {
		log_warning("%s", cause->message);
		return true;
	}
	g_propagate_error(error,
		engine_refusal(config, "a reading worker", cause->message));
	return false;
}
