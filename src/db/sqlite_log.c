/* SQLite writes each page of its write-ahead log in two calls, 24 bytes and
 * then the page, so that each page of the kernel's is looked up three times.
 * Here what is appended is gathered, and goes in one call.
 *
 * All else sees the file as if nothing were gathered: it is written before
 * anything of it is read, synced, cut or measured.  A frame that commits is
 * written at once, though SQLite, which syncs then, would have it written
 * anyway: what others may read does not rest on that.
 *
 * Source: sqlite.org, "The SQLite OS Interface or VFS"; "WAL-mode File Format",
 * section 2.1 (frames). */
#include "sqlite_log.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <string.h>
#include <glib.h>

enum {
	GATHER_BYTES = 128 << 10,
	FRAME_HEAD_BYTES = 24,
	FRAME_SIZE_AT =
		4, /* of the database, where the frame commits; else 0 */
};

struct log_file {
	sqlite3_file base;
	sqlite3_file *real; /* behind this struct */
	char *gathered;
	int used;
	sqlite3_int64 from; /* where it belongs */
	bool commits; /* a frame that does, and whose page is still to come */
};

static sqlite3_file *real_of(sqlite3_file *file)
{
	return ((struct log_file *)file)->real;
}

/* What could not be written is not kept for another try: SQLite takes the
 * whole transaction back. */
static int flush(sqlite3_file *file)
{
	struct log_file *log = (struct log_file *)file;
	int used = log->used;
	log->used = 0;
	return used == 0 ? SQLITE_OK
			 : log->real->pMethods->xWrite(
				   log->real, log->gathered, used, log->from);
}

static int log_close(sqlite3_file *file)
{
	struct log_file *log = (struct log_file *)file;
	int code = flush(file);
	int closed = log->real->pMethods->xClose(log->real);
	g_free(log->gathered);
	return code != SQLITE_OK ? code : closed;
}

static int log_read(
	sqlite3_file *file, void *bytes, int count, sqlite3_int64 at)
{
	int code = flush(file);
	sqlite3_file *real = real_of(file);
	return code != SQLITE_OK
		       ? code
		       : real->pMethods->xRead(real, bytes, count, at);
}

static bool is_commit(const char *bytes, int count)
{
	static const char none[4];
	return count == FRAME_HEAD_BYTES &&
	       memcmp(bytes + FRAME_SIZE_AT, none, sizeof(none)) != 0;
}

static int log_write(
	sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at)
{
	struct log_file *log = (struct log_file *)file;
	int code = SQLITE_OK;
	if (at != log->from + log->used || count > GATHER_BYTES - log->used)
		code = flush(file);
	if (code != SQLITE_OK)
		return code;
	if (count > GATHER_BYTES)
		return log->real->pMethods->xWrite(log->real, bytes, count, at);
	if (log->used == 0)
		log->from = at;
	memcpy(log->gathered + log->used, bytes, (size_t)count);
	log->used += count;
	bool is_last = log->commits;
	log->commits = is_commit(bytes, count);
	return is_last ? flush(file) : SQLITE_OK;
}

static int log_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	int code = flush(file);
	sqlite3_file *real = real_of(file);
	return code != SQLITE_OK ? code : real->pMethods->xTruncate(real, size);
}

static int log_sync(sqlite3_file *file, int flags)
{
	int code = flush(file);
	sqlite3_file *real = real_of(file);
	return code != SQLITE_OK ? code : real->pMethods->xSync(real, flags);
}

static int log_size(sqlite3_file *file, sqlite3_int64 *size)
{
	int code = flush(file);
	sqlite3_file *real = real_of(file);
	return code != SQLITE_OK ? code : real->pMethods->xFileSize(real, size);
}

static int log_lock(sqlite3_file *file, int how)
{
	sqlite3_file *real = real_of(file);
	return real->pMethods->xLock(real, how);
}

static int log_unlock(sqlite3_file *file, int how)
{
	sqlite3_file *real = real_of(file);
	return real->pMethods->xUnlock(real, how);
}

static int log_check_lock(sqlite3_file *file, int *is_reserved)
{
	sqlite3_file *real = real_of(file);
	return real->pMethods->xCheckReservedLock(real, is_reserved);
}

static int log_control(sqlite3_file *file, int what, void *argument)
{
	int code = flush(file);
	sqlite3_file *real = real_of(file);
	return code != SQLITE_OK
		       ? code
		       : real->pMethods->xFileControl(real, what, argument);
}

static int log_sector(sqlite3_file *file)
{
	sqlite3_file *real = real_of(file);
	return real->pMethods->xSectorSize(real);
}

static int log_device(sqlite3_file *file)
{
	sqlite3_file *real = real_of(file);
	return real->pMethods->xDeviceCharacteristics(real);
}

static const sqlite3_io_methods log_methods = { 1, log_close, log_read,
	log_write, log_truncate, log_sync, log_size, log_lock, log_unlock,
	log_check_lock, log_control, log_sector, log_device, NULL, NULL, NULL,
	NULL, NULL, NULL };

static sqlite3_vfs *system_vfs(sqlite3_vfs *vfs)
{
	return vfs->pAppData;
}

/* Other files are the system's own. */
static int vfs_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file,
	int flags, int *flags_out)
{
	sqlite3_vfs *system = system_vfs(vfs);
	struct log_file *log = (struct log_file *)file;
	if ((flags & SQLITE_OPEN_WAL) == 0)
		return system->xOpen(system, name, file, flags, flags_out);
	memset(log, 0, sizeof(*log));
	log->real = (sqlite3_file *)(log + 1);
	int code = system->xOpen(system, name, log->real, flags, flags_out);
	if (code != SQLITE_OK)
		return code;
	log->gathered = g_malloc(GATHER_BYTES);
	log->base.pMethods = &log_methods;
	return SQLITE_OK;
}

const char *sqlite_log_vfs(void)
{
	static sqlite3_vfs vfs;
	static gsize once;
	if (g_once_init_enter(&once)) {
		sqlite3_vfs *system = sqlite3_vfs_find(NULL);
		vfs = *system;
		vfs.zName = "plaint";
		vfs.pAppData = system;
		vfs.szOsFile += (int)sizeof(struct log_file);
		vfs.pNext = NULL;
		vfs.xOpen = vfs_open;
		sqlite3_vfs_register(&vfs, 0);
		g_once_init_leave(&once, 1);
	}
	return vfs.zName;
}
