"""Write the training mosaics: simulated ones from photos by two random cameras, and tiles of real ones.

    python3 simulate.py --out DIR [--count 160] [--varied 240] [--seed 1]

Files are called train-* or held-*, then sim (camera.py), var (varied_camera.py) or real; what is held out is never trained on. The split is
by photo and by real mosaic, so no scene lies on both sides. index.tsv says how each file was made.
"""

import argparse
import json
import zlib
from pathlib import Path

import numpy as np

import tiles
from camera import Camera
from mosaics import PHOTO_FOLDERS, corpus_folder, cut_even, find_photos, make_scene, make_up_scene, read_mosaic, write_pgm
from varied_camera import VariedCamera

PREFIXES = {False: "train", True: "held"}


def is_held(name: str, one_in: int) -> bool:
    """Whether a source is held out: decided by its name, so that more photos do not change the others."""
    return zlib.crc32(name.encode()) % one_in == 0


def simulated(photos: list[Path], options: argparse.Namespace, index: list[str], varied: bool) -> int:
    sides = {held: [p for p in photos if is_held(f"{p.parent.name}/{p.name}", options.hold) == held] for held in (False, True)}
    written = 0
    for number in range(options.varied if varied else options.count):
        rng = np.random.default_rng([options.seed, number, 1] if varied else [options.seed, number])
        # Every `hold`-th one, so that a smaller count is the beginning of a larger one.
        held = number % options.hold == options.hold - 1 and (options.made_up or bool(sides[True]))
        camera = VariedCamera.draw(rng) if varied else Camera.draw(rng)
        average = bool(rng.random() < (0.6 if varied else 0.75))
        if options.made_up:
            scene = make_up_scene(options.height, options.width, rng)
        else:
            scene = make_scene(sides[held] or photos, options.height, options.width, average, rng)
        mosaic = camera.expose(scene, rng)
        if mosaic.max() == mosaic.min():
            continue
        name = f"{PREFIXES[held]}-{'var' if varied else 'sim'}-{number:04d}-{camera.cfa}.pgm"
        write_pgm(options.out / name, mosaic)
        facts = {"average": average, **camera.describe()}
        index.append(f"{name}\tsimulated\t{json.dumps(facts, sort_keys=True)}")
        written += 1
    return written


def real(mosaics: list[Path], options: argparse.Namespace, index: list[str]) -> int:
    """Random crops of what is held out; of the others all tiles, turned in four ways, and those of the mosaic at half size."""
    patterns, notes = (columns(mosaics[0].parent / "index.tsv", at) if mosaics else {} for at in (4, 5))
    written = 0

    def write(name: str, path: Path, mosaic: np.ndarray) -> None:
        nonlocal written
        write_pgm(options.out / f"{name}.pgm", mosaic)
        index.append(f"{name}.pgm\treal\t{path.name}")
        written += 1

    for path in mosaics:
        rng = np.random.default_rng([options.seed, zlib.crc32(path.name.encode())])
        mosaic = read_mosaic(path)
        if is_held(path.name, options.hold_real):
            for number in range(int(rng.integers(2, 4))):
                crop = cut_even(mosaic, options.real_height, options.real_width, rng)
                write(f"held-real-{path.stem}-{number}-{patterns.get(path.name, 'unknown')}", path, crop)
            continue
        whole = list(tiles.cover(mosaic, options.height, options.width))
        half = list(tiles.cover(tiles.binned(mosaic), options.height, options.width))
        turns = tiles.TURNS
        if "astronomy" in notes.get(path.name, ""):  # a kind of its own, not to weigh much
            whole, half, turns = [whole[int(at)] for at in rng.choice(len(whole), 2, replace=False)], [], turns[:2]
        for number, tile in enumerate(whole):
            for turn in turns:
                write(f"train-real-{path.stem}-{number:02d}-{turn}", path, tiles.turned(tile, turn))
        for number, tile in enumerate(half):
            write(f"train-real-{path.stem}-half{number:02d}", path, tiles.turned(tile, turns[number % len(turns)]))
    return written


def columns(table: Path, at: int) -> dict[str, str]:
    """One column of the table beside the real mosaics (file, WxH, min, max, cfa, note, ...), by file."""
    if not table.is_file():
        return {}
    rows = [line.split("\t") for line in table.read_text().splitlines()[1:]]
    return {row[0]: row[at] for row in rows if len(row) > at}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--photos", type=Path, nargs="*", help="folders of photos (default: those of the corpus)")
    parser.add_argument("--mosaics", type=Path, help="folder of real mosaics as 16-bit grey PNG (default: the corpus's train)")
    parser.add_argument("--made-up", action="store_true", help="scenes without photos, to try the pipeline")
    parser.add_argument("--no-real", action="store_true", help="no crops of real mosaics")
    parser.add_argument("--count", type=int, default=160, help="mosaics of the plain camera")
    parser.add_argument("--varied", type=int, default=240, help="mosaics of the varied camera")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--width", type=int, default=640)
    parser.add_argument("--height", type=int, default=512)
    parser.add_argument("--real-width", type=int, default=800, help="of held-out crops")
    parser.add_argument("--real-height", type=int, default=640, help="of held-out crops")
    parser.add_argument("--hold", type=int, default=8, help="one simulated mosaic, and one photo, in so many is held out")
    parser.add_argument("--hold-real", type=int, default=8, help="about one real mosaic in so many is held out")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)

    rgb = corpus_folder() / "rgb"
    photos = [] if options.made_up else find_photos(options.photos or [rgb / name for name in PHOTO_FOLDERS])
    if not photos and options.count and not options.made_up:
        parser.error(f"no photos found; set GLASSINE_CORPUS or give --photos (looked in {rgb})")
    mosaics = [] if options.no_real else sorted((options.mosaics or corpus_folder() / "train").glob("*.png"))
    index = ["file\tkind\tfacts"]
    made = simulated(photos, options, index, False) + simulated(photos, options, index, True)
    cut = real(mosaics, options, index)
    (options.out / "index.tsv").write_text("\n".join(index) + "\n")
    print(f"{made} simulated mosaics from {len(photos)} photos, {cut} tiles of {len(mosaics)} real mosaics")


if __name__ == "__main__":
    main()
