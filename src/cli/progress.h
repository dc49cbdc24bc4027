/* How far long work is, on standard error, where that is a terminal. */
#pragma once

/* Rewrites its line: "learning 40 %".  share 0..1; 1 or more ends it. */
void progress_tell(const char *what, double share);
