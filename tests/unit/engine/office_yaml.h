/* The settings an engine cannot do without. */
#pragma once

#define OFFICE_YAML                                                            \
	"organisation:\n"                                                      \
	"  name: Оператор\n"                                           \
	"  address: Київ\n"                                                \
	"  phone: '+380441234567'\n"                                           \
	"  email: info@operator.example\n"                                     \
	"  zone: Europe/Kyiv\n"                                                \
	"regime: ua-393-1m\n"                                                  \
	"run_as: nobody\n"                                                     \
	"smtp:\n"                                                              \
	"  server: {host: localhost, port: 465}\n"                             \
	"  from_address: answer@operator.example\n"
