/* Where SQLite's write-ahead log is written in few calls: the system's VFS but
 * for that. */
#pragma once

/* Its name, for sqlite3_open_v2. */
const char *sqlite_log_vfs(void);
