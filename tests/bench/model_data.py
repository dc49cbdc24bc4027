#!/usr/bin/env python3
"""Labelled texts from Debian: the descriptions of packages, by section.

    model_data.py LISTS LANGUAGE > FILE.csv

LISTS is a folder of apt's lists with that language's translations.  The
twenty largest sections, one text of several that begin alike, 27,000 texts
at most, in an order of chance that is always the same."""
import csv
import collections
import random
import re
import subprocess
import sys

MOST = 27000
SECTIONS = 20
NOT_SUBJECTS = ("debug", "oldlibs", "metapackages")


def field(stanza, name):
    found = re.search(r"^%s: (.*(?:\n .*)*)" % name, stanza, re.M)
    return found.group(1) if found else None


def stanzas(command):
    out = subprocess.run(command, shell=True, capture_output=True, text=True)
    return out.stdout.split("\n\n")


def main():
    lists, language = sys.argv[1:]
    sections = {}
    for stanza in stanzas(f"apt-cache -o Dir::State::Lists={lists} dumpavail"):
        key, section = field(stanza, "Description-md5"), field(stanza, "Section")
        if key and section:
            sections[key] = section.split("/")[-1]
    rows, seen = [], set()
    for stanza in stanzas(
            f"/usr/lib/apt/apt-helper cat-file {lists}/*main_i18n_Translation-{language}.*"):
        section = sections.get(field(stanza, "Description-md5"))
        text = field(stanza, "Description-" + language)
        if not section or not text or section in NOT_SUBJECTS:
            continue
        text = re.sub(r"\n \.?", " ", text)
        beginning = text[60:220] if len(text) > 120 else text
        if beginning not in seen:
            seen.add(beginning)
            rows.append((text, section))
    if not rows:
        sys.exit(f"no {language} descriptions came from the package lists")
    largest = collections.Counter(s for _, s in rows).most_common(SECTIONS)
    kept = {s for s, _ in largest}
    rows = [row for row in rows if row[1] in kept]
    random.Random(1).shuffle(rows)
    writer = csv.writer(sys.stdout)
    writer.writerow(["text", "label"])
    writer.writerows(rows[:MOST])


main()
