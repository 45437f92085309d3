#!/usr/bin/env python3
"""Reads measured lines from standard input and prints one table, with ratios to the fastest peer.

A peer is every library but Wengert. Of several lines for the same workload and library the lowest
of each figure counts. See README.md for the format of the lines.
"""

import argparse
import sys

OURS = "wengert"
TRAINING = {"T1", "T2"}
# Whole steps agree closely; sums of four million f32 in sequence (dfdx) are off by up to 3e-3.
TOLERANCE_OF_TRAINING = 1e-4
TOLERANCE_OF_SUMS = 5e-3


def smaller(left, right):
    """The smaller of two figures, either of which may be unknown."""
    known = [each for each in (left, right) if each is not None]
    return min(known) if known else None


def read(lines, echo):
    """Figures and check values: workload → library → numbers, in the order of arrival."""
    figures, checks = {}, {}
    for line in lines:
        if echo:
            print(line, end="", file=sys.stderr, flush=True)
        fields = line.rstrip("\n").split("\t")
        try:
            if fields[0] == "# check":
                _, workload, library, *values = fields
                checks.setdefault(workload, {})[library] = [float(each) for each in values]
                continue
            workload, library, *values = fields
            numbers = [None if each == "-" else float(each) for each in values]
            median, least, memory = numbers
        except ValueError:
            if line.strip() and not line.startswith("#"):
                print(f"not a measured line: {line.rstrip()}", file=sys.stderr)
            continue
        of_workload = figures.setdefault(workload, {})
        before = of_workload.get(library, (None, None, None))
        of_workload[library] = tuple(map(smaller, before, (median, least, memory)))
    return figures, checks


def disagreements(checks):
    """Sentences about libraries whose results differ from the first one's."""
    result = []
    for workload, of_workload in checks.items():
        tolerance = TOLERANCE_OF_TRAINING if workload in TRAINING else TOLERANCE_OF_SUMS
        (first, expected), *others = of_workload.items()
        for library, values in others:
            # Written so that a NaN disagrees.
            close = len(values) == len(expected) and all(
                abs(value - wanted) <= tolerance * abs(wanted)
                for value, wanted in zip(values, expected)
            )
            if not close:
                result.append(f"{workload}: {library} computes {values}, {first} {expected}")
    return result


def fastest_peer(of_workload, figure):
    """The lowest median (figure 0) or minimum (figure 1) of the peers, if there is a peer."""
    known = [each[figure] for library, each in of_workload.items() if library != OURS]
    return min(known, default=None)


def ratio(value, reference):
    return f"{value / reference:.2f}" if reference else "–"


def plain(value):
    """Three significant digits without an exponent."""
    if value is None:
        return "–"
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def aligned(rows):
    """A Markdown table whose columns line up: the first two left, figures right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    left = {0, 1} if len(rows[0]) > 2 and rows[0][1] == "library" else {0}
    lines = []
    for number, row in enumerate(rows):
        cells = [
            cell.ljust(width) if column in left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths))
        ]
        lines.append("| " + " | ".join(cells) + " |")
        if number == 0:
            rule = [
                "-" * width if column in left else "-" * (width - 1) + ":"
                for column, width in enumerate(widths)
            ]
            lines.append("| " + " | ".join(rule) + " |")
    return "\n".join(lines)


def all_figures(figures):
    rows = [["workload", "library", "median ms", "min ms", "median ratio", "min ratio", "peak MB"]]
    for workload, of_workload in figures.items():
        ordered = sorted(of_workload.items(), key=lambda item: item[1][1])
        for library, (median, least, memory) in ordered:
            rows.append([
                workload,
                library,
                plain(median),
                plain(least),
                ratio(median, fastest_peer(of_workload, 0)),
                ratio(least, fastest_peer(of_workload, 1)),
                plain(memory),
            ])
    return aligned(rows)


def ours_against_each(figures):
    """Wengert's minimum divided by each peer's."""
    peers = []
    for of_workload in figures.values():
        peers += [each for each in of_workload if each != OURS and each not in peers]
    rows = [["workload", *peers]]
    for workload, of_workload in figures.items():
        if OURS not in of_workload:
            continue
        least = of_workload[OURS][1]
        rows.append([
            workload,
            *(ratio(least, of_workload.get(peer, (None, None))[1]) for peer in peers),
        ])
    return aligned(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--echo", action="store_true", help="show the lines as they arrive")
    options = parser.parse_args()
    figures, checks = read(sys.stdin, options.echo)
    if not figures:
        print("no measured lines", file=sys.stderr)
        return 1
    print("Ratios are to the fastest peer (below 1: faster than all of them).\n")
    print(all_figures(figures))
    if any(OURS in of_workload for of_workload in figures.values()):
        print(f"\n{OURS} divided by each peer, minimum by minimum:\n")
        print(ours_against_each(figures))
    differences = disagreements(checks)
    for each in differences:
        print(f"results differ: {each}", file=sys.stderr)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
