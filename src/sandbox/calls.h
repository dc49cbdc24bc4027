/* The system calls each profile may make, as data. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <seccomp.h>
#include "plaint/sandbox/sandbox.h"

struct call {
	const char *name;
	uint32_t action; /* SCMP_ACT_ALLOW or a soft SCMP_ACT_ERRNO */
	unsigned int conditions;
	struct scmp_arg_cmp when;
};

/* Calls of one purpose. */
struct call_group {
	const struct call *calls;
	size_t count;
};

/* The groups of a profile, ended by one without calls. */
const struct call_group *calls_of(enum sandbox_profile profile);
