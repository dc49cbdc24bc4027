/* Opening and closing a mailbox session: greeting, STARTTLS, login, folder.
 * libetpan speaks the protocol over our own verified stream. */
#include "plaint/source/imap.h"

#include <string.h>

#include "imap_session.h"
#include "plaint/base/utf8.h"

enum {
	STREAM_BUFFER_BYTES = 32 << 10,
	SERVER_TEXT_MOST_CHARACTERS = 300,
	/* A bearer token may be long, but not endless. */
	CREDENTIAL_MOST_BYTES = 16 << 10,
};

void imap_begin(struct imap *imap, int64_t messages)
{
	stream_begin(imap->stream, 0,
		IMAP_BUDGET_BYTES + messages * IMAP_BUDGET_PER_MESSAGE_BYTES);
}

/* RFC 5530: the server asks us to come again later. */
static bool response_is_temporary(const mailimap *session)
{
	static const char *const codes[] = { "UNAVAILABLE", "INUSE", "LIMIT",
		"SERVERBUG", "OVERQUOTA" };
	const struct mailimap_response_info *info = session->imap_response_info;
	if (info == NULL || info->rsp_atom == NULL)
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(codes); i++)
		if (g_ascii_strcasecmp(info->rsp_atom, codes[i]) == 0)
			return true;
	return false;
}

static char *server_text(const mailimap *session)
{
	if (session->imap_response == NULL)
		return g_strdup("no reason given");
	g_autofree char *valid = utf8_make_valid(
		session->imap_response, strlen(session->imap_response), NULL);
	g_autofree char *line = utf8_one_line(valid);
	return utf8_cut(line, SERVER_TEXT_MOST_CHARACTERS);
}

static bool result_is_broken(int r)
{
	return r == MAILIMAP_ERROR_STREAM || r == MAILIMAP_ERROR_MEMORY ||
	       r == MAILIMAP_ERROR_PARSE || r == MAILIMAP_ERROR_PROTOCOL ||
	       r == MAILIMAP_ERROR_FATAL || r == MAILIMAP_ERROR_BAD_STATE;
}

bool imap_answer_is_no(const struct imap *imap, int r)
{
	return r != MAILIMAP_NO_ERROR && !result_is_broken(r) &&
	       !stream_has_failed(imap->stream);
}

bool imap_fail(struct imap *imap, int r, const char *doing, GError **error)
{
	if (stream_take_error(imap->stream, error)) {
		g_prefix_error(error, "%s: ", doing);
		return false;
	}
	int code = SOURCE_ERROR_REFUSED;
	g_autofree char *why = NULL;
	if (r == MAILIMAP_ERROR_STREAM || r == MAILIMAP_ERROR_MEMORY) {
		code = SOURCE_ERROR_NETWORK;
		why = g_strdup("the connection broke");
	} else if (result_is_broken(r)) {
		code = SOURCE_ERROR_PROTOCOL;
		why = g_strdup("the server's answer is not IMAP");
	} else {
		if (response_is_temporary(imap->session))
			code = SOURCE_ERROR_NETWORK;
		g_autofree char *said = server_text(imap->session);
		why = g_strdup_printf("the server said: %s", said);
	}
	g_set_error(error, SOURCE_ERROR, code, "%s: %s: %s", doing,
		stream_host(imap->stream), why);
	return false;
}

static bool settings_check(const struct imap_settings *settings, GError **error)
{
	const char *secret =
		settings->token != NULL ? settings->token : settings->password;
	const char *wrong = NULL;
	if (settings->user == NULL || settings->user[0] == '\0')
		wrong = "no user";
	else if (secret == NULL || secret[0] == '\0')
		wrong = "no password and no token";
	else if (!imap_text_is_safe(settings->user) ||
		 !imap_text_is_safe(secret))
		wrong = "user or password holds control characters";
	else if (strlen(settings->user) > CREDENTIAL_MOST_BYTES ||
		 strlen(secret) > CREDENTIAL_MOST_BYTES)
		wrong = "user or password is too long";
	if (wrong == NULL)
		return true;
	g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_REFUSED, "%s: %s",
		settings->server.host, wrong);
	return false;
}

static bool capabilities_read(struct imap *imap, GError **error)
{
	imap_begin(imap, 0);
	struct mailimap_capability_data *data = NULL;
	int r = mailimap_capability(imap->session, &data);
	if (r != MAILIMAP_NO_ERROR)
		return imap_fail(imap, r, "CAPABILITY", error);
	mailimap_capability_data_free(data);
	return true;
}

static bool start_tls(struct imap *imap, GError **error)
{
	if (!capabilities_read(imap, error))
		return false;
	if (!mailimap_has_extension(imap->session, "STARTTLS")) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_REFUSED,
			"%s: the server offers no STARTTLS",
			stream_host(imap->stream));
		return false;
	}
	imap_begin(imap, 0);
	int r = mailimap_starttls(imap->session);
	if (r != MAILIMAP_NO_ERROR)
		return imap_fail(imap, r, "STARTTLS", error);
	if (imap->session->imap_stream->read_buffer_len != 0) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_PROTOCOL,
			"STARTTLS: %s: bytes came before the handshake",
			stream_host(imap->stream));
		return false;
	}
	return stream_start_tls(imap->stream, error);
}

/* A server that greets with PREAUTH before TLS would have us skip TLS. */
static bool greeting_read(struct imap *imap, enum stream_tls tls,
	bool *is_authenticated_out, GError **error)
{
	mailstream *low = mailstream_new(
		stream_low_new(imap->stream), STREAM_BUFFER_BYTES);
	imap_begin(imap, 0);
	int r = mailimap_connect(imap->session, low);
	if (imap->session->imap_stream == NULL)
		mailstream_close(low);
	*is_authenticated_out = r == MAILIMAP_NO_ERROR_AUTHENTICATED;
	if (r != MAILIMAP_NO_ERROR_NON_AUTHENTICATED &&
		r != MAILIMAP_NO_ERROR_AUTHENTICATED)
		return imap_fail(imap, r, "greeting", error);
	if (tls != STREAM_TLS_STARTTLS)
		return true;
	if (*is_authenticated_out) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_PROTOCOL,
			"%s: greeted as logged in before TLS",
			stream_host(imap->stream));
		return false;
	}
	return start_tls(imap, error);
}

/* SASL PLAIN with its initial response (RFC 4616, 4959): takes any password,
 * where LOGIN is ASCII. */
static int login_plain(struct imap *imap, const struct imap_settings *settings)
{
	g_autoptr(GByteArray) raw = g_byte_array_new();
	size_t user_length = strlen(settings->user);
	g_byte_array_append(raw, (const guint8 *)"", 1);
	g_byte_array_append(raw, (const guint8 *)settings->user, user_length);
	g_byte_array_append(raw, (const guint8 *)"", 1);
	g_byte_array_append(raw, (const guint8 *)settings->password,
		strlen(settings->password));
	g_autofree char *base64 = g_base64_encode(raw->data, raw->len);
	g_autofree char *command =
		g_strdup_printf("AUTHENTICATE PLAIN %s", base64);
	return mailimap_custom_command(imap->session, command);
}

static bool login(
	struct imap *imap, const struct imap_settings *settings, GError **error)
{
	mailimap *session = imap->session;
	imap_begin(imap, 0);
	int r;
	if (settings->token != NULL)
		r = mailimap_oauth2_authenticate(
			session, settings->user, settings->token);
	else if (mailimap_has_extension(session, "SASL-IR") &&
		 mailimap_has_authentication(session, "PLAIN"))
		r = login_plain(imap, settings);
	else
		r = mailimap_login(session, settings->user, settings->password);
	if (r == MAILIMAP_NO_ERROR) {
		/* A custom command leaves it as it was. */
		session->imap_state = MAILIMAP_STATE_AUTHENTICATED;
		return true;
	}
	g_autofree char *doing = g_strdup_printf("login of %s", settings->user);
	return imap_fail(imap, r, doing, error);
}

/* LIST "" "" tells the delimiter and lists nothing (RFC 3501 6.3.8). */
static bool delimiter_read(struct imap *imap, GError **error)
{
	imap_begin(imap, 0);
	clist *folders = NULL;
	int r = mailimap_list(imap->session, "", "", &folders);
	if (r != MAILIMAP_NO_ERROR)
		return imap_fail(imap, r, "LIST", error);
	clistiter *first = clist_begin(folders);
	if (first != NULL) {
		const struct mailimap_mailbox_list *root = clist_content(first);
		imap->delimiter = root->mb_delimiter;
	}
	mailimap_list_result_free(folders);
	return true;
}

/* libetpan hands messages over as they come only to those who also watch the
 * progress. */
static void on_progress(size_t current, size_t most, void *context)
{
	(void)current;
	(void)most;
	(void)context;
}

struct imap *imap_open(const struct imap_settings *settings, GError **error)
{
	if (!settings_check(settings, error))
		return NULL;
	g_autoptr(imap) imap = g_new0(struct imap, 1);
	imap->stream = stream_open(&settings->server, error);
	if (imap->stream == NULL)
		return NULL;
	imap->session = mailimap_new(0, NULL);
	imap->sizes = g_hash_table_new(NULL, NULL);
	mailimap_set_progress_callback(imap->session, on_progress, NULL, NULL);
	bool is_authenticated = false;
	if (!greeting_read(
		    imap, settings->server.tls, &is_authenticated, error) ||
		!capabilities_read(imap, error))
		return NULL;
	if (!is_authenticated && (!login(imap, settings, error) ||
					 !capabilities_read(imap, error)))
		return NULL;
	if (!delimiter_read(imap, error))
		return NULL;
	return g_steal_pointer(&imap);
}

void imap_close(struct imap *imap)
{
	if (imap == NULL)
		return;
	if (imap->session != NULL) {
		bool is_good = imap->stream != NULL &&
			       !stream_has_failed(imap->stream) &&
			       imap->session->imap_stream != NULL;
		if (is_good) {
			stream_begin(imap->stream, 2000, IMAP_BUDGET_BYTES);
			mailimap_logout(imap->session);
		}
		mailimap_free(imap->session);
	}
	stream_free(imap->stream);
	g_clear_pointer(&imap->sizes, g_hash_table_unref);
	g_free(imap);
}

char *imap_describe(const struct imap *imap)
{
	static const char *const extensions[] = { "IDLE", "MOVE", "UIDPLUS",
		"CONDSTORE" };
	GString *text = g_string_new("");
	for (size_t i = 0; i < G_N_ELEMENTS(extensions); i++) {
		if (!mailimap_has_extension(imap->session, extensions[i]))
			continue;
		g_string_append(text, text->len == 0 ? "" : " ");
		g_string_append(text, extensions[i]);
	}
	return g_string_free(text, FALSE);
}

bool imap_select(struct imap *imap, const char *folder,
	struct imap_folder *folder_out, GError **error)
{
	memset(folder_out, 0, sizeof(*folder_out));
	g_autofree char *name = imap_folder_encode(folder, imap->delimiter);
	if (name == NULL) {
		g_set_error_literal(error, SOURCE_ERROR, SOURCE_ERROR_REFUSED,
			"the folder's name is empty or cannot be written");
		return false;
	}
	imap_begin(imap, 0);
	imap->is_selected = false;
	g_hash_table_remove_all(imap->sizes);
	int r = mailimap_has_condstore(imap->session)
			? mailimap_select_condstore(imap->session, name,
				  &folder_out->highest_modified)
			: mailimap_select(imap->session, name);
	const struct mailimap_selection_info *info =
		imap->session->imap_selection_info;
	if (r != MAILIMAP_NO_ERROR || info == NULL) {
		g_autofree char *doing =
			g_strdup_printf("folder \"%s\"", folder);
		return imap_fail(imap, r, doing, error);
	}
	if (info->sel_uidvalidity == 0) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_PROTOCOL,
			"folder \"%s\": no UIDVALIDITY", folder);
		return false;
	}
	folder_out->uid_validity = info->sel_uidvalidity;
	folder_out->uid_next = info->sel_uidnext;
	folder_out->count = info->sel_exists;
	imap->uid_next = info->sel_uidnext;
	imap->is_selected = true;
	imap->is_fresh = true;
	return true;
}
