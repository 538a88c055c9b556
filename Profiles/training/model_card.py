"""The model card of a profile: what it is, what it was trained on, how well it does, in Markdown.

    python3 model_card.py RUN-FOLDER      writes the card anew, with the ablations that lie in RUN-FOLDER/ablation-*
"""

import json
import sys
from pathlib import Path

from evaluate import ROWS
from profile_file import SUFFIX

ABLATIONS = (
    "Bits a sample, held out, balanced. `all-losses` is the recipe in few steps, `quantised-afterwards` has no integer arithmetic in the "
    "loop, `another-seed` has another start, other batches and other samples. Two seeds of `standard` differ by more than the losses do: "
    "at these weights the prediction and context losses neither help nor harm measurably."
)


def find_ablations(folder: Path) -> dict[str, dict]:
    """Results of runs kept in ablation-NAME folders inside a run's folder, by name."""
    found = sorted(folder.glob("ablation-*/result.json"))
    return {path.parent.name.removeprefix("ablation-"): json.loads(path.read_text()) for path in found}


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def results(report: dict) -> str:
    if not report["all"]:
        return "Nothing was held out."
    groups = {"all": report["all"], **{f"slot {s}": v for s, v in report["slots"].items()}, **report["kinds"]}
    kept = [row for row in ROWS if row in report["all"]]
    body = [[ROWS[row], *(f"{values[row]:.4f}" for values in groups.values())] for row in kept]
    mosaics = [[name, *(f"{values[row]:.4f}" for row in kept)] for name, values in report["mosaics"].items()]
    return (f"{report['samples']} samples of {len(report['mosaics'])} mosaics; every mosaic and slot counts the same. `plain` and "
            "`varied` are the simulated cameras; `balanced` weighs simulated and real mosaics equally.\n\n"
            + table(["", *groups], body) + "\n\nBy mosaic:\n\n" + table(["mosaic", *kept], mosaics))


def ablation_table(result: dict, ablations: dict[str, dict]) -> str:
    def row(name: str, run: dict) -> list[str]:
        weights, held = run["config"]["losses"], run["held_out"]["kinds"].get("balanced", run["held_out"]["all"])
        return [name, str(run["config"]["steps"]), *(f"{weights[k]:g}" for k in ("rate", "prediction", "context")),
                *(f"{held[k]:.4f}" if k in held else "" for k in ("float", "integer"))]

    runs = [row("this profile", result), *(row(name, run) for name, run in ablations.items())]
    return table(["run", "steps", "rate", "prediction", "context", "float", "integer"], runs)


def text(result: dict, ablations: dict[str, dict]) -> str:
    config = result["config"]

    def count(mark: str) -> int:
        return sum(mark in name for name in result["training_mosaics"])

    shapes = [[str(slot), str(n), str(m), " -> ".join(map(str, [n + m, *config["hidden"], 2]))] for slot, n, m in config["shapes"]]
    losses = [[str(h["step"]), *(f"{h[k]:.4f}" for k in ("rate", "prediction", "context"))] for h in thinned(result["history"])]
    weights = config["losses"]
    sections = [
        f"# Model card: profile `{config['profile']}`",
        "Networks of Glassine's learned plane coder. SHA-256 of the file, by which units name it: "
        f"`{result['digest']}` ({result['bytes']} bytes).",
        "## What it is",
        "One small perceptron a slot predicts, for each sample of a CFA plane, a correction of the linear prediction and the logistic "
        "scale of the error. It runs in integers; every machine gets the same numbers. It changes how many bits a sample costs, never "
        "what is decoded.",
        table(["slot", "row inputs", "serial inputs", "layers"], shapes),
        "## Data",
        f"{config['mosaics']} training mosaics, {config['training_samples']} samples over all slots, at most {config['samples']} a mosaic "
        f"and slot: {count('-sim-')} mosaics of the plain simulated camera, {count('-var-')} of the varied one, {count('-real-')} tiles of "
        "real mosaics, most of them turned copies. Simulated mosaics are photos put through a random camera (training/README.md). Held-out "
        "mosaics come from photos and real mosaics of which nothing is in a training mosaic; frames of one camera model do lie on both "
        "sides. No file is read from the folder of reported raws; two of its frames lie among the real mosaics under other names "
        "(training/README.md).",
        "## Training",
        f"{config['steps']} steps of {config['batch']} samples a slot, seed {config['seed']}, Adam (0.9, 0.99), rate 3e-3 to 1e-5 by a "
        f"cosine after 50 steps of warm-up, gradient norm at most 1; the last {config['quantised_share']:.0%} of the steps with the "
        f"integer arithmetic in the loop. {result['threads']} thread, PyTorch {result['torch']}.",
        f"Loss: {weights['rate']:g} x rate + {weights['prediction']:g} x prediction + {weights['context']:g} x context (error variance).",
        table(["step", "rate, bits", "prediction", "context"], losses),
        "## Bits a sample, held out",
        results(result["held_out"]),
        "## Ablations",
        ABLATIONS + "\n\n" + ablation_table(result, ablations) if ablations else "None were run.",
        "## Limits",
        "These are ideal code lengths of a static distribution; the coder's own adaptation, headers and coefficients are not in them. "
        "On samples that are pure noise the network gains little over the linear prediction. Where noise is strongly correlated between "
        "neighbours the plane's own fitted weights are better than the network's correction, and the network can cost some bits; the "
        "table by mosaic shows them. Few cameras are among the real mosaics.",
    ]
    return "\n\n".join(sections) + "\n"


def thinned(history: list[dict], most: int = 12) -> list[dict]:
    step = max(-(-len(history) // most), 1)
    return [line for index, line in enumerate(history) if (index + 1) % step == 0 or index + 1 == len(history)]


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    result = json.loads((folder / "result.json").read_text())
    path = (folder / (result["digest"] + SUFFIX)).with_suffix(".md")
    path.write_text(text(result, find_ablations(folder)))
    print(path)


if __name__ == "__main__":
    main()
