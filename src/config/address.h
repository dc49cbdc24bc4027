/* Addresses and domains of the settings. */
#pragma once

#include <stdbool.h>

/* As mail servers write a domain: Latin letters, what is not in them in
 * A-labels (RFC 3490); NULL when it cannot be one.  Caller frees. */
char *address_domain(const char *domain);

/* For YAML_CUSTOM fields that are a char *.  An e-mail address to be read by
 * people; one that mail is sent from; a domain, kept as address_domain. */
bool address_read(const char *text, void *field, const char **why_out);
bool address_read_sender(const char *text, void *field, const char **why_out);
bool address_read_domain(const char *text, void *field, const char **why_out);
