"""Compare a profile that was trained anew with the released one, on the same held-out samples.

    python3 reproduce.py --features DIR --released FILE --fresh FILE [--within 0.003]

Fails where the new one needs more bits than the released one by more than this share. Bits are those of the row "integer+contexts", the
closest to the coder, with real and simulated mosaics weighing the same.
"""

import argparse
import sys
from pathlib import Path

import profile_file
from evaluate import compare
from features import load_pools


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--features", type=Path, required=True)
    parser.add_argument("--released", type=Path, required=True)
    parser.add_argument("--fresh", type=Path, required=True)
    parser.add_argument("--within", type=float, default=0.003)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    held, training = (load_pools(options.features, side, count, options.seed) for side, count in ((True, 32768), (False, 2048)))
    bits = {}
    for name, path in (("released", options.released), ("fresh", options.fresh)):
        report = compare(held, training, profile_file.decode(path.read_bytes()))
        groups = {"balanced": report["all"]} | report["kinds"]  # all, where there are no real mosaics
        bits[name] = {group: values["integer+contexts"] for group, values in groups.items()}
        print(f"{name:9s}" + "  ".join(f"{kind} {value:.4f}" for kind, value in bits[name].items()))
    share = bits["fresh"]["balanced"] / bits["released"]["balanced"] - 1
    print(f"the new one needs {share:+.3%} bits")
    if share > options.within:
        sys.exit(f"more than {options.within:.1%}: not reproduced")


if __name__ == "__main__":
    main()
