/* Who reads a file, told by its first bytes. */
#include "plaint/worker/reader.h"

#include <string.h>
#include <sys/mman.h>

#include "check_main.h"
#include "plaint/base/fd.h"

static void read_by(enum reader_kind kind, const void *bytes, size_t length)
{
	g_autoptr(GError) error = NULL;
	auto_fd int fd = memfd_create("kind", MFD_CLOEXEC);
	ck_assert(fd_write_all(fd, bytes, length, &error));
	ck_assert_msg(reader_kind_of(fd) == kind, "%.*s", (int)length,
		(const char *)bytes);
}

#define TEXT(text)   READER_PARSE, text, strlen(text)
#define BYTES(bytes) READER_OCR, bytes, sizeof(bytes) - 1

START_TEST(texts_are_mail)
{
	read_by(TEXT(""));
	read_by(TEXT("From: olena@x.example\r\nSubject: x\r\n\r\nx\r\n"));
	read_by(TEXT("BMW of mine was towed away.\nGive the money back.\n"));
	read_by(TEXT("Subject:WEBP pictures\r\n\r\nx\r\n"));
	read_by(TEXT("Прошу повернути гроші.\n\f\tДякую.\n"));
	read_by(TEXT("\x1b$B$3$s\x1b(B\n")); /* ISO-2022-JP */
	/* Windows-1251, KOI8-U, and a stray control character. */
	read_by(TEXT("\xcf\xf0\xee\xf8\xf3 \xef\xee\xe2\xe5\xf0\xed\xf3\xf2"
		     "\xe8 \xe3\xf0\xee\xf8\xb3, \xff\xea\xb3 \xe2\xe8\x01"));
	/* Longer than what is looked at, in one word. */
	g_autofree char *word = g_strnfill(4096, 'A');
	read_by(TEXT(word));
	/* UTF-16; a mail that is broken is a mail. */
	read_by(READER_PARSE, "\xff\xfe\x1f\x04\x40\x04\x3e\x04", 8);
	read_by(READER_PARSE, "Subject: \0\1\2\3\4\5\6\0\0\0\0\0\r\n", 23);
}
END_TEST

START_TEST(the_rest_is_none)
{
	unsigned char noise[4096];
	guint32 random = 1;
	for (size_t i = 0; i < sizeof(noise); i++) {
		random = random * 1664525 + 1013904223;
		noise[i] = (unsigned char)(random >> 24);
	}
	read_by(READER_OCR, noise, sizeof(noise));
	read_by(BYTES("\x7f"
		      "ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0\x3e\0\1\0\0\0"));
	read_by(BYTES("\x1f\x8b\x08\0\0\0\0\0\0\3\x4b\x4c\x4a\x06\0"));
	read_by(BYTES("BM\x36\x10\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"));
	read_by(BYTES("\0\0\0\0\0\0\0\0"));
	read_by(BYTES("RIFF\x24\0\0\0WEBPVP8 \x18\0\0\0"));
	read_by(BYTES("%PDF-1.4\n"));
	read_by(BYTES("\r\n%PDF-1.4\n"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("kind");
	TCase *tcase = tcase_create("kind");
	tcase_add_test(tcase, texts_are_mail);
	tcase_add_test(tcase, the_rest_is_none);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
