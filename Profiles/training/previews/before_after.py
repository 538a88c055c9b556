"""Draws the README's picture: a simulated raw's preview compressed strongly, and restored, side by side and enlarged.

    python3 before_after.py GLASSINE OUT.png
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

QUALITY, LEFT, TOP, WIDTH, HEIGHT = 12, 330, 60, 230, 200


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)

    def glassine(*words: str) -> None:
        subprocess.run([sys.argv[1], *words], check=True, stdout=subprocess.DEVNULL)

    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        (place / "source").mkdir()
        glassine("simulate", "--width", "1440", "--height", "960", "--to", str(place / "source/scene.dng"))
        glassine("archive", str(place / "source"), str(place / "archive"), "--quiet")
        glassine("preview", str(place / "archive"), "--to", str(place / "out"), "--size", "720", "--format", "png", "--quiet")
        with Image.open(next((place / "out").glob("*.png"))) as picture:
            picture.convert("RGB").save(place / "small.jpg", quality=QUALITY)
        pictures = [Image.open(place / "small.jpg")]
        for model in ("hr-cnn", "dcsc"):
            glassine("restore-jpeg", str(place / "small.jpg"), "--model", model, "--output", str(place / f"{model}.png"), "--quiet")
            pictures.append(Image.open(place / f"{model}.png"))
        sheet = Image.new("RGB", (3 * WIDTH * 2 + 16, HEIGHT * 2), "white")
        for index, picture in enumerate(pictures):
            part = picture.convert("RGB").crop((LEFT, TOP, LEFT + WIDTH, TOP + HEIGHT))
            sheet.paste(part.resize((WIDTH * 2, HEIGHT * 2), Image.Resampling.NEAREST), (index * (WIDTH * 2 + 8), 0))
        sheet.save(sys.argv[2], optimize=True)


if __name__ == "__main__":
    main()
