/* Settings, trust and sealing of the two roles that talk to a server. */

#include "server.h"

#include "plaint/wire/wire.h"
#include "roles.h"

enum {
	NETWORK_OPEN_FILES = 64
};

static bool seal(const json_t *settings, enum sandbox_profile profile)
{
	struct sandbox_limits limits = {
		.file_bytes = -1, /* mail goes into a handed descriptor */
		.open_files = NETWORK_OPEN_FILES,
	};
	if (json_is_true(json_object_get(settings, "unsealed")))
		return true;
	GError *error = NULL;
	if (sandbox_seal(profile, &limits, &error))
		return true;
	role_say_error("unsealed", error);
	return false;
}

bool role_server_prepare(const json_t *settings, enum sandbox_profile profile,
	struct stream_settings *out, struct stream_trust **trust_out)
{
	const char *ca_file = wire_text(settings, "ca_file");
	GError *error = NULL;
	*out = (struct stream_settings){
		.host = wire_text(settings, "host"),
		.port = (int)wire_integer(settings, "port", 0),
		.stop_fd = -1,
	};
	if (!stream_tls_parse(wire_text(settings, "tls"), &out->tls)) {
		g_set_error(&error, SOURCE_ERROR, SOURCE_ERROR_REFUSED,
			"unknown tls mode \"%s\"", wire_text(settings, "tls"));
		role_say_error("unready", error);
		return false;
	}
	if (out->tls != STREAM_TLS_NONE) {
		*trust_out = stream_trust_new(
			ca_file[0] != '\0' ? ca_file : NULL, &error);
		if (*trust_out == NULL) {
			role_say_error("unready", error);
			return false;
		}
		out->trust = *trust_out;
	}
	stream_warm_up();
	return seal(settings, profile);
}
