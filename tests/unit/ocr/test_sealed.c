/* After ocr_new nothing opens, connects, forks or asks for a path: a process
 * that dies of these reads every sample. */
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include "check_main.h"
#include "engine.h"

static const char *const files[] = {
	"uk-subscription.tif",
	"ru-speed.jpg",
	"be-roaming.pdf",
	"en-termination.pdf",
	"uk-thanks.png",
	"be-sim.png",
	"en-staff.webp",
};

/* Fonts of all sorts, none of them in the file. */
static const char pdf_without_fonts[] =
	"%PDF-1.4\n"
	"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
	"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
	"/Resources<</Font<<"
	"/A<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
	"/B<</Type/Font/Subtype/TrueType/BaseFont/ComicSansMS>>"
	"/C<</Type/Font/Subtype/Type1/BaseFont/Times-BoldItalic>>"
	"/D<</Type/Font/Subtype/Type0/BaseFont/HeiseiMin-W3"
	"/Encoding/UniJIS-UCS2-H/DescendantFonts[<</Type/Font"
	"/Subtype/CIDFontType0/BaseFont/HeiseiMin-W3/CIDSystemInfo"
	"<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>>>]>>"
	">>>>>>endobj\n"
	"4 0 obj<</Length 143>>stream\n"
	"BT 72 760 Td /A 12 Tf (A refund of 12.50) Tj 0 -22 Td "
	"/B 12 Tf (is due to me) Tj 0 -22 Td /C 12 Tf (since May) Tj "
	"/D 12 Tf (ab) Tj ET                   \n"
	"endstream endobj\n"
	"trailer<</Root 1 0 R>>\n";

#define DENY(call)                                                             \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 1),                 \
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)

static void seal(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, nr)),
		DENY(openat),
		DENY(openat2),
		DENY(socket),
		DENY(connect),
		DENY(clone),
		DENY(clone3),
		DENY(execve),
		DENY(execveat),
		DENY(readlinkat),
		DENY(faccessat),
		DENY(getdents64),
		DENY(statfs),
#ifdef SYS_open
		DENY(open),
		DENY(fork),
		DENY(vfork),
		DENY(readlink),
		DENY(access),
		DENY(stat),
#endif
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { G_N_ELEMENTS(filter), filter };
	ck_assert_int_eq(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
	ck_assert_int_eq(
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
}

static int fds[G_N_ELEMENTS(files) + 1];

START_TEST(reads_sealed)
{
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path =
			g_build_filename("samples/scans", files[i], NULL);
		g_autoptr(GBytes) bytes = file_read(path, 1 << 20, NULL);
		ck_assert_ptr_nonnull(bytes);
		fds[i] = memory_file(
			g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	}
	fds[G_N_ELEMENTS(files)] =
		memory_file(pdf_without_fonts, sizeof(pdf_without_fonts) - 1);
	seal();
	for (size_t i = 0; i < G_N_ELEMENTS(fds); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(document) document = ocr_read(engine, fds[i], &error);
		ck_assert_msg(
			document != NULL, "%s", error ? error->message : "");
		ck_assert_str_ne(document->text, "");
	}
}
END_TEST

START_TEST(dies_of_opening)
{
	seal();
	int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
	ck_abort_msg("opened %d", fd);
}
END_TEST

START_TEST(takes_unembedded_text)
{
	g_autoptr(document) document = read_bytes(
		pdf_without_fonts, sizeof(pdf_without_fonts) - 1, NULL);
	ck_assert_ptr_nonnull(document);
	ck_assert(strstr(document->text, "A refund of 12.50") != NULL);
	ck_assert(document_has_warning(document, "text_layer_unseen"));
}
END_TEST

int main(G_GNUC_UNUSED int argc, char **argv)
{
	engine_environment(argv);
	Suite *suite = suite_create("ocr sealed");
	TCase *tests = tcase_create("sealed");
	tcase_set_timeout(tests, 120);
	tcase_add_unchecked_fixture(tests, engine_start, engine_stop);
	tcase_add_test(tests, reads_sealed);
	tcase_add_test_raise_signal(tests, dies_of_opening, SIGSYS);
	tcase_add_test(tests, takes_unembedded_text);
	suite_add_tcase(suite, tests);
	return check_main(suite);
}
