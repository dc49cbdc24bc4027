/* plaint.yaml: defaults, paths, and mistakes named with their place. */

#include <string.h>
#include <glib/gstdio.h>

#include "check_main.h"
#include "plaint/config/config.h"
#include "scratch.h"

static const char good[] = "organisation:\n"
			   "  name: Зв'язок\n"
			   "  address: Київ\n"
			   "  phone: '+380441234567'\n"
			   "  email: info@operator.example\n"
			   "  zone: Europe/Kyiv\n"
			   "regime: ua-393-1m\n"
			   "mailboxes:\n"
			   "  main:\n"
			   "    server: {host: localhost, port: 993, user: a, "
			   "password_file: secrets/imap}\n"
			   "scans:\n"
			   "  desk: {path: scans}\n"
			   "smtp:\n"
			   "  server: {host: localhost, port: 465}\n"
			   "  from_address: answer@operator.example\n";

static struct config *load(const char *text, GError **error)
{
	char *dir = scratch_make();
	g_autofree char *path = g_build_filename(dir, "plaint.yaml", NULL);
	scratch_put(dir, "plaint.yaml", text);
	struct config *config = config_load(path, error);
	scratch_remove(dir);
	return config;
}

START_TEST(test_good)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(config) config = load(good, &error);
	ck_assert_msg(config != NULL, "%s", error ? error->message : "");
	ck_assert_str_eq(config->organisation.domain, "operator.example");
	ck_assert_str_eq(config->organisation.staff_domain, "operator.example");
	ck_assert_str_eq(config->smtp.from_name, "Зв'язок");
	ck_assert_int_eq(config->workers.ocr, 2);
	ck_assert_ptr_null(config->organisation.sector);
	ck_assert_ptr_null(config->clamd);
	ck_assert_int_eq(config->organisation.closes_minute, 18 * 60);
	const struct config_mailbox *mailbox = config->mailboxes->pdata[0];
	ck_assert_str_eq(mailbox->name, "main");
	ck_assert_str_eq(mailbox->folder, "INBOX");
	ck_assert_int_eq(mailbox->after, CONFIG_AFTER_MOVE);
	ck_assert(g_path_is_absolute(mailbox->server.password_file));
	const struct config_scans *scans = config->scans->pdata[0];
	ck_assert(scans->separators && !scans->blank_pages && !scans->duplex);
	ck_assert(!scans->series && scans->stacks == CONFIG_STACKS_NO);
	ck_assert_str_eq(scans->receipt_day, "stamp");
	ck_assert_int_eq(config->reserve_megabytes, 256);
	g_autofree char *database =
		g_strdup_printf("sqlite:%s/plaint.db", config->folder);
	ck_assert_str_eq(config->database, database);
}
END_TEST

START_TEST(test_sector_and_hours)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = g_strconcat("organisation:\n"
					    "  sector: telecom\n"
					    "  closes: '17:30'\n",
		good + strlen("organisation:\n"), NULL);
	g_autoptr(config) config = load(text, &error);
	ck_assert_msg(config != NULL, "%s", error ? error->message : "");
	ck_assert_str_eq(config->organisation.sector, "telecom");
	ck_assert_int_eq(config->organisation.closes_minute, 17 * 60 + 30);
}
END_TEST

/* A domain in letters of its own is what servers call it wherever they read
 * it. */
START_TEST(test_domain_of_its_own_letters)
{
	static const struct {
		const char *extra, *address, *known_as;
	} rows[] = {
		{ "", "answer@приклад.укр", "answer@xn--80aikifvh.xn--j1amh" },
		{ "  domain: Приклад.укр\n  staff_domain: приклад.укр\n",
			"answer@operator.example", "answer@operator.example" }
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_auto(GStrv) parts =
			g_strsplit(good, "answer@operator.example", 2);
		g_autofree char *text = g_strconcat("organisation:\n",
			rows[i].extra, parts[0] + strlen("organisation:\n"),
			rows[i].address, parts[1], NULL);
		g_autoptr(config) config = load(text, &error);
		ck_assert_msg(
			config != NULL, "%s", error ? error->message : "");
		ck_assert_str_eq(
			config->organisation.domain, "xn--80aikifvh.xn--j1amh");
		ck_assert_str_eq(config->organisation.staff_domain,
			"xn--80aikifvh.xn--j1amh");
		ck_assert_str_eq(config->smtp.from_address, rows[i].known_as);
	}
}
END_TEST

static const struct {
	const char *from, *to, *message;
} mistakes[] = {
	{ "regime:", "regimes:",
		":7:1: unknown key \"regimes\"; did you mean \"regime\"?" },
	{ "Europe/Kyiv", "Europe/Kiyv",
		":6:9: zone: \"Europe/Kiyv\" is not a time zone" },
	{ "  zone:", "  closes: '25:00'\n  zone:",
		":6:11: closes: \"25:00\" is not a time of day" },
	{ "regime:", "training: {at: '24:00'}\nregime:",
		":7:16: at: \"24:00\" is not a time of day (HH:MM)" },
	{ "info@operator", "info.operator",
		":5:10: email: \"info.operator.example\" is not an e-mail" },
	{ "port: 993", "port: 99999", ":10:37: port must be 1 to 65535" },
	{ ", password_file: secrets/imap", "",
		":10:13: a user needs a password_file, a token_file or oauth" },
	{ "password_file: secrets/imap",
		"oauth: {token_url: 'https://x', client_id: c}",
		"oauth needs token_url, client_id and refresh_token_file" },
	{ "password_file: secrets/imap",
		"oauth: {token_url: 'http://x', client_id: c,"
		" refresh_token_file: r}",
		"token_url must begin with https://" },
	{ "    server: {host: localhost, port: 993",
		"    after_name: inbox\n"
		"    server: {host: localhost, port: 993",
		"after_name is the folder that mail is taken from" },
	{ "    server: {host: localhost, port: 993",
		"    folder: A/B\n    after_name: A/B\n"
		"    server: {host: localhost, port: 993",
		"after_name is the folder that mail is taken from" },
	{ "scans:",
		"  twin:\n"
		"    server: {host: LOCALHOST, port: 993, user: a,"
		" token_file: t}\n"
		"    folder: inbox\n    after: leave\nscans:",
		":11:3: twin takes mail from the folder that main takes" },
	{ "scans:",
		"  back:\n"
		"    server: {host: localhost, port: 993, user: a,"
		" token_file: t}\n"
		"    folder: Processed\n    after_name: INBOX\nscans:",
		":9:3: what main moves to Processed is taken from there and "
		"moved back" },
	{ "regime:", "clamd: scanner\nregime:",
		":7:8: clamd: \"scanner\" is neither a socket's path nor "
		"host:port" },
	{ "regime:", "clamd: 'scanner:99999'\nregime:",
		"neither a socket's path nor host:port" },
	{ "{path: scans}", "{path: scans, receipt_day: yesterday}",
		"is neither stamp nor file nor a day" },
	{ "{path: scans}", "{path: scans, receipt_day: 2026-02-30}",
		"is neither stamp nor file nor a day" },
	{ "{path: scans}", "{path: scans, stacks: odd-even, series: yes}",
		"stacks and series cannot both be" },
	{ "desk: {path", "main: {path",
		":12:3: main is the name of a mailbox already" },
	{ "path: scans", "path: [scans]",
		":12:16: expected a plain value, found a list" },
	/* Nothing could ever be sent. */
	{ "answer@operator", "скарги@operator",
		"from_address: \"скарги@operator.example\" is not an address "
		"that mail servers take" },
	{ "answer@operator.example", "answer@office@operator.example",
		"is not an address that mail servers take" },
	{ "answer@operator.example", "answer@operator_1.example",
		"is not an address that mail servers take" },
	{ "answer@operator.example", "answer@operator.example.",
		"is not an address that mail servers take" },
	{ "answer@operator.example", "answer@-operator.example",
		"is not an address that mail servers take" },
	{ "  zone:", "  domain: operator example\n  zone:",
		":6:11: domain: \"operator example\" is not a domain" },
	{ "  from_address", "  from_addres",
		"unknown key \"from_addres\"; did you mean "
		"\"from_address\"?" },
};

START_TEST(test_mistakes)
{
	g_autoptr(GError) error = NULL;
	const char *at = strstr(good, mistakes[_i].from);
	ck_assert_ptr_nonnull(at);
	g_autofree char *head = g_strndup(good, (gsize)(at - good));
	g_autofree char *text = g_strconcat(
		head, mistakes[_i].to, at + strlen(mistakes[_i].from), NULL);
	ck_assert_ptr_null(load(text, &error));
	ck_assert_msg(strstr(error->message, mistakes[_i].message) != NULL,
		"%s", error->message);
}
END_TEST

START_TEST(test_secret_files)
{
	g_autoptr(GError) error = NULL;
	char *dir = scratch_make();
	g_autofree char *path = g_build_filename(dir, "password", NULL);
	struct config_server server = { .password_file = path };
	struct secret secret = { NULL };
	bool is_token;
	scratch_put(dir, "password", "пароль one\r\nmore\n");
	g_chmod(path, 0604);
	ck_assert(!config_server_secret(&server, &secret, &is_token, &error));
	ck_assert(strstr(error->message, "chmod 600") != NULL);
	g_clear_error(&error);
	g_chmod(path, 0600);
	ck_assert(config_server_secret(&server, &secret, &is_token, &error));
	ck_assert_str_eq(secret.text, "пароль one");
	ck_assert(!is_token);
	secret_clear(&secret);
	scratch_remove(dir);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("config");
	TCase *all = tcase_create("plaint.yaml");
	tcase_add_test(all, test_good);
	tcase_add_test(all, test_sector_and_hours);
	tcase_add_test(all, test_domain_of_its_own_letters);
	tcase_add_loop_test(all, test_mistakes, 0, G_N_ELEMENTS(mistakes));
	tcase_add_test(all, test_secret_files);
	suite_add_tcase(suite, all);
	return check_main(suite);
}
