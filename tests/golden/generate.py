#!/usr/bin/env python3
"""Writes the golden values beside this file, or checks them.

    python3 generate.py          write every *.json and say what was written
    python3 generate.py --check  compare the files with a new run and with finite differences
"""

import argparse
import json
import pathlib
import sys
import warnings

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))

import torch

import checking
from cases import FAMILIES, TABLES
from recording import Recorder


def text_of_cases(cases):
    """One case a line, so that a change shows as a change of that line."""
    lines = [json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases]
    return '{"format":1,"torch":"%s","cases":[\n%s\n]}\n' % (torch.__version__.split("+")[0], ",\n".join(lines))


def texts():
    """File name to text, and the cases of the families."""
    files = {}
    for name, family in FAMILIES.items():
        recorder = Recorder(family.OPERATIONS)
        family.cases(recorder)
        files[f"{name}.json"] = text_of_cases(recorder.cases)
    for name, table in TABLES.items():
        files[f"{name}.json"] = table.text()
    return files


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare, and differentiate numerically")
    arguments = parser.parse_args()
    # The variance of one element, which a case wants.
    warnings.filterwarnings("ignore", message=".*degrees of freedom")
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    files = texts()
    if arguments.check:
        sys.exit(0 if checking.check(FOLDER, files, FAMILIES) else 1)
    for name, text in files.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"{name}: {text.count(chr(10))} lines, {len(text.encode()) / 1024:.0f} KB")


if __name__ == "__main__":
    main()
