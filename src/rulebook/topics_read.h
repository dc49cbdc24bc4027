/* topics.yaml and entities.yaml as domain values. */
#pragma once

#include "plaint/topics/classify.h"

struct topic_rules *topics_read(const char *path, GError **error);
/* GPtrArray of struct entity_pattern. */
GPtrArray *entities_read(const char *path, GError **error);
