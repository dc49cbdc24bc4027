/* Customers' rows, for the files that share them. */
#pragma once

#include "plaint/store/customer.h"
#include "record.h"

extern const struct record customer_record;
extern const struct record customer_contact_record;

#define CONTACT_FROM_LETTER "letter"
#define CONTACT_IMPORTED    "import"
