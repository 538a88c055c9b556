"""Measures the shipped restoration networks, through the program, on Classic5 and LIVE1, and compares the program with PyTorch.

    python3 evaluate.py GLASSINE RGB-FOLDER [--qualities 5,15,...] [--markdown FILE]

The standard protocol: grey pictures, JPEG by libjpeg at a quality, PSNR over all pixels of each picture, averaged over the pictures of a set. It
ends with 1 where a figure is below its floor, a picture loses more than 0.02 dB against its JPEG, or the program and PyTorch differ by more than
one step of 255 in any pixel.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

SETS = {"Classic5": "classic5", "LIVE1": "live1_gray"}
MODELS = ("dcsc", "hr-cnn")
STANDARD = (10, 20, 30, 40)
ALL = "5,10,15,20,25,30,35,40,45,50,55,60,65,70,75,80,85,90,95"
# The figures that are asked for, and published ones (models.md, from FBCNN's table).
FLOORS = {("Classic5", "dcsc"): (29.20, 31.40, 32.70, 33.50), ("Classic5", "hr-cnn"): (28.70, 30.90, 32.20, 33.10),
          ("LIVE1", "dcsc"): (29.00, 31.35, 32.75, 33.65), ("LIVE1", "hr-cnn"): (28.60, 30.85, 32.25, 33.15)}
PUBLISHED = {"Classic5": {"ARCNN": (29.03, 31.15, 32.51, 33.32), "DnCNN": (29.40, 31.63, 32.91, 33.77), "DCSC": (29.62, 31.81, 33.06, 33.87),
                          "FBCNN": (30.12, 32.31, 33.54, 34.35)},
             "LIVE1": {"ARCNN": (28.96, 31.29, 32.67, 33.61), "DnCNN": (29.19, 31.59, 32.98, 33.96), "DCSC": (29.34, 31.70, 33.07, 34.02),
                       "FBCNN": (29.75, 32.13, 33.54, 34.53)}}
MOST_LOSS = 0.02


def psnr(found: np.ndarray, truth: np.ndarray) -> float:
    return float(10 * np.log10(255 ** 2 / np.mean((found.astype(np.float64) - truth.astype(np.float64)) ** 2)))


def grey(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("L"))


class Measurement:
    """PSNR of every picture of both sets, at each quality, before and after."""

    def __init__(self, glassine: str, rgb: Path, qualities: list[int], references: dict):
        self.glassine, self.references = glassine, references
        self.before: dict[tuple[str, int], list[float]] = {}
        self.after: dict[tuple[str, str, int], list[float]] = {}
        self.worst_loss: list[tuple[float, str]] = []
        self.differences: dict[str, int] = {}
        for name, folder in SETS.items():
            paths = sorted((rgb / folder).glob("*.*"))
            if not paths:
                sys.exit(f"no pictures in {rgb / folder}")
            for quality in sorted(set(qualities) | set(STANDARD)):
                self.measure(name, paths, quality)

    def measure(self, name: str, paths: list[Path], quality: int) -> None:
        with tempfile.TemporaryDirectory() as place:
            jpegs, truths = [], [grey(path) for path in paths]
            for path, truth in zip(paths, truths, strict=True):
                jpegs.append(Path(place) / f"{path.stem}.jpg")
                Image.fromarray(truth).save(jpegs[-1], quality=quality)
            before = [psnr(grey(jpeg), truth) for jpeg, truth in zip(jpegs, truths, strict=True)]
            self.before[name, quality] = before
            for model in MODELS:
                out = Path(place) / model
                subprocess.run([self.glassine, "restore-jpeg", *map(str, jpegs), "--model", model, "--to", str(out), "--format", "png",
                                "--quiet"], check=True, stdout=subprocess.DEVNULL)
                pictures = [grey(out / f"{path.stem}.png") for path in paths]
                after = [psnr(picture, truth) for picture, truth in zip(pictures, truths, strict=True)]
                self.after[name, model, quality] = after
                self.worst_loss += [(a - b, f"{model} {name} {path.stem} quality {quality}")
                                    for a, b, path in zip(after, before, paths, strict=True)]
                if quality in STANDARD and model in self.references:
                    for jpeg, picture in zip(jpegs, pictures, strict=True):
                        far = int(np.abs(self.references[model](jpeg).astype(int) - picture.astype(int)).max())
                        self.differences[model] = max(self.differences.get(model, 0), far)
            gains = "  ".join(f"{model} {np.mean(self.after[name, model, quality]) - np.mean(before):+.2f}" for model in MODELS)
            print(f"{name} quality {quality}: JPEG {np.mean(before):.2f}  {gains}", flush=True)

    def table(self) -> str:
        lines = ["| set | quality | JPEG | DCSC | HR-CNN | floors | ARCNN | DnCNN | published DCSC | FBCNN |", "|---" * 10 + "|"]
        for name in SETS:
            for index, quality in enumerate(STANDARD):
                found = [np.mean(self.after[name, model, quality]) for model in MODELS]
                floors = " / ".join(f"{FLOORS[name, model][index]:.2f}" for model in MODELS)
                cells = [name, str(quality), f"{np.mean(self.before[name, quality]):.2f}", *(f"{value:.2f}" for value in found), floors,
                         *(f"{PUBLISHED[name][other][index]:.2f}" for other in ("ARCNN", "DnCNN", "DCSC", "FBCNN"))]
                lines.append("| " + " | ".join(cells) + " |")
        return "\n".join(lines) + "\n"

    def below(self) -> list[str]:
        """What does not hold."""
        faults = []
        for (name, model), floors in FLOORS.items():
            for quality, floor in zip(STANDARD, floors, strict=True):
                value = np.mean(self.after[name, model, quality])
                if round(value, 2) < floor:
                    faults.append(f"{model} on {name} at quality {quality}: {value:.2f}, below the floor of {floor:.2f}")
        faults += [f"{where}: {gain:+.3f} dB" for gain, where in sorted(self.worst_loss) if gain < -MOST_LOSS]
        faults += [f"{model}: {far} steps of 255 from PyTorch" for model, far in self.differences.items() if far > 1]
        return faults


def references() -> dict:
    """The networks in PyTorch, by model; none where PyTorch is not installed."""
    try:
        import reference
        import weights
    except ImportError as error:
        print(f"NO PyTorch ({error}): the program is not compared with it.")
        return {}
    profiles = Path(__file__).resolve().parents[2]
    networks = {model: weights.read(profiles / f"{model}.safetensors") for model in MODELS}
    return {model: lambda path, network=network: reference.restore(network, path) for model, network in networks.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("glassine")
    parser.add_argument("rgb", type=Path, help="holds classic5/ and live1_gray/")
    parser.add_argument("--qualities", default=ALL)
    parser.add_argument("--markdown", type=Path, help="where the table goes, too")
    options = parser.parse_args()
    measurement = Measurement(options.glassine, options.rgb, [int(text) for text in options.qualities.split(",")], references())
    print("\n" + measurement.table())
    least, where = min(measurement.worst_loss)
    print(f"least gain of any picture: {least:+.3f} dB ({where})")
    for model, far in measurement.differences.items():
        print(f"{model}: at most {far} step{'s' * (far != 1)} of 255 from PyTorch in any pixel")
    if options.markdown:
        options.markdown.write_text(measurement.table())
    faults = measurement.below()
    for fault in faults:
        print(f"*** {fault}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
