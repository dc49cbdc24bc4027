/* GLib for ThreadSanitizer.  Debian's GLib is not instrumented, so what it
 * does to order threads, and what it reads and writes for us, is told here:
 * the program is linked with --wrap for each of these. */
#include <stdlib.h>

#include <glib.h>

void __tsan_acquire(void *at);
void __tsan_release(void *at);
void __tsan_read8(void *at);
void __tsan_write8(void *at);

/* --- order -------------------------------------------------------------- */

void __real_g_mutex_lock(GMutex *mutex);
void __wrap_g_mutex_lock(GMutex *mutex);
void __wrap_g_mutex_lock(GMutex *mutex)
{
	__real_g_mutex_lock(mutex);
	__tsan_acquire(mutex);
}

void __real_g_mutex_unlock(GMutex *mutex);
void __wrap_g_mutex_unlock(GMutex *mutex);
void __wrap_g_mutex_unlock(GMutex *mutex)
{
	__tsan_release(mutex);
	__real_g_mutex_unlock(mutex);
}

gboolean __real_g_once_init_enter(void *place);
gboolean __wrap_g_once_init_enter(void *place);
gboolean __wrap_g_once_init_enter(void *place)
{
	gboolean is_mine = __real_g_once_init_enter(place);
	__tsan_acquire(place);
	return is_mine;
}

void __real_g_once_init_leave(void *place, gsize result);
void __wrap_g_once_init_leave(void *place, gsize result);
void __wrap_g_once_init_leave(void *place, gsize result)
{
	__tsan_release(place);
	__real_g_once_init_leave(place, result);
}

void __real_g_async_queue_push(GAsyncQueue *queue, gpointer data);
void __wrap_g_async_queue_push(GAsyncQueue *queue, gpointer data);
void __wrap_g_async_queue_push(GAsyncQueue *queue, gpointer data)
{
	__tsan_release(queue);
	__real_g_async_queue_push(queue, data);
}

gpointer __real_g_async_queue_try_pop(GAsyncQueue *queue);
gpointer __wrap_g_async_queue_try_pop(GAsyncQueue *queue);
gpointer __wrap_g_async_queue_try_pop(GAsyncQueue *queue)
{
	gpointer data = __real_g_async_queue_try_pop(queue);
	__tsan_acquire(queue);
	return data;
}

gpointer __real_g_async_queue_pop(GAsyncQueue *queue);
gpointer __wrap_g_async_queue_pop(GAsyncQueue *queue);
gpointer __wrap_g_async_queue_pop(GAsyncQueue *queue)
{
	gpointer data = __real_g_async_queue_pop(queue);
	__tsan_acquire(queue);
	return data;
}

/* The pool's own queue: a task begins after it was pushed, the pool ends
 * after its tasks. */
struct task {
	GFunc run;
	gpointer user;
};

static void run_task(gpointer data, gpointer user)
{
	struct task *task = user;
	__tsan_acquire(task);
	task->run(data, task->user);
	__tsan_release(task);
}

GThreadPool *__real_g_thread_pool_new(
	GFunc run, gpointer user, gint most, gboolean own, GError **error);
GThreadPool *__wrap_g_thread_pool_new(
	GFunc run, gpointer user, gint most, gboolean own, GError **error);
GThreadPool *__wrap_g_thread_pool_new(
	GFunc run, gpointer user, gint most, gboolean own, GError **error)
{
	struct task *task = malloc(sizeof(*task)); /* kept: a few bytes */
	*task = (struct task){ run, user };
	return __real_g_thread_pool_new(run_task, task, most, own, error);
}

gboolean __real_g_thread_pool_push(
	GThreadPool *pool, gpointer data, GError **error);
gboolean __wrap_g_thread_pool_push(
	GThreadPool *pool, gpointer data, GError **error);
gboolean __wrap_g_thread_pool_push(
	GThreadPool *pool, gpointer data, GError **error)
{
	__tsan_release(pool->user_data);
	return __real_g_thread_pool_push(pool, data, error);
}

void __real_g_thread_pool_free(
	GThreadPool *pool, gboolean immediate, gboolean wait);
void __wrap_g_thread_pool_free(
	GThreadPool *pool, gboolean immediate, gboolean wait);
void __wrap_g_thread_pool_free(
	GThreadPool *pool, gboolean immediate, gboolean wait)
{
	void *task = pool->user_data;
	__real_g_thread_pool_free(pool, immediate, wait);
	__tsan_acquire(task);
}

/* --- what is read and written for us ------------------------------------- */

#define READS(type, name, parameters, arguments, object)                       \
	type __real_##name parameters;                                         \
	type __wrap_##name parameters;                                         \
	type __wrap_##name parameters                                          \
	{                                                                      \
		__tsan_read8((void *)(object));                                \
		return __real_##name arguments;                                \
	}
#define WRITES(type, name, parameters, arguments, object)                      \
	type __real_##name parameters;                                         \
	type __wrap_##name parameters;                                         \
	type __wrap_##name parameters                                          \
	{                                                                      \
		__tsan_write8((void *)(object));                               \
		return __real_##name arguments;                                \
	}

READS(gpointer, g_hash_table_lookup, (GHashTable * table, gconstpointer key),
	(table, key), table)
READS(gboolean, g_hash_table_contains, (GHashTable * table, gconstpointer key),
	(table, key), table)
WRITES(gboolean, g_hash_table_insert,
	(GHashTable * table, gpointer key, gpointer value), (table, key, value),
	table)
WRITES(gboolean, g_hash_table_replace,
	(GHashTable * table, gpointer key, gpointer value), (table, key, value),
	table)
WRITES(gboolean, g_hash_table_add, (GHashTable * table, gpointer key),
	(table, key), table)
WRITES(void, g_hash_table_remove_all, (GHashTable * table), (table), table)
WRITES(void, g_ptr_array_add, (GPtrArray * array, gpointer data), (array, data),
	array)
WRITES(GArray *, g_array_append_vals,
	(GArray * array, gconstpointer data, guint count), (array, data, count),
	array)
