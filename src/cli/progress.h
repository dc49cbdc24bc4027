/* How far long work is, on standard error, where that is a terminal. */
#pragma once

/* Rewrites its line: "learning 40 %".  share 0..1; 1 or more ends it. */
void progress_tell(const char *what, double share);

/* Other words come on the terminal: the line goes, until it is told anew. */
void progress_pause(void);
