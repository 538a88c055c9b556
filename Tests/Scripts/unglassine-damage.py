#!/usr/bin/env python3
"""Damages a unit in many places: docs/unglassine.py must say which section is damaged, or give the original all the same.

usage: unglassine-damage.py UNGLASSINE UNIT ORIGINAL
"""
import importlib.util
import os
import random
import sys
import tempfile


def load(path):
    specification = importlib.util.spec_from_file_location("unglassine", path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def main(program, unit_path, original_path):
    sys.dont_write_bytecode = True
    unglassine = load(program)
    with open(unit_path, "rb") as file:
        unit = file.read()
    with open(original_path, "rb") as file:
        original = file.read()
    profiles = unglassine.Profiles([os.path.join(os.path.dirname(os.path.abspath(program)), "..", "Profiles")])
    table = unglassine.Unit(unit_path).table
    dice = random.Random(1)
    # Each section once, the header, both tables, the footer, and anywhere.
    places = [(offset + dice.randrange(size), f"{kind} {index}") for kind, index, offset, size, _ in table if size]
    ends = 64 + 64 * len(table)
    places += [(dice.randrange(ends), None) for _ in range(6)] + [(len(unit) - 1 - dice.randrange(ends), None) for _ in range(6)]
    with tempfile.TemporaryDirectory() as folder:
        damaged = os.path.join(folder, "damaged.glsn")

        def attempt(data):
            with open(damaged, "wb") as file:
                file.write(data)
            try:
                return unglassine.original(unglassine.Unit(damaged), profiles), ""
            except unglassine.Problem as problem:
                return None, str(problem)

        for place, section in places:
            data = bytearray(unit)
            data[place] ^= 1 << dice.randrange(8)
            back, problem = attempt(data)
            if section is None or section.startswith(("SHOT", "META")):
                assert back == original, f"byte {place}: {problem or 'another original'}"
            else:
                assert back is None and section.split()[0] in problem, f"byte {place} of {section}: {problem or 'not noticed'}"
        for length in [0, 1, 63, 64, len(unit) // 2, len(unit) - 1]:
            back, problem = attempt(unit[:length])
            assert back is None and problem, f"cut to {length} bytes: not noticed"


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
