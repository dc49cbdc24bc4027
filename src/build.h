/* Of what the programs were built; the Makefile makes it. */
#pragma once

extern const char build_stamp[];
