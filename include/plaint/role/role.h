/* What runs in each process that the engine starts: `plaint --role=NAME`, or
 * `plaint-heavy --role=NAME` for those that need large libraries. */
#pragma once

/* The whole life of a role; its exit status.  Meant to be started by the
 * engine: without a parent on descriptor 3 it says so and returns 2. */
int role_main(const char *name);
/* Of a heavy one.  A parent built of something else than `build` is told that
 * it is unready. */
int role_heavy_main(const char *name, const char *build);
