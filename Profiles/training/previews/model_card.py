"""Write the weights of a training run, and their model card beside them.

    python3 model_card.py RUN-FOLDER OUT.safetensors [--rgb FOLDER] [--device TEXT]
"""

import argparse
import hashlib
import platform
from pathlib import Path

import torch

import pictures
import weights
from networks import NETWORKS

ABOUT = {
    "dcsc": "DCSC (Fu and others, ICCV 2019), from the pixels a decoder shows: three dilated convolutions give features of several scales, which "
            "drive unrolled steps of convolutional sparse coding, u = relu(u + S u + G f), with a stride of four pixels; a dictionary turns the "
            "codes into the correction. Every step has kernels of its own, and thresholds that the quantisation table moves.",
    "hr-cnn": "HR-CNN (Niu, arXiv 2007.00639), from the quantised coefficients: the channels are split by frequency, one map each; residual blocks "
              "restore the spectrum with more channels than there are frequencies; a transposed convolution reconstructs maps of a quarter of the "
              "picture's sides, which are merged with the plain inverse transform and sharpened. The quantisation table scales and moves the maps.",
}


def table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(line) + " |" for line in [head, ["---"] * len(head), *rows])


def thinned(lines: list, most: int = 12) -> list:
    step = max(-(-len(lines) // most), 1)
    return [line for index, line in enumerate(lines) if (index + 1) % step == 0 or index + 1 == len(lines)]


def text(state: dict, digest: str, size: int, names: tuple[list[str], list[str]] | None, device: str) -> str:
    config, history, checks = state["config"], state["history"], state["checks"]
    network = NETWORKS[config["network"]](**config["size"])
    count = sum(value.numel() for value in network.parameters())
    shape = ", ".join(f"{key} {value}" for key, value in config["size"].items())
    data = f"Photos of the folders {', '.join(pictures.SOURCES)}: "
    if names:
        data += f"{len(names[0])} to train on, {len(names[1])} held out by a checksum of their names. "
    sections = [
        f"# Model card: `{config['network']}.safetensors`",
        f"Weights of a network for reading copies. SHA-256 of the file: `{digest}` ({size} bytes, {count} weights of 16 bits).",
        "## What it is",
        ABOUT[config["network"]],
        f"Sizes: {shape}. What it finds is brought to the nearest picture whose coefficients round to those of the file, so that the original is "
        "never left further away by that step.",
        "## Data",
        data + "Luma at one or two sizes, and in an eighth of the samples chroma at half size. Kodak's photos are left out, for LIVE1 was made from "
        "some of them; Classic5 and LIVE1 are not used for anything but the report. Patches of 128 x 128, turned and mirrored. Qualities 5 to 95 "
        "(65 % below 51) of the standard's tables; a quarter of the tables are exchanged, flat, tilted or noisy. Coefficients are made in floating "
        "point.",
        "## Training",
        f"{state['step']} steps of {config['batch']} patches, seed {config['seed']}, AdamW at {config['rate']:g} with a straight line down over the "
        f"last part, in bfloat16 on {device}, PyTorch {torch.__version__}. Loss: half the logarithm of each patch's mean squared error (with a "
        "floor of a quarter), which is what PSNR counts. The weights are a running average (0.999).",
        table(["step", "loss"], [[str(step), f"{loss:.4f}"] for step, loss in thinned(history)]),
        "## Held-out photos: PSNR of luma, JPEG and gain in dB",
        table(["step", *(f"quality {quality}" for quality in checks[-1][1])],
              [[str(step), *(f"{before:.2f} {after - before:+.2f}" for before, after in found.values())] for step, found in thinned(checks, 6)]),
        "## Reported",
        "`make evaluate-previews` measures Classic5 and LIVE1 through the program; the README has the table.",
        "## Limits",
        "It was trained on one compression of pictures that were not compressed before, with the block grid where the file has it: a JPEG that was "
        "cropped and compressed again keeps the traces of the first time. Text and drawings are hardly among the photos. A restoration is a guess "
        "that looks and measures better, no record of what was there.",
    ]
    return "\n\n".join(sections) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--rgb", type=Path, help="the photos, to count them")
    parser.add_argument("--device", default=f"a processor ({platform.machine()})", help="what it was trained on")
    options = parser.parse_args()
    state = torch.load(options.run / "checkpoint.pt", map_location="cpu", weights_only=True)
    network = NETWORKS[state["config"]["network"]](**state["config"]["size"])
    network.load_state_dict(state["average"])
    weights.write(options.out, network)
    content = options.out.read_bytes()
    names = None
    if options.rgb:
        names = tuple(sorted({p.name for p in pictures.load(options.rgb, held)}) for held in (False, True))
    card = text(state, hashlib.sha256(content).hexdigest(), len(content), names, options.device)
    options.out.with_suffix(".md").write_text(card)
    print(f"{options.out}: {network.name}, step {state['step']}")


if __name__ == "__main__":
    main()
