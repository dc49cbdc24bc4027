/* What a letter costs on its way, stage by stage, in one process and one
 * thread: milliseconds of processor a message, and the memory that stays.
 *
 *     build/bench/letters FOLDER [ROUNDS]     FOLDER: messages, one a file */
#include <fcntl.h>
#include <locale.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <glib.h>
#include <jansson.h>

#include "plaint/domain/day.h"
#include "plaint/mime/mime.h"
#include "plaint/registry/looks.h"
#include "plaint/rulebook/examples.h"
#include "plaint/rulebook/topics.h"
#include "plaint/wire/document_json.h"
#include "plaint/wire/wire.h"

enum stage {
	STAGE_READ,	  /* mime_read, attachments into memory */
	STAGE_SAY,	  /* document → frame, the worker's answer */
	STAGE_HEAR,	  /* frame → document */
	STAGE_KEEP,	  /* JSON → text, as it is stored */
	STAGE_UNDERSTAND, /* topics_understand, with what was learnt */
	STAGE_MARK,	  /* what it is compared with others by */
	STAGES
};

static const char *const stage_names[STAGES] = { "read", "say", "hear", "keep",
	"understand", "mark" };

struct tally {
	double ms[STAGES];
	int letters;
	double text_bytes;
	struct topics *topics;
	int worker, engine; /* the socket's ends */
};

enum {
	BUFFER_BYTES = 4 << 20 /* one thread says and hears */
};

static double now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double lap(struct tally *tally, enum stage stage, double from)
{
	double now = now_ms();
	tally->ms[stage] += now - from;
	return now;
}

static void say(struct tally *tally, const struct document *document)
{
	g_autoptr(GError) error = NULL;
	json_t *json = document_to_brief_json(document, false);
	if (!wire_send(tally->worker, json, -1, &error)) {
		fprintf(stderr, "%s\n", error->message);
		exit(1);
	}
	json_decref(json);
}

static void understand(struct tally *tally)
{
	struct day written;
	(void)day_from_ymd(2026, 3, 2, &written);
	double at = now_ms();
	json_t *heard = wire_receive(tally->engine, NULL, NULL);
	struct document *document = document_from_json(heard, NULL);
	at = lap(tally, STAGE_HEAR, at);
	char *kept = document_keep_json(document, heard);
	at = lap(tally, STAGE_KEEP, at);
	struct understanding *u =
		topics_understand(tally->topics, document, written);
	understanding_free(u);
	at = lap(tally, STAGE_UNDERSTAND, at);
	looks_free(looks_new(document));
	lap(tally, STAGE_MARK, at);
	tally->text_bytes += (double)strlen(document->text);
	document_free(document);
	free(kept);
	json_decref(heard);
}

static void letter(struct tally *tally, const char *path, int scratch)
{
	g_autoptr(GError) error = NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || ftruncate(scratch, 0) < 0)
		exit(1);
	double at = now_ms();
	struct document *document = mime_read(fd, scratch, NULL, &error);
	at = lap(tally, STAGE_READ, at);
	close(fd);
	if (document == NULL) {
		fprintf(stderr, "%s: %s\n", path, error->message);
		return;
	}
	say(tally, document);
	document_free(document);
	lap(tally, STAGE_SAY, at);
	understand(tally);
	tally->letters++;
}

static void print(const char *what, const struct tally *tally)
{
	double sum = 0;
	printf("%-8s", what);
	for (int i = 0; i < STAGES; i++) {
		printf("  %s %.3f", stage_names[i],
			tally->ms[i] / tally->letters);
		sum += tally->ms[i] / tally->letters;
	}
	struct mallinfo2 memory = mallinfo2();
	printf("  all %.3f ms; %.1f KB text; %.1f MB in use\n", sum,
		tally->text_bytes / tally->letters / 1e3,
		(double)(memory.uordblks + memory.hblkhd) / 1e6);
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	setlocale(LC_CTYPE, "C.UTF-8");
	struct topics *topics = topics_load("rules", &error);
	if (argc < 2 || topics == NULL || !mime_warm_up(&error)) {
		fprintf(stderr, "%s\n",
			error != NULL ? error->message : "which folder?");
		return 1;
	}
	topics_set_experience(
		topics, experience_load("rules/examples.model", NULL));
	int rounds = argc > 2 ? atoi(argv[2]) : 3;
	int scratch = memfd_create("attachments", MFD_CLOEXEC);
	int ends[2], room = BUFFER_BYTES;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0 ||
		setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof room) <
			0)
		return 1;
	for (int round = 0; round < rounds; round++) {
		struct tally tally = {
			.topics = topics, .worker = ends[0], .engine = ends[1]
		};
		g_autoptr(GDir) dir = g_dir_open(argv[1], 0, &error);
		const char *name;
		while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
			g_autofree char *path =
				g_build_filename(argv[1], name, NULL);
			letter(&tally, path, scratch);
		}
		if (tally.letters == 0)
			return 1;
		print(round == 0 ? "first" : "again", &tally);
	}
	topics_free(topics);
	return 0;
}
