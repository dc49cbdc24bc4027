/* One POST of a form and its answer. */

#include "plaint/source/oauth.h"

#include <curl/curl.h>

enum {
	ANSWER_MOST_BYTES = 64 << 10,
	CONNECT_MS = 10000,
	ALL_MS = 30000,
};

typedef CURL curl;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(curl, curl_easy_cleanup)

static size_t on_bytes(char *bytes, size_t size, size_t count, void *user)
{
	GString *answer = user;
	size_t length = size * count;
	if (length > ANSWER_MOST_BYTES - answer->len)
		return 0;
	g_string_append_len(answer, bytes, (gssize)length);
	return length;
}

void oauth_warm_up(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

static void form_add(
	CURL *handle, GString *form, const char *name, const char *value)
{
	char *escaped = curl_easy_escape(handle, value, 0);
	g_string_append_printf(form, "%s%s=%s", form->len > 0 ? "&" : "", name,
		escaped != NULL ? escaped : "");
	curl_free(escaped);
}

static char *form_of(CURL *handle, const struct oauth_wish *wish)
{
	GString *form = g_string_new(NULL);
	form_add(handle, form, "grant_type", "refresh_token");
	form_add(handle, form, "client_id", wish->client_id);
	if (wish->client_secret[0] != '\0')
		form_add(handle, form, "client_secret", wish->client_secret);
	form_add(handle, form, "refresh_token", wish->refresh_token);
	return g_string_free(form, FALSE);
}

static void set_options(CURL *handle, const struct oauth_wish *wish,
	const char *form, GString *answer)
{
	curl_easy_setopt(handle, CURLOPT_URL, wish->token_url);
	curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
	if (wish->ca_file != NULL)
		curl_easy_setopt(handle, CURLOPT_CAINFO, wish->ca_file);
	curl_easy_setopt(handle, CURLOPT_PROXY, "");
	curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)ALL_MS);
	curl_easy_setopt(handle, CURLOPT_POSTFIELDS, form);
	curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_bytes);
	curl_easy_setopt(handle, CURLOPT_WRITEDATA, answer);
}

static int code_of(CURLcode result)
{
	switch (result) {
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
		return SOURCE_ERROR_REFUSED;
	case CURLE_WRITE_ERROR:
	case CURLE_WEIRD_SERVER_REPLY:
		return SOURCE_ERROR_PROTOCOL;
	default:
		return SOURCE_ERROR_NETWORK;
	}
}

char *oauth_refresh(
	const struct oauth_wish *wish, long *status_out, GError **error)
{
	g_autoptr(curl) handle = curl_easy_init();
	if (handle == NULL) {
		g_set_error_literal(error, SOURCE_ERROR, SOURCE_ERROR_NETWORK,
			"libcurl cannot start");
		return NULL;
	}
	g_autoptr(GString) answer = g_string_new(NULL);
	g_autofree char *form = form_of(handle, wish);
	char why[CURL_ERROR_SIZE] = "";
	set_options(handle, wish, form, answer);
	curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, why);
	CURLcode result = curl_easy_perform(handle);
	if (result != CURLE_OK) {
		g_set_error(error, SOURCE_ERROR, code_of(result), "%s: %s",
			wish->token_url,
			why[0] != '\0' ? why : curl_easy_strerror(result));
		return NULL;
	}
	curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, status_out);
	return g_strdup(answer->str);
}
