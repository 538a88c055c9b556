"""Writes a contact sheet of shots that never were, in the form that `glassine browse` writes: for the tests of the page."""
import json
import pathlib
import random
import shutil
import struct
import zlib

import numpy

CAMERAS = [("NIKON CORPORATION", "NIKON D1"), ("Canon", "Canon EOS 550D"), ("FUJIFILM", "FUJIFILM X-T4"), ("OLYMPUS", "OLYMPUS E-M1"),
           ("Sony", "Sony ILCE-7M3")]
LENSES = ["50mm f/1.4", "24-70mm f/2.8", "XF 35mm F1.4 R", "100mm f/2.8 Macro", None]
KEYWORDS = ["harbour", "boat", "fog", "family", "mountain", "night", "bird", "garden", "train", "café"]
PLACES = ["Harbour", "Old town", "Alps", "Garden", "Bergen", "Night train"]
HOSTILE = ["<script>window.pwned=1</script>.dng", "\"><img src=x onerror=window.pwned=2>.nef", "a\u2028b\u2029<script>.cr2",
           "\u202egnp.exe<script>.raf", "</script><script>window.pwned=3</script>.arw", "${window.pwned=4}`'<script>\\.orf",
           "<!--<script>\x1b[31m\u0000.dng", "%3Cscript%3E<script> #?&.dng", "عربي <script> עברית.dng"]
PICTURES = 24


def png(samples):
    height, width, _ = samples.shape
    rows = numpy.concatenate([numpy.zeros((height, 1), numpy.uint8), samples.reshape(height, width * 3)], axis=1)

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows.tobytes(), 1)) + chunk(b"IEND", b""))


def scene(seed, width, height):
    """A landscape: sky, sun, some ranges of hills."""
    generator = numpy.random.default_rng(seed)
    across, down = numpy.meshgrid(numpy.linspace(0, 1, width), numpy.linspace(0, 1, height))
    top, bottom = generator.uniform(.15, .6, 3), generator.uniform(.55, 1, 3)
    picture = top + (bottom - top) * down[..., None]
    sun = generator.uniform([.15, .15], [.85, .4])
    glow = numpy.exp(-((across - sun[0]) ** 2 * width / height + (down - sun[1]) ** 2) * generator.uniform(30, 400))
    picture += glow[..., None] * numpy.array([1, .9, .6])
    for layer in range(4):
        edge = .45 + .13 * layer + sum(generator.uniform(.01, .05) * numpy.sin(across * frequency + generator.uniform(0, 6)) for frequency in (5, 11, 23, 61))
        colour = generator.uniform(.05, .5, 3) * (1 - .18 * layer)
        texture = .06 * numpy.sin(across * 400 + 31 * layer) * numpy.sin(down * 300)
        mask = numpy.clip((down - edge) * height, 0, 1)[..., None]
        picture = picture * (1 - mask) + (colour + texture[..., None]) * mask
    return (numpy.clip(picture, 0, 1) * 255).astype(numpy.uint8)


def blocky(samples):
    """What strong compression makes of a picture, roughly: flat blocks and few tones."""
    height, width, _ = samples.shape
    cut = samples[: height // 8 * 8, : width // 8 * 8].astype(float)
    means = cut.reshape(height // 8, 8, width // 8, 8, 3).mean(axis=(1, 3))
    flat = numpy.repeat(numpy.repeat(means, 8, 0), 8, 1)
    mixed = samples.astype(float)
    mixed[: flat.shape[0], : flat.shape[1]] = .6 * flat + .4 * cut
    return (mixed // 12 * 12).astype(numpy.uint8)


def pictures(folder):
    places = []
    for number in range(PICTURES):
        key = f"{number * 0x0A3F57 % 0x1000000:06x}" * 6 + f"{number:04x}"
        place = f"{key[:2]}/{key}"
        places.append(place)
        portrait = number % 5 == 4
        size = (800, 1200) if portrait else (1200, 800)
        full = scene(number, *size)
        small = full[::4, ::4]
        for kind, samples in (("thumbnails", small), ("previews", blocky(full)), ("restored", full)):
            file = folder / kind / (place + ".jpg")
            file.parent.mkdir(parents=True, exist_ok=True)
            # Browsers look at the bytes, not at the name.
            file.write_bytes(png(samples))
    return places


def shots(count, places):
    generator = random.Random(7)
    begin = 1_640_995_200
    for number in range(count):
        make, model = generator.choice(CAMERAS)
        year = 2022 + number * 4 // count
        folder = f"{year}/{year}-{generator.randrange(1, 13):02d} {generator.choice(PLACES)}" if number % 400 else f"{year}"
        name = f"IMG_{number:05d}.{generator.choice(['NEF', 'CR2', 'RAF', 'ORF', 'ARW', 'dng'])}"
        if number < len(HOSTILE):
            folder, name = "0 hostile names", HOSTILE[number]
        size = generator.randrange(8_000_000, 30_000_000)
        taken = begin + number * 12_600 + generator.randrange(9_000)
        shot = {"id": f"{number:012x}", "path": f"{folder}/{name}", "kind": "raw", "camera": model, "modified": taken, "size": size,
                "width": 6048, "height": 4024, "stored": int(size * generator.uniform(.5, .9)), "tier": "file-exact",
                "sha256": f"{number:064x}", "taken": taken, "shutter": 1 / generator.choice([4, 60, 125, 250, 1000]),
                "aperture": generator.choice([1.4, 2.8, 5.6, 8]), "iso": generator.choice([100, 200, 800, 6400]), "focal": generator.choice([24, 50, 100])}
        lens = generator.choice(LENSES)
        if lens:
            shot["lens"] = lens
        if number % 97 == 5:
            shot.update(tier="stored-whole", reason="the samples are compressed (Compression 32867)")
        if number % 211 == 7:
            shot["damage"] = ["damaged: section PLNE 2, tile 5"]
        if number % 131 == 9:
            shot["error"] = "section PICT 0: the picture is damaged"
        elif number % 89 != 11:
            shot["picture"] = places[number % len(places)]
            if number % 3 == 0:
                shot["restored"] = 1
        if number % 10:
            shot.update(rebuiltEver=1, readEver=1, rebuilt=1_750_000_000 + number, read=1_760_000_000 + number)
        words = generator.sample(KEYWORDS, generator.randrange(4))
        if number == 3:
            words.append("<b>bold</b>")
        if words:
            shot["keywords"] = words
        yield shot


def literal(value):
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for mark in "<>&'`\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def write(page, folder, count):
    """A sheet of so many shots with the page from the sources."""
    folder = pathlib.Path(folder)
    shutil.copytree(page, folder / "page")
    title = "A made-up sheet"
    (folder / "index.html").write_text((folder / "page/index.html").read_text().replace("{{title}}", title))
    (folder / "page/index.html").unlink()
    everything = sorted(shots(count, pictures(folder)), key=lambda shot: shot["path"])
    (folder / "data").mkdir()
    size = 500
    files = (count + size - 1) // size
    head = {"title": title, "archive": "/somewhere/archive", "software": "glassine", "shots": count, "files": files, "otherFiles": 12}
    (folder / "data/sheet.js").write_text(f"glassine.begin({literal(head)});\n")
    for number in range(files):
        part = everything[number * size : (number + 1) * size]
        (folder / f"data/{number + 1:06d}.js").write_text(f"glassine.add({number + 1},[\n" + ",\n".join(map(literal, part)) + "\n]);\n")
