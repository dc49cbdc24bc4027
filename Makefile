# Plaint: build, test, lint.  GNU make, no autotools.  Start with: make help
#
# One static archive per folder under src/.  A program or a test links exactly
# the archives it may use, so a layering mistake is a link error.  The two
# tables below are the build and the architecture at once.

BUILD ?= build
SAN   ?=
V     ?= 0

# PKG_x: system libraries folder x may see.  LIB_x: linker words where
# pkg-config has none or has a wrong one (libetpan's forces a non-PIE program).
PKG_base     := glib-2.0 nettle
PKG_domain   := glib-2.0
PKG_text     := glib-2.0
LIB_text     := -lm
PKG_facts    := glib-2.0 libpcre2-8
PKG_letters  := glib-2.0
PKG_topics   := glib-2.0
LIB_topics   := -lm
PKG_wire     := glib-2.0 jansson
PKG_sandbox  := glib-2.0 libseccomp
PKG_spool    := glib-2.0
PKG_yaml     := glib-2.0 yaml-0.1
PKG_config   := glib-2.0
PKG_rulebook := glib-2.0 hunspell
PKG_train    := glib-2.0
LIB_train    := -llinear
PKG_db       := glib-2.0 sqlite3 libpq
PKG_store    := glib-2.0
PKG_mime     := glib-2.0 gmime-3.0 libxml-2.0 uchardet libarchive \
                libgsf-1 gnutls
PKG_ocr      := glib-2.0 lept tesseract poppler-glib zbar libtiff-4 libpng \
                libwebp libjpeg fontconfig libqpdf
PKG_source   := glib-2.0 gnutls libcurl
LIB_source   := -letpan
PKG_delivery := glib-2.0 gmime-3.0 gnutls pangocairo
LIB_delivery := -letpan -lzint
PKG_worker   := glib-2.0 jansson
PKG_casework := glib-2.0 jansson
PKG_registry := glib-2.0 jansson
PKG_engine   := glib-2.0 jansson
PKG_role     := glib-2.0 jansson
PKG_cli      := glib-2.0 jansson

# TPKG_x: what the tests of folder x look with besides.
TPKG_role    := lept poppler-glib

# USE_x: our own folders that folder x may include and link.
USE_base     :=
USE_domain   := base
USE_text     := domain base
USE_facts    := text domain base
USE_letters  := facts text domain base
USE_topics   := facts text domain base
USE_wire     := domain base
USE_sandbox  := base
USE_spool    := base
USE_yaml     := base
USE_config   := yaml base
USE_rulebook := yaml topics text domain base
USE_train    := topics base
USE_db       := base
USE_store    := db letters facts text domain base
USE_mime     := text domain base
USE_ocr      := text domain base
USE_source   := config base
USE_delivery := source config text domain base
USE_worker   := wire config text domain base
USE_casework := train delivery source store wire rulebook config topics \
                letters facts domain db base
USE_registry := casework worker delivery source store spool wire rulebook \
                config topics letters facts text domain db base
USE_engine   := registry casework worker delivery source store spool wire \
                rulebook config domain db base
USE_role     := casework worker train delivery source ocr mime sandbox store \
                spool wire rulebook config text domain db base
USE_cli      := engine registry role topics letters facts $(USE_role)

# PURE: what asks nobody for the time, a file or chance (make lint).
PURE := domain text facts letters topics
DIRS := base $(PURE) wire sandbox spool yaml config rulebook train db store \
        mime ocr source delivery worker casework registry engine role cli

CSTD   := -std=gnu11
# A typedef for g_autoptr bears its struct's name; only locals must not shadow.
SHADOW := $(if $(findstring clang,$(CC)),-Wshadow,-Wshadow=local)
WARN   := -Wall -Wextra $(SHADOW) -Wstrict-prototypes -Wmissing-prototypes \
          -Wpointer-arith -Wwrite-strings -Wformat=2 -Wvla -Wundef \
          -Wno-missing-field-initializers \
          $(if $(CI),-Werror)
HARDEN := -fstack-protector-strong -fPIE -D_GNU_SOURCE
CFLAGS ?= -O2 -g -D_FORTIFY_SOURCE=2
# What UBSan finds ends the program, or nobody would see it.
SANFLAGS = $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all \
           -fno-omit-frame-pointer)
CC_ALL = $(CC) $(CSTD) $(WARN) $(HARDEN) $(CFLAGS) $(SANFLAGS) -Iinclude \
         $(CPPFLAGS)
LD_ALL = -pie -Wl,-z,relro,-z,now $(SANFLAGS) $(LDFLAGS)
# A symbol is looked for in one library after the other, 20,000 of them at each
# start of a process: $(1), where most are found, first.
first  = -Wl,--push-state,--no-as-needed $(1) -Wl,--pop-state \
         -Wl,--as-needed

# A program of one source of its own, into $@.o first: a compiler cache knows
# objects, not programs.
CC_OWN = $(CC_ALL) -MMD -MP -MT $@ -MF $@.d -c $< -o $@.o

Q_0 := @
Q   := $(Q_$(V))

# closure(x): x plus everything it uses.  archives()/pkgs(): what to link.
closure  = $(sort $(1) $(foreach d,$(USE_$(1)),$(call closure,$(d))))
archives = $(foreach d,$(call closure,$(1)),$(BUILD)/lib$(d).a)
pkgs     = $(sort $(foreach d,$(call closure,$(1)),$(PKG_$(d))))
libs     = $(sort $(foreach d,$(call closure,$(1)),$(LIB_$(d))))
link     = -Wl,--start-group $(call archives,$(1)) -Wl,--end-group \
           $(LD_ALL) $$(pkg-config --libs $(call pkgs,$(1))) $(call libs,$(1))

all: $(BUILD)/plaint $(BUILD)/plaint-heavy rules/examples.model  ## build the programs, learn from the examples

# What it is learnt with may change without the letters.
rules/examples.model: $(wildcard rules/examples/*.yaml rules/dangers/*.yaml) \
        rules/topics.yaml rules/entities.yaml $(wildcard src/rulebook/*stem*.c) \
        $(wildcard src/train/*.[ch] src/casework/*lessons.c) \
        $(wildcard src/text/phrase*.c) $(addprefix src/topics/, \
        features.c tokens.c text_model.c text_model_file.c experience.c classifier.c \
        opinion.c opinion_counts.c suspicion.c signs.c) | $(BUILD)/plaint
	@printf '  LEARN %s\n' $@
	$(Q)$(BUILD)/plaint rules learn --rules rules

$(BUILD)/plaint: $(BUILD)/main.o $(BUILD)/stamp.o $(call archives,cli)
	@printf '  LINK %s\n' $@
	$(Q)$(CC) $(call first,-lstdc++ -lsqlite3 -letpan -lm -lc) \
	  $(filter %.o,$^) -o $@ $(call link,cli)

# What only some roles need and takes long to load.
$(BUILD)/plaint-heavy: $(BUILD)/heavy.o $(BUILD)/stamp.o $(call archives,role)
	@printf '  LINK %s\n' $@
	$(Q)$(CC) $(call first,-lcrypto -ltesseract -lpoppler -lstdc++ -lqpdf \
	  -lm -lc) $(filter %.o,$^) -o $@ $(call link,role)

$(BUILD)/main.o $(BUILD)/heavy.o: PKG := glib-2.0

# By which one of these programs knows whether the other is its own.
$(BUILD)/stamp.o: $(BUILD)/main.o $(BUILD)/heavy.o $(call archives,cli)
	$(Q)printf 'const char build_stamp[] = "build %.16s";' "$$(cat $^ | sha256sum)" | \
	  $(CC_ALL) -include src/build.h -x c -c - -o $@

define folder
OBJ_$(1) := $(patsubst src/%.c,$(BUILD)/%.o,$(wildcard src/$(1)/*.c))
TST_$(1) := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/$(1)/test_*.c))
TESTS    += $$(TST_$(1))
$$(OBJ_$(1)): PKG := $(PKG_$(1))
$(BUILD)/lib$(1).a: $$(OBJ_$(1))
	@printf '  AR   %s\n' $$@
	$(Q)rm -f $$@; $(AR) rcs $$@ $$^
$$(TST_$(1)): $(BUILD)/tests/%: tests/unit/%.c $(call archives,$(1))
	@printf '  TEST %s\n' $$@; mkdir -p $$(@D)
	$(Q)$$(CC_OWN) -Itests/support $$$$(pkg-config --cflags check $(PKG_$(1)) $(TPKG_$(1)))
	$(Q)$$(CC) $$@.o -o $$@ $$(call link,$(1)) $$$$(pkg-config --libs check)
endef
$(foreach d,$(DIRS),$(eval $(call folder,$(d))))

$(BUILD)/%.o: src/%.c
	@printf '  CC   %s\n' $@; mkdir -p $(@D)
	$(Q)$(CC_ALL) $$(pkg-config --cflags $(PKG)) -MMD -MP -c $< -o $@

# A program of tests/ over a folder of ours: its name, source, folder, and the
# packages it includes itself.
define program
$(BUILD)/$(1): PKG := $(4)
$(BUILD)/$(1): $(2) $(call archives,$(3))
	@printf '  LINK %s\n' $$@; mkdir -p $$(@D)
	$(Q)$$(CC_OWN) $$$$(pkg-config --cflags $$(PKG))
	$(Q)$$(CC) $$@.o -o $$@ $$(call link,$(3))
endef
bench = $(eval $(call program,bench/$(1),tests/bench/$(1).c,$(2),$(3)))
$(call bench,deadline,rulebook,glib-2.0)
$(call bench,floods,store,glib-2.0)
$(call bench,letters,cli,$(call pkgs,cli))
$(call bench,model_svm,train,glib-2.0)
$(call bench,ocr_run,ocr,$(PKG_ocr))
# The mail folders driven by hand, for tests/it.
$(eval $(call program,netcheck,tests/support/netcheck.c,delivery,$(PKG_delivery)))

# An older kernel, for tests/it.
$(BUILD)/without: PKG := libseccomp
$(BUILD)/without: tests/support/without.c
	@printf '  LINK %s\n' $@; mkdir -p $(@D)
	$(Q)$(CC_ALL) $$(pkg-config --cflags $(PKG)) $< -o $@ $(LD_ALL) \
	  $$(pkg-config --libs $(PKG))

# Golden samples and the fuzz targets' replay of their corpora.
$(BUILD)/golden: PKG := glib-2.0 jansson
$(BUILD)/golden: tests/golden/golden.c
	@printf '  LINK %s\n' $@; mkdir -p $(@D)
	$(Q)$(CC_ALL) $$(pkg-config --cflags $(PKG)) $< -o $@ $(LD_ALL) \
	  $$(pkg-config --libs $(PKG))

FUZZERS := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
REPLAYS := $(FUZZERS:%=$(BUILD)/replay/%)
$(BUILD)/replay/% $(BUILD)/fuzz/%: PKG := $(call pkgs,role)
$(BUILD)/replay/standalone.o: tests/fuzz/standalone.c
	@printf '  CC   %s\n' $@; mkdir -p $(@D)
	$(Q)$(CC_ALL) $$(pkg-config --cflags glib-2.0) -c $< -o $@
$(BUILD)/replay/%: tests/fuzz/%.c $(BUILD)/replay/standalone.o \
                   $(call archives,role)
	@printf '  FUZZ %s\n' $@; mkdir -p $(@D)
	$(Q)$(CC_OWN) -Isrc $$(pkg-config --cflags $(PKG))
	$(Q)$(CC) $@.o $(BUILD)/replay/standalone.o -o $@ $(call link,role)
$(BUILD)/fuzz/%: tests/fuzz/%.c $(call archives,role)
	@printf '  FUZZ %s\n' $@; mkdir -p $(@D)
	$(Q)$(CC_ALL) -Isrc $$(pkg-config --cflags $(PKG)) -MMD -MP $< \
	  -o $@ $(call link,role) -fsanitize=fuzzer

# Many programs that each run once: their lines but no variables for a debugger,
# and the quick linker where there is one.
QUICK_LD   = $(if $(shell command -v ld.gold),-fuse-ld=gold)
SANITIZED  = $(MAKE) --no-print-directory BUILD=$(BUILD)/asan \
             SAN=address,undefined CFLAGS='-O1 -g1' LDFLAGS=$(QUICK_LD)

deps:  ## install the Debian packages that are missing (root, else by sudo)
	@tests/support/deps.sh

demo:  ## the main job on the samples with real servers; ONCE=1 ends by itself
	@tests/support/deps.sh check || tests/support/deps.sh
	@$(MAKE) --no-print-directory -j2 all
	@ONCE=$(ONCE) PLAINT=$(BUILD)/plaint tests/support/demo.sh

test:  ## everything: build, unit (sanitized), golden, servers, fuzz, lint
	@tests/support/deps.sh check || tests/support/deps.sh
	@$(MAKE) --no-print-directory -j2 all $(BUILD)/golden \
	  $(BUILD)/netcheck $(BUILD)/without $(BUILD)/faultproxy \
	  $(BUILD)/tests/ocr/test_sealed $(BUILD)/tests/ocr/test_read \
	  $(BUILD)/tests/mime/test_hostile \
	  $(BUILD)/bench/render_page \
	  $(BUILD)/bench/ocr_run $(BUILD)/bench/ocr_error
	@$(SANITIZED) -j2 unit-build replay-build
	@BUILD=$(BUILD) tests/support/all.sh

unit-build: $(TESTS)  ## build the unit tests
replay-build: $(REPLAYS)  ## build the replays of the fuzz corpora
fuzz-build: $(FUZZERS:%=$(BUILD)/fuzz/%)  ## build the fuzz targets

unit: $(TESTS)  ## unit tests alone (Check)
	$(Q)set -e; for t in $^; do $$t; done

valgrind: $(TESTS)  ## unit tests under valgrind (slow)
	@tests/support/valgrind.sh $^

# GLib is not instrumented; tests/support/tsan_glib.c says what it does.
TSAN_WRAPS  := g_mutex_lock g_mutex_unlock g_once_init_enter \
               g_once_init_leave g_async_queue_push g_async_queue_try_pop \
               g_async_queue_pop \
               g_thread_pool_new g_thread_pool_push g_thread_pool_free \
               g_hash_table_lookup g_hash_table_contains g_hash_table_insert \
               g_hash_table_replace g_hash_table_add g_hash_table_remove_all \
               g_ptr_array_add g_array_append_vals
TSAN_TESTS  := rulebook/test_threads engine/test_thinking engine/test_storing \
               engine/test_keeper engine/test_workers
TSAN_OPTIONS = ignore_noninstrumented_modules=1 halt_on_error=1
comma       := ,
tsan:  ## the tests that use threads, under ThreadSanitizer
	@mkdir -p $(BUILD)/tsan
	$(Q)$(CC) $(CSTD) -O1 -g -fPIE $$(pkg-config --cflags glib-2.0) \
	  -c tests/support/tsan_glib.c -o $(BUILD)/tsan/tsan_glib.o
	@$(MAKE) --no-print-directory -j2 BUILD=$(BUILD)/tsan SAN=thread \
	  CFLAGS='-O1 -g' LDFLAGS='$(BUILD)/tsan/tsan_glib.o \
	  $(TSAN_WRAPS:%=-Wl$(comma)--wrap=%)' $(TSAN_TESTS:%=$(BUILD)/tsan/tests/%)
	@set -e; for t in $(TSAN_TESTS); do \
	  G_SLICE=always-malloc TSAN_OPTIONS='$(TSAN_OPTIONS)' \
	  $(BUILD)/tsan/tests/$$t; done

lint:  ## layers, purity, banned calls, clang-tidy, format
	@BUILD=$(BUILD) tests/lint/lint.sh

soak:  ## the kill test in full (500 mails, 50 scans, 30 kills), all examples asked about, paper on PostgreSQL
	@$(MAKE) --no-print-directory -j2 all $(BUILD)/bench/render_page
	@SOAK=1 PLAINT=$(BUILD)/plaint tests/it/T210-kill.sh
	@SOAK=1 PLAINT=$(BUILD)/plaint tests/it/T440-train.sh
	@PAPER_ON=postgresql PLAINT=$(BUILD)/plaint tests/it/T380-batches.sh
	@PAPER_ON=postgresql PLAINT=$(BUILD)/plaint tests/it/T390-mailroom.sh

fuzz:  ## libFuzzer on every target, FUZZ_SECONDS (60) each
	@$(MAKE) --no-print-directory -j2 CC=clang BUILD=$(BUILD)/fuzzing \
	  SAN=fuzzer-no-link,address,undefined CFLAGS='-O1 -g' fuzz-build
	@tests/fuzz/run.sh $(FUZZERS:%=$(BUILD)/fuzzing/fuzz/%)

bench: bench-letters bench-deadline bench-floods bench-ocr bench-intake bench-load bench-model  ## all measurements

bench-deadline: $(BUILD)/bench/deadline  ## 100,000 deadlines with explanations
	@$<

bench-floods: $(BUILD)/bench/floods  ## letters alike among 100,000
	@db=$$(mktemp -d) && $< $$db; status=$$?; rm -rf $$db; exit $$status

$(BUILD)/bench/render_page: PKG := glib-2.0 pangocairo libqrencode lept
$(BUILD)/bench/render_page: $(wildcard tests/support/render_*.[ch])
$(BUILD)/bench/ocr_error: PKG := glib-2.0
$(BUILD)/bench/ocr_error: tests/bench/ocr_error.c
$(BUILD)/bench/render_page $(BUILD)/bench/ocr_error:
	@printf '  LINK %s\n' $@; mkdir -p $(@D)
	$(Q)$(CC) $(CSTD) -O2 $$(pkg-config --cflags $(PKG)) \
	  $(filter %.c,$^) -o $@ $$(pkg-config --libs $(PKG)) -lm
bench-ocr: all $(BUILD)/bench/render_page $(BUILD)/bench/ocr_run \
           $(BUILD)/bench/ocr_error  ## 40 pages: ours, tesseract, ocrmypdf
	@tests/support/deps.sh bench
	@PLAINT=$(BUILD)/plaint tests/bench/ocr.sh $(BUILD)/bench \
	  $(BUILD)/bench/pages
calibrate-ocr: $(BUILD)/bench/render_page \
               $(BUILD)/bench/ocr_run  ## measure how far scans' words may be believed
	@tests/bench/ocr_trust.sh $(BUILD)/bench $(BUILD)/bench/trust \
	  src/ocr/trust_table.c
bench-hands: $(BUILD)/bench/render_page \
             $(BUILD)/bench/ocr_run  ## 30 handwritten pages told from 30 printed
	@tests/bench/ocr_hands.sh $(BUILD)/bench $(BUILD)/bench/hands

$(BUILD)/bench/intake_mail: PKG := glib-2.0
$(BUILD)/bench/intake_mail: LIBS := -lm
$(BUILD)/bench/intake_mail: tests/bench/intake_mail.c
$(BUILD)/faultproxy: tests/support/faultproxy.c
$(BUILD)/bench/intake_mail $(BUILD)/faultproxy:
	@printf '  LINK %s\n' $@; mkdir -p $(@D)
	$(Q)$(CC_ALL) $$(pkg-config --cflags $(PKG) glib-2.0) $< -o $@ \
	  $(LD_ALL) $$(pkg-config --libs $(PKG) glib-2.0) $(LIBS)
bench-intake: all $(BUILD)/bench/intake_mail  ## mail intake beside mbsync
	@PLAINT=$(BUILD)/plaint tests/bench/intake.sh
bench-letters: $(BUILD)/bench/letters $(BUILD)/bench/intake_mail  ## CPU a letter, by stage
	@mail=$$(mktemp -d) && $(BUILD)/bench/intake_mail $$mail tests/golden/letters 400 >/dev/null && \
	  $< $$mail; rm -rf "$$mail"
bench-load: all $(BUILD)/bench/render_page  ## 500 scans at once while mail comes
	@PLAINT=$(BUILD)/plaint tests/bench/ocr_load.sh

bench-model: all $(BUILD)/bench/model_svm  ## learning beside a linear SVM
	@tests/bench/model.sh $(BUILD)/plaint $(BUILD)/bench/model_svm \
	  $(BUILD)/bench/model
.PHONY: bench-deadline bench-floods bench-ocr bench-hands bench-intake bench-letters \
        bench-load bench-model calibrate-ocr

prefix ?= /usr/local
install: all  ## into $(DESTDIR)$(prefix)
	install -D -t $(DESTDIR)$(prefix)/bin $(BUILD)/plaint $(BUILD)/plaint-heavy
	install -d $(DESTDIR)$(prefix)/share/plaint
	cp -r rules templates samples/etc $(DESTDIR)$(prefix)/share/plaint/

help:  ## this list
	@sed -e ':more' -e '/\\$$/{N;s/\\\n *//;b more' -e '}' Makefile | \
	  sed -n 's/^\([a-z-]*\):.*##/\1/p'
clean:  ## remove the build folder
	rm -rf $(BUILD)
.PHONY: all deps demo test tsan unit unit-build replay-build fuzz-build valgrind \
        lint soak fuzz bench install help clean

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
