#!/usr/bin/env python3
"""Makes src/SoftCfg/Labels/imagenet.txt: the 1,000 ImageNet classes by label, with their WordNet synonyms.

    apt-get download python3-torchvision wordnet-base && for f in *.deb; do dpkg -x "$f" extracted; done
    eng/class-names.py extracted > src/SoftCfg/Labels/imagenet.txt

Labels count classes in the order of their WordNet 3.0 noun offsets. That order decides nearly every name that stands for
several synsets; WORDS decides others, by a word that only the right synset has. What stays open gets only the words that
all synsets left agree on.
"""
import ast
import re
import sys
from collections import defaultdict
from pathlib import Path

# Two names were changed to tell classes apart.
LOOKED_UP = {134: "crane", 639: "tank suit"}
WORDS = {
    11: "Carduelis carduelis", 121: "Alaska crab", 277: "Vulpes vulpes", 278: "Vulpes macrotis", 281: "tabby cat",
    427: "cask", 446: "ring-binder", 450: "bob", 458: "plaque", 468: "taxi", 476: "merry-go-round", 502: "sabot",
    506: "spiral", 520: "cot", 529: "nappy", 553: "file cabinet", 558: "transverse flute", 581: "radiator grille",
    600: "claw", 606: "smoothing iron", 610: "T-shirt", 628: "ocean liner", 636: "postbag", 697: "pj's",
    714: "plectrum", 717: "pickup truck", 726: "carpenter's plane", 738: "flowerpot",
    763: "six-gun", 778: "weighing machine", 782: "CRT screen", 787: "buckler", 800: "one-armed bandit",
    834: "suit of clothes", 840: "mop", 844: "electric switch", 847: "army tank", 851: "television system",
    881: "upright piano", 894: "closet", 896: "handbasin", 897: "washing machine", 990: "conker",
}
HEADER = """\
# The classes of ImageNet (ILSVRC 2012), one a line in the order of their labels: the name, then its synonyms.
# Names: torchvision, _IMAGENET_CATEGORIES. Synonyms: WordNet 3.0. Licences: THIRD-PARTY-NOTICES.md.
# Made by eng/class-names.py.
"""


def alike(name):
    return re.sub(r"[\s_-]+", " ", name.lower())


def class_names(root):
    source = (root / "usr/lib/python3/dist-packages/torchvision/models/_meta.py").read_text()
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign) and statement.targets[0].id == "_IMAGENET_CATEGORIES":
            return ast.literal_eval(statement.value)
    sys.exit("torchvision has no _IMAGENET_CATEGORIES")


def noun_synsets(root):
    synsets = {}
    for line in (root / "usr/share/wordnet/data.noun").read_text().splitlines():
        if not line.startswith(" "):
            fields = line.split(" ")
            synsets[fields[0]] = [fields[4 + 2 * i].replace("_", " ") for i in range(int(fields[3], 16))]
    return synsets


def in_order(candidates):
    """Drops the candidates with which the offsets cannot all rise."""
    for bound, keep in ((min, lambda a, b: a > b), (max, lambda a, b: a < b)):
        indices = range(len(candidates)) if bound is min else reversed(range(len(candidates)))
        edge = "0" * 8 if bound is min else "9" * 8
        for i in indices:
            candidates[i] = [c for c in candidates[i] if keep(c, edge)]
            edge = bound(candidates[i])
    return candidates


def main():
    root = Path(sys.argv[1])
    names, synsets = class_names(root), noun_synsets(root)
    by_word = defaultdict(list)
    for offset, words in synsets.items():
        for word in {alike(w) for w in words}:
            by_word[word].append(offset)
    candidates = in_order([by_word[alike(LOOKED_UP.get(i, name))] for i, name in enumerate(names)])
    print(HEADER, end="")
    for i, name in enumerate(names):
        left = [c for c in candidates[i] if i not in WORDS or alike(WORDS[i]) in map(alike, synsets[c])]
        if i in WORDS and len(left) != 1:
            sys.exit(f"class {i} {name}: {len(left)} synsets have the word {WORDS[i]!r}")
        seen, words = {alike(name)}, [name]
        for word in synsets[left[0]]:
            if alike(word) not in seen and all(alike(word) in map(alike, synsets[c]) for c in left):
                seen.add(alike(word))
                words.append(word)
        print("; ".join(words))


main()
