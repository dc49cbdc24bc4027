"""Fit and check the table from the reader's confidence to the share of words
read right: ocr_trust.py FIT_DIR CHECK_DIR [TABLE.c].

Each folder holds truth/NN.txt and words/NN.txt, a line "confidence word" for
each word read.  A word is right when the alignment of both texts with the
fewest changes pairs it with the same word.  The fit is isotonic (neighbours
that fall are pooled), then thinned to a few knots, between which the table is
straight.  Words are clustered in pages, so pages have a table of their own:
from the mean confidence over letters to the share of right words."""

import difflib
import os
import sys

KNOTS_MOST = 12
PAGE_WORDS = 150  # a page of grain gives thousands: they count as so many
EDGES = [0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0001]


def plain(word):
    for shape in "\u2018\u2019\u02bc":
        word = word.replace(shape, "'")
    return word


def pages_of(folder):
    for name in sorted(os.listdir(os.path.join(folder, "truth"))):
        with open(os.path.join(folder, "truth", name)) as file:
            truth = plain(file.read()).split()
        read = []
        with open(os.path.join(folder, "words", name)) as file:
            for line in file:
                confidence, word = line.rstrip("\n").split(" ", 1)
                read.append((float(confidence), plain(word)))
        yield truth, read


def judge(truth, read):
    """One (confidence, right) for each word read."""
    match = difflib.SequenceMatcher(
        None, truth, [word for _, word in read], autojunk=False)
    right = set()
    for block in match.get_matching_blocks():
        right.update(range(block.b, block.b + block.size))
    return [(read[i][0], i in right) for i in range(len(read))]


def samples(folder):
    words, pages = [], []
    for truth, read in pages_of(folder):
        judged = judge(truth, read)
        each = min(1, PAGE_WORDS / max(len(judged), 1))
        words += [(c, float(ok), each) for c, ok in judged]
        letters = sum(len(word) for _, word in read)
        if letters:
            mean = sum(c * len(word) for c, word in read) / letters
            share = sum(ok for _, ok in judged) / len(judged)
            pages.append((mean, share, len(judged) * each))
    return words, pages


def isotonic(points, least):
    """Blocks [mean x, mean y, weight], y rising, each of at least `least`."""
    blocks = []
    for x, y, weight in sorted(points):
        blocks.append([x, y, weight])
        while len(blocks) > 1 and (blocks[-2][1] >= blocks[-1][1]
                                   or blocks[-2][2] < least):
            b, a = blocks.pop(), blocks.pop()
            total = a[2] + b[2]
            blocks.append([(a[0] * a[2] + b[0] * b[2]) / total,
                           (a[1] * a[2] + b[1] * b[2]) / total, total])
    return blocks


def value_at(knots, x):
    for (x0, y0), (x1, y1) in zip(knots, knots[1:]):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return knots[-1][1]


def knots_of(points, least):
    """From 0 to 1 at both ends; the knot that is missed least goes first."""
    blocks = isotonic(points, least)
    knots = [(0.0, 0.0)]
    for x, y, _ in blocks:
        if x - knots[-1][0] > 0.001 and y - knots[-1][1] > 0.001 and x < 0.999:
            knots.append((x, min(y, 0.998)))
    knots.append((1.0, max(blocks[-1][1], knots[-1][1] + 0.001)))
    while len(knots) > KNOTS_MOST:
        def loss(i):
            without = knots[:i] + knots[i + 1:]
            return abs(value_at(without, knots[i][0]) - knots[i][1])
        knots.pop(min(range(1, len(knots) - 1), key=loss))
    return knots


def print_table(title, points, knots):
    """The expected error of a bin is the mean gap, weighted by words."""
    print(f"{title:22} claimed  measured    gap   count   words")
    all_words = gap_sum = 0
    for low, high in zip(EDGES, EDGES[1:]):
        mine = [(value_at(knots, x) if knots else x, y, weight)
                for x, y, weight in points]
        mine = [p for p in mine if low <= p[0] < high]
        words = sum(weight for _, _, weight in mine)
        if not mine:
            continue
        claimed = sum(x * weight for x, _, weight in mine) / words
        measured = sum(y * weight for _, y, weight in mine) / words
        all_words += words
        gap_sum += abs(claimed - measured) * words
        print(f"  {low:.2f} to {min(high, 1):.2f}         {claimed:7.3f}"
              f"  {measured:8.3f}  {claimed - measured:+.3f}"
              f"  {len(mine):6d}  {words:6.0f}")
    print(f"  mean gap {gap_sum / max(all_words, 1):.3f}\n")


def c_table(name, knots):
    rows = "\n".join(f"\t{{ {x:.4f}, {y:.4f} }}," for x, y in knots)
    return (f"const struct trust_knot {name}[] = {{\n{rows}\n}};\n"
            f"const size_t {name}_count = {len(knots)};\n")


def main():
    fit_words, fit_pages = samples(sys.argv[1])
    check_words, check_pages = samples(sys.argv[2])
    words = knots_of(fit_words, 150)
    pages = knots_of(fit_pages, 300)
    for title, points, knots in (
            ("words as read", check_words, None),
            ("words, fitted on", fit_words, words),
            ("words, held out", check_words, words),
            ("pages as read", check_pages, None),
            ("pages, fitted on", fit_pages, pages),
            ("pages, held out", check_pages, pages)):
        print_table(title, points, knots)
    if len(sys.argv) > 3:
        with open(sys.argv[3], "w") as file:
            file.write("/* Written by `make calibrate-ocr`; "
                       "generated, do not edit. */\n"
                       '#include "trust_table.h"\n\n'
                       + c_table("trust_word_knots", words) + "\n"
                       + c_table("trust_page_knots", pages))


main()
