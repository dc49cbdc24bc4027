/* The rules of the checkout, loaded once for all tests of a program. */
#pragma once

#include <check.h>
#include "plaint/rulebook/rulebook.h"

static struct rulebook *rules;

static void own_rules_load(void)
{
	g_autoptr(GError) error = NULL;
	rules = rulebook_load("rules", &error);
	ck_assert_msg(rules != NULL, "%s", error ? error->message : "?");
}

static void own_rules_free(void)
{
	g_clear_pointer(&rules, rulebook_free);
}
