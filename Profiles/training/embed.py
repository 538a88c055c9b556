"""Write the released profiles into the program, as base64 in Swift.

    python3 embed.py [--to Sources/ReleasedProfiles] [--check]

Reads Profiles/NAME.profile and writes NameProfile.swift for each name. With --check nothing is written; it fails where a file differs.
"""

import argparse
import base64
import sys
from pathlib import Path

import profile_file

NAMES = ("standard", "max", "lcfd")
LINE = 136
PROFILES = Path(__file__).resolve().parents[1]


def swift(name: str, data: bytes) -> str:
    text = base64.b64encode(data).decode()
    lines = "\n".join("  " + text[at : at + LINE] for at in range(0, len(text), LINE))
    return (
        "// Written by Profiles/training/embed.py from the profile file of the same name; do not edit.\n\n"
        f"/// The bytes of `Profiles/{name}.profile` in base64.\n"
        f'let {name}ProfileBytes = """\n{lines}\n  """\n'
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, default=PROFILES.parent / "Sources" / "ReleasedProfiles")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    stale = []
    for name in NAMES:
        data = (PROFILES / f"{name}.profile").read_bytes()
        profile_file.decode(data)  # throws ProfileError where the file is no profile
        path = options.to / f"{name.capitalize()}Profile.swift"
        if not options.check:
            path.write_text(swift(name, data))
        elif not path.is_file() or path.read_text() != swift(name, data):
            stale.append(path.name)
    if stale:
        sys.exit(f"not what Profiles/ says: {', '.join(stale)}")


if __name__ == "__main__":
    main()
