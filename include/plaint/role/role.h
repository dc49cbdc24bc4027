/* What runs in each process that the engine starts: `plaint --role=NAME`. */
#pragma once

/* The whole life of a role; its exit status.  Meant to be started by the
 * engine: without a parent on descriptor 3 it says so and returns 2. */
int role_main(const char *name);
