#!/usr/bin/env python3
"""Make src/text/language_model.c: character n-grams that tell languages
apart, counted in translations and spelling dictionaries of Debian packages.

    mkdir deb && cd deb
    apt-get download libreoffice-l10n-{uk,ru,be,bg,kk,pl,sr,mk} \
        manpages-{uk,ru,pl,sr} fortunes-{bg,pl,ru} hunspell-{bg,kk,pl,sr} \
        tuxpaint-data
    for d in *.deb; do dpkg -x "$d" ../tree; done
    tests/support/make_language_model.py ../tree / > src/text/language_model.c

Each argument is the root of a tree; / adds what the machine has installed
(hunspell-{uk,ru,be}, locales of glib, gtk, coreutils…).  The model changes a
little with the set of packages; the tests say whether it is still good.
"""
import collections
import gettext
import glob
import gzip
import math
import os
import re
import sys
import unicodedata

# Class letter in the model, language code, locale folders, dictionaries.
LANGUAGES = [
    ("uk", ["uk"], ["uk_UA"]),
    ("ru", ["ru"], ["ru_RU"]),
    ("be", ["be"], ["be_BY"]),
    ("en", ["en_GB", "en_CA"], ["en_US"]),
    ("bg", ["bg"], ["bg_BG"]),
    ("sr", ["sr"], ["sr_RS"]),
    ("sr", ["sr@latin"], ["sr_Latn_RS"]),
    ("mk", ["mk"], []),
    ("kk", ["kk"], ["kk_KZ"]),
    ("pl", ["pl"], ["pl_PL"]),
    ("cs", ["cs"], []),
    ("lt", ["lt"], []),
    ("ro", ["ro"], []),
    ("de", ["de"], []),
    ("fr", ["fr"], []),
    ("es", ["es"], []),
    ("it", ["it"], []),
    ("tr", ["tr"], []),
]
# Places in LANGUAGES of pairs that people mix up.
CONFUSED = [(0, 1), (0, 2), (1, 2), (1, 4), (0, 4), (1, 8), (3, 9), (3, 13)]
LONGEST = 5
MOST_GRAMS = int(os.environ.get("MOST_GRAMS", "12500"))
MOST_WORDS = 1_500_000
DICTIONARY_SHARE = 0.25
STEPS = 8.0  # levels per nat
LEVELS = 64
LEAST_LEVEL = 4  # what says less is left out

APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "`": "'"})
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
CYRILLIC = {"uk", "ru", "be", "bg", "mk", "kk"}


def clean(text):
    text = re.sub(r"<[^>]*>|&\w+;|%[\d$.*]*[a-zA-Z]+|\$\{?\w+\}?|\\\w|\S*[/@\\]\S*"
                  r"|--?[a-z][-\w]*|[A-Za-z]+[_:=.][A-Za-z_.:=]+", " ", text)
    return re.sub(r"[_&~](?=\w)|(?<=\w)[_&~]", "", text)


def is_cyrillic(word):
    return "\u0400" <= word[0] <= "\u04ff"


def words_of(text, cyrillic):
    text = clean(text).translate(APOSTROPHES).lower()
    return [w for w in WORD.findall(text) if is_cyrillic(w) == cyrillic]


def messages(path):
    try:
        with open(path, "rb") as f:
            catalog = gettext.GNUTranslations(f)._catalog
    except Exception:
        return
    for key, value in catalog.items():
        key = key[0] if isinstance(key, tuple) else key
        if key and value and (value != key):
            yield value


def english(path):
    try:
        with open(path, "rb") as f:
            catalog = gettext.GNUTranslations(f)._catalog
    except Exception:
        return
    for key in catalog:
        key = key[0] if isinstance(key, tuple) else key
        yield key.split("\4")[-1]


def texts(roots, folders, code):
    for root in roots:
        for folder in folders:
            for top in ("usr/share/locale", "usr/lib/libreoffice/program/resource"):
                for path in sorted(glob.glob(f"{root}/{top}/{folder}/LC_MESSAGES/*.mo")):
                    yield from messages(path)
            for path in sorted(glob.glob(f"{root}/usr/share/man/{folder}/man*/*.gz")):
                yield re.sub(r"(?m)^[.'].*$|\\f\w|\\\S+", " ",
                             gzip.open(path, "rt", errors="replace").read())
            fortunes = f"{root}/usr/share/games/fortunes/{folder}"
            for path in sorted(glob.glob(fortunes + "/*")):
                if not path.endswith((".dat", ".u8")) and os.path.isfile(path):
                    yield open(path, errors="replace").read()
        if code == "en":
            for path in sorted(glob.glob(f"{root}/usr/share/locale/uk/LC_MESSAGES/*.mo")):
                yield from english(path)


def dictionary(root, name):
    """Words and, for plain suffix rules, their forms: one level."""
    path = f"{root}/usr/share/hunspell/{name}"
    if not os.path.exists(path + ".dic"):
        return
    raw = open(path + ".aff", "rb").read()
    charset = re.search(rb"^SET\s+(\S+)", raw, re.M)
    charset = charset.group(1).decode() if charset else "latin-1"
    suffixes = collections.defaultdict(list)
    long_flags = b"FLAG num" in raw
    for line in raw.decode(charset, "replace").splitlines():
        field = line.split()
        if len(field) >= 5 and field[0] == "SFX":
            strip = "" if field[2] == "0" else field[2]
            add = field[3].split("/")[0]
            add = "" if add == "0" else add
            try:
                suffixes[field[1]].append((strip, add, re.compile(field[4] + "$")))
            except re.error:
                pass
    for number, line in enumerate(open(path + ".dic", encoding=charset, errors="replace")):
        entry = line.split("\t")[0].strip().split("/")
        word = entry[0].split()[0] if entry[0].split() else ""
        if not word or word.isdigit():
            continue
        yield word
        flags = entry[1].split()[0] if len(entry) > 1 and entry[1].split() else ""
        for flag in (flags.split(",") if long_flags else flags):
            for strip, add, condition in suffixes.get(flag, ())[:40]:
                if word.endswith(strip) and condition.search(word):
                    yield word[:len(word) - len(strip)] + add


def grams(word):
    text = " " + word + " "
    for n in range(1, LONGEST + 1):
        for i in range(len(text) - n + 1):
            gram = text[i:i + n]
            if gram != " ":
                yield gram


def count(roots, code, folders, dictionaries):
    cyrillic = code in CYRILLIC or (code == "sr" and folders == ["sr"])
    running = collections.Counter()
    total = 0
    seen = set()
    for text in texts(roots, folders, code):
        if text in seen:
            continue
        seen.add(text)
        found = words_of(text, cyrillic)
        running.update(found)
        total += len(found)
        if total > MOST_WORDS:
            break
    # A translated menu repeats "file" endlessly; damp what is frequent
    # because of the subject, keep what is frequent because of the grammar.
    weights = collections.Counter()
    for word, n in running.items():
        weights[word] = n if len(word) <= 3 else n ** 0.75
    if code != "en":
        for word in list(weights):
            if running[word] < 2 and total > 300_000:
                weights[word] *= 0.5
    forms = set()
    for root in roots:
        for name in dictionaries:
            for word in dictionary(root, name):
                word = word.translate(APOSTROPHES).lower()
                if word and word[0].isalpha() and is_cyrillic(word) == cyrillic:
                    forms.add(word)
    ngrams = collections.Counter()
    mass = sum(weights.values())
    for word, n in weights.items():
        for gram in grams(word):
            ngrams[gram] += n / mass
    if forms:
        share = DICTIONARY_SHARE / (1 - DICTIONARY_SHARE) / len(forms)
        for word in forms:
            for gram in grams(word):
                ngrams[gram] += share
    print(code, folders, "words", total, "forms", len(forms), file=sys.stderr)
    whole = sum(ngrams.values())
    return {g: n / whole for g, n in ngrams.items() if n / whole > 4e-8}


def choose(tables):
    """The n-grams that carry the most evidence, and each class's share."""
    everything = set()
    for table in tables:
        everything.update(g for g, p in table.items() if p > 1e-6)
    floor = 3e-7
    scored = []
    for gram in everything:
        p = [t.get(gram, 0) + floor for t in tables]
        mean = sum(p) / len(p)
        gain = sum(x * abs(math.log(x / mean)) for x in p)
        # The four we answer in, and what they are mistaken for, matter most.
        for a, b in CONFUSED:
            gain += 2 * abs(p[a] - p[b]) * abs(math.log(p[a] / p[b]))
        scored.append((gain, gram))
    scored.sort(reverse=True)
    return sorted(g for _, g in scored[:MOST_GRAMS]), floor


def quantise(value):
    return max(0, min(LEVELS - 1, int(round(value * STEPS))))


ESCAPE = {'"': '\\"', "\\": "\\\\"}


def main():
    roots = sys.argv[1:]
    if not roots:
        sys.exit(__doc__)
    tables = [count(roots, *language) for language in LANGUAGES]
    chosen, floor = choose(tables)
    print("/* Made by tests/support/make_language_model.py from translations and")
    print(" * spelling dictionaries of Debian packages; do not edit.")
    print(" *")
    print(" * One n-gram a line: the n-gram (a space stands for the word's edge), a tab,")
    print(" * then pairs: class letter ('A' is the first of language_model_codes) and")
    print(" * level ('0' + eighths of a nat above the floor). */")
    print("/* clang-format off */")
    print('#include "language_model.h"\n\n#include <stddef.h>\n')
    codes = ", ".join(f'"{code}"' for code, _, _ in LANGUAGES)
    print(f"const char *const language_model_codes[] = {{ {codes}, NULL }};\n")
    print("const char language_model_grams[] =")
    for gram in chosen:
        pairs = ""
        for i, table in enumerate(tables):
            level = quantise(math.log((table.get(gram, 0) + floor) / floor))
            if level >= LEAST_LEVEL:
                pairs += chr(ord("A") + i) + chr(ord("0") + level)
        pairs = "".join(ESCAPE.get(c, c) for c in pairs)
        print(f'"{gram}\\t{pairs}\\n"')
    print(";")


main()
