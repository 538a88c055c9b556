"""Bits a sample on mosaics that were never trained on: the integer network against its float form and against no network.

    python3 evaluate.py --features DIR --profile FILE

Figures are ideal code lengths of one static logistic a sample, unless a line says that scales adapt. They leave out headers, coefficients
and the adaptation of the real coder.
"""

import argparse
from pathlib import Path

import numpy as np
import torch

import profile_file
from features import Pool, load_pools
from losses import LOGISTIC_MEAN_ABS, bits
from network import OUTPUT_RANGE, PlaneNetworks
from quantise import outputs_of, run_float, run_integer

CONTEXTS = 24
PRIOR_COUNT = 8.0
ROWS = {
    "constant": "no network, one constant scale a slot",
    "contexts": "no network, 24 adaptive contexts",
    "float": "network before quantisation",
    "integer": "integer network (the profile)",
    "integer+contexts": "integer network, 24 adaptive contexts",
}
# The two simulated cameras and the real ones, by a part of their names; "balanced" weighs real and simulated mosaics the same.
KINDS = {"plain": "-sim-", "varied": "-var-", "real": "-real-"}


def cost(output: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Bits of each sample, by the very formula of the rate loss, in float64."""
    return bits(torch.from_numpy(output), torch.from_numpy(target.astype(np.float64))).numpy()


def constant_scale(pool: Pool) -> float:
    """The constant log2 scale that codes the training samples in the fewest bits."""
    step = max(len(pool) // 65536, 1)
    target = pool.target[::step]
    tries = np.arange(-4, 2.01, 0.1)
    return float(tries[np.argmin([cost(np.full((len(target), 2), (0.0, o)), target).mean() for o in tries])])


def adapted(output: np.ndarray, pool: Pool) -> np.ndarray:
    """The same outputs with scales corrected by what was seen before in the same mosaic and the same of 24 half-octave contexts."""
    scale = pool.scale * np.exp2(np.clip(output[:, 1], -OUTPUT_RANGE, OUTPUT_RANGE))
    context = np.clip(np.floor(2 * np.log2(scale)) + 4, 0, CONTEXTS - 1).astype(np.int64)
    ratio = np.abs(pool.target[:, 0] - output[:, 0]) / (LOGISTIC_MEAN_ABS * np.exp2(output[:, 1]))
    ratio = np.minimum(ratio, 8)
    key = pool.mosaic.astype(np.int64) * CONTEXTS + context
    order = np.argsort(key, kind="stable")
    sorted_key, sorted_ratio = key[order], ratio[order].astype(np.float64)
    begin = np.concatenate([[0], np.flatnonzero(np.diff(sorted_key)) + 1])
    start = np.repeat(begin, np.diff(np.append(begin, len(key))))
    before = np.concatenate([[0], np.cumsum(sorted_ratio)])[:-1]
    mean = (before - before[start] + PRIOR_COUNT) / (np.arange(len(key)) - start + PRIOR_COUNT)
    result = output.copy()
    result[order, 1] += np.log2(np.maximum(mean, 1e-3))
    return result


def measure(pool: Pool, training: Pool | None, network, networks: PlaneNetworks | None, place: int, inputs: int) -> dict[str, np.ndarray]:
    """Bits of each sample by the rows of ROWS; rows that cannot be had are left out."""
    o1 = constant_scale(training or pool)
    plain = np.full((len(pool), 2), (0.0, o1))
    integer = outputs_of(run_integer(network, pool.z))
    result = {"constant": cost(plain, pool.target), "contexts": cost(adapted(plain, pool), pool.target)}
    if networks is not None:
        result["float"] = cost(run_float(networks, place, pool.z, inputs), pool.target)
    result["integer"] = cost(integer, pool.target)
    result["integer+contexts"] = cost(adapted(integer, pool), pool.target)
    return result


def compare(held: list[Pool], training: list[Pool], integers: list[profile_file.Network],
            networks: PlaneNetworks | None = None, inputs: int = 0) -> dict:
    """Means by slot, by kind of mosaic and by mosaic; every mosaic and slot counts the same."""
    by_slot = {pool.slot: (place, pool) for place, pool in enumerate(training)}
    cells: dict[tuple[str, int], dict[str, float]] = {}
    for pool in held:
        network = next((n for n in integers if n.slot == pool.slot), None)
        if network is None:
            continue
        place, train = by_slot.get(pool.slot, (0, None))
        found = measure(pool, train, network, networks, place, inputs)
        for index, name in enumerate(pool.names):
            inside = pool.mosaic == index
            cells[name, pool.slot] = {row: float(value[inside].mean()) for row, value in found.items()}

    def mean(chosen: list[dict[str, float]]) -> dict[str, float]:
        return {row: float(np.mean([c[row] for c in chosen])) for row in ROWS if chosen and row in chosen[0]}

    names = sorted({name for name, _ in cells})
    kinds = {kind: mean([c for (n, _), c in cells.items() if mark in n]) for kind, mark in KINDS.items()}
    made = [kinds[kind] for kind in ("plain", "varied") if kinds[kind]]
    if kinds["real"] and made:
        kinds["balanced"] = mean([kinds["real"], mean(made)])
    return {
        "all": mean(list(cells.values())),
        "slots": {str(s): mean([c for (_, k), c in cells.items() if k == s]) for s in sorted({k for _, k in cells})},
        "kinds": {kind: values for kind, values in kinds.items() if values},
        "mosaics": {name: mean([c for (n, _), c in cells.items() if n == name]) for name in names},
        "samples": sum(len(pool) for pool in held),
    }


def show(report: dict) -> None:
    if not report["all"]:
        print("nothing is held out: no comparison")
        return
    groups = {"all": report["all"], **{f"slot {s}": v for s, v in report["slots"].items()}, **report["kinds"]}
    print("bits a sample, held out:")
    print("\n".join(f"  {g:10s} " + "  ".join(f"{row} {value:.4f}" for row, value in values.items()) for g, values in groups.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--features", type=Path, required=True)
    parser.add_argument("--profile", type=Path, required=True)
    parser.add_argument("--samples", type=int, default=32768, help="samples taken of each file")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    integers = profile_file.decode(options.profile.read_bytes())
    training = load_pools(options.features, False, 2048, options.seed)
    show(compare(load_pools(options.features, True, options.samples, options.seed), training, integers))


if __name__ == "__main__":
    main()
