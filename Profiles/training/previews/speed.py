"""Times the program beside PyTorch on the same weights and a picture of 12 megapixels, in turn, and says what memory each took.

    python3 speed.py GLASSINE [--megapixels 12] [--threads 2] [--runs 3]

The program's time is that of the whole command: reading the JPEG, restoring, writing a PNG. PyTorch's is that of the network and the projection
alone, on coefficients that are in memory already. Pictures are grey and made up.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image

import jpeg
import weights
from networks import restored


def picture(megapixels: float) -> np.ndarray:
    """Waves, edges and noise: what it shows does not change how long a network takes."""
    height = int((megapixels * 1e6 / 1.5) ** 0.5) // 8 * 8
    width = int(megapixels * 1e6 / height) // 8 * 8
    y, x = np.mgrid[:height, :width].astype(np.float32)
    waves = 128 + 60 * np.sin(x / 37) * np.cos(y / 53) + 30 * ((x // 97 + y // 61) % 2)
    return (waves + np.random.default_rng(1).normal(0, 4, waves.shape)).clip(0, 255).astype(np.uint8)


def run_program(glassine: str, model: str, source: Path, jobs: int) -> tuple[float, int]:
    """Seconds, and peak memory in bytes, read while it runs: what the kernel reports at its end counts this program's memory, too."""
    target = source.with_suffix(".png")
    words = [glassine, "restore-jpeg", str(source), "--model", model, "--output", str(target), "--overwrite", "--jobs", str(jobs), "--quiet"]
    began, peak = time.monotonic(), 0
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        try:
            lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
            peak = max([peak, *(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))])
        except OSError:
            pass
        time.sleep(0.02)
    if process.returncode:
        sys.exit("the program failed")
    return time.monotonic() - began, peak


@torch.inference_mode()
def run_reference(network: torch.nn.Module, coefficients: torch.Tensor, tables: torch.Tensor) -> float:
    began = time.monotonic()
    restored(network, coefficients, tables).round().clamp(0, 255).to(torch.uint8)
    return time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("glassine")
    parser.add_argument("--megapixels", type=float, default=12)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    pixels = picture(options.megapixels)
    tables = jpeg.scaled(jpeg.LUMINANCE, torch.tensor([30]))
    coefficients = jpeg.quantised(torch.from_numpy(pixels).float()[None], tables)
    profiles = Path(__file__).resolve().parents[2]
    print(f"{pixels.shape[1]} x {pixels.shape[0]}, {options.threads} threads, best of {options.runs} in turn")
    print("| network | program, whole command | PyTorch, network only | ratio | memory of the program |\n|---|---|---|---|---|")
    slower = False
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / "picture.jpg"
        Image.fromarray(pixels).save(source, quality=30)
        for model in ("dcsc", "hr-cnn"):
            network, own, others, memory = weights.read(profiles / f"{model}.safetensors"), [], [], 0
            for _ in range(options.runs):
                seconds, peak = run_program(options.glassine, model, source, options.threads)
                own.append(seconds)
                memory = max(memory, peak)
                others.append(run_reference(network, coefficients, tables))
            slower |= min(own) > min(others)
            print(f"| {model} | {min(own):.1f} s | {min(others):.1f} s | {min(others) / min(own):.2f} x | {memory / 1e6:.0f} MB |", flush=True)
    print(f"memory of PyTorch: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB")
    sys.exit(1 if slower else 0)


if __name__ == "__main__":
    main()
