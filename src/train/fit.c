/* Each child takes the next job until none is left.  The order in which jobs
 * are done makes no difference: each begins its own row of random numbers. */
#include "fit.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	CHILDREN_MOST = 16,
	LOOK_MS = 20,
};

/* How far from the best liblinear may stop: its own default. */
#define STOP_AT 0.1

struct shared {
	gint next, done;
};

static void say_nothing(const char *text)
{
	(void)text;
}

static void *shared_memory(size_t bytes, GError **error)
{
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory != MAP_FAILED)
		return memory;
	g_set_error(error, TRAIN_ERROR, TRAIN_ERROR_CHILD,
		"no memory to learn in: %s", g_strerror(errno));
	return NULL;
}

float *fit_memory(size_t floats, GError **error)
{
	return shared_memory(floats * sizeof(float), error);
}

void fit_memory_free(float *memory, size_t floats)
{
	if (memory != NULL)
		munmap(memory, floats * sizeof(float));
}

static void fit_one(const struct fit_data *data, const struct fit_job *job)
{
	g_autofree double *y = g_new(double, job->count + 1);
	g_autofree struct feature_node **x =
		g_new(struct feature_node *, job->count + 1);
	for (guint i = 0; i < job->count; i++) {
		guint row = job->rows[i];
		x[i] = data->vectors[row];
		y[i] = data->labels[row] == job->label ? 1 : -1;
	}
	struct problem problem = { .l = (int)job->count,
		.n = data->features + 1,
		.y = y,
		.x = x,
		.bias = 1 };
	struct parameter parameter = { .solver_type = L2R_L2LOSS_SVC_DUAL,
		.eps = STOP_AT,
		.C = job->cost };
	/* The same examples give the same model. */
	srand(1); /* NOLINT(cert-msc32-c,cert-msc51-cpp) */
	struct model *model = train(&problem, &parameter);
	/* Weights speak for the label that came first. */
	bool is_one = model->nr_class == 1;
	float sign = model->label[0] == 1 ? 1 : -1;
	for (int i = 0; i <= data->features; i++)
		job->weights[i] = is_one ? 0 : sign * (float)model->w[i];
	if (is_one)
		job->weights[data->features] = sign * 10;
	free_and_destroy_model(&model);
}

static _Noreturn void child_work(const struct fit_data *data,
	const struct fit_job *jobs, guint count, struct shared *shared)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	set_print_string_function(say_nothing);
	for (;;) {
		gint job = g_atomic_int_add(&shared->next, 1);
		if (job >= (gint)count)
			_exit(0);
		fit_one(data, &jobs[job]);
		g_atomic_int_inc(&shared->done);
	}
}

static bool wait_for(const pid_t *children, guint started,
	const struct shared *shared, guint count,
	const struct train_options *options)
{
	bool all_well = true;
	for (guint i = 0; i < started; i++) {
		int status = 0;
		pid_t got;
		while ((got = waitpid(children[i], &status, WNOHANG)) == 0) {
			if (options->progress != NULL)
				options->progress(
					options->user, (double)g_atomic_int_get(
							       &shared->done) /
							       count);
			g_usleep(LOOK_MS * 1000);
		}
		all_well = all_well && got == children[i] &&
			   WIFEXITED(status) && WEXITSTATUS(status) == 0;
	}
	return all_well;
}

bool fit_run(const struct fit_data *data, const struct fit_job *jobs,
	guint count, const struct train_options *options, GError **error)
{
	struct shared *shared = shared_memory(sizeof(*shared), error);
	if (shared == NULL)
		return false;
	pid_t children[CHILDREN_MOST];
	guint wanted = MIN(MIN(g_get_num_processors(), count), CHILDREN_MOST);
	guint started = 0;
	while (started < wanted) {
		pid_t pid = fork();
		if (pid == 0)
			child_work(data, jobs, count, shared);
		if (pid < 0)
			break;
		children[started++] = pid;
	}
	bool is_done = wait_for(children, started, shared, count, options) &&
		       g_atomic_int_get(&shared->done) == (gint)count;
	munmap(shared, sizeof(*shared));
	if (!is_done)
		g_set_error(error, TRAIN_ERROR, TRAIN_ERROR_CHILD,
			"a process that was learning ended before its time");
	return is_done;
}
