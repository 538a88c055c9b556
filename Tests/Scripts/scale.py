#!/usr/bin/env python3
"""Measures how Glassine's commands start and go on archives of more and more files, and draws it.

usage: scale.py GLASSINE [--files 1000,10000,100000] [--folder FOLDER] [--svg FILE] [--keep]

Archives tiny text files with the program itself: what each file costs beside its bytes is what grows with their number. Then it runs each
command three times over each archive and takes the median: the time until the first file or line came out, by the clock and in processor
time, and the processor time of the whole run a file. Needs nothing but Python; about 2 GB of disk for 100,000 files.
"""
import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time


def make_source(folder, files):
    for index in range(files):
        place = f"{folder}/{index // 5000:03d}/{index // 250 % 20:02d}"
        os.makedirs(place, exist_ok=True)
        with open(f"{place}/{index:06d}.txt", "w") as file:
            file.write(f"file {index}\n")


def processor_seconds(process):
    try:
        with open(f"/proc/{process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return 0.0


def run(words, first):
    """Runs a command; `first` says of a line whether it is the first result. Gives (clock and processor seconds until then, processor
    seconds of all, peak memory)."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    until = None
    for line in process.stdout:
        if until is None and first(line):
            until = (time.monotonic() - began, processor_seconds(process))
    if process.wait() != 0:
        sys.exit(f"*** {' '.join(words)} ended with {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if until is None:
        sys.exit(f"*** {' '.join(words)} gave no result")
    return until + (used,)


def is_file(line):
    return b'"fileStarted"' in line or b'"type":"file"' in line


def commands(glassine, help_text):
    """The commands this program has, each with its words for an archive and its source, and what counts as its first result."""
    found = [
        ("list", lambda archive, source: [glassine, "list", archive, "--json"], lambda line: True),
        ("audit --sample 1%", lambda archive, source: [glassine, "audit", archive, "--sample", "1%", "--json"], is_file),
        ("archive, one new", lambda archive, source: [glassine, "archive", source, archive, "--json"], is_file),
        ("list after that", lambda archive, source: [glassine, "list", archive, "--json"], lambda line: True),
    ]
    if "\n  status" in help_text:
        found.append(("status", lambda archive, source: [glassine, "status", archive, "--json"], lambda line: True))
    return found


def svg(results, sizes):
    """Two pictures side by side: seconds until the first result, and processor time a file, over the number of files, both axes
    logarithmic."""
    import math

    names = list(results[sizes[0]])
    colours = ["#0b6e8f", "#c4581c", "#5a7d2a", "#8a4a9e", "#444444"]
    out = ['<svg xmlns="http://www.w3.org/2000/svg" width="900" height="400" font-family="sans-serif" font-size="12" fill="#222">',
           '<rect width="900" height="400" fill="#fff"/>']

    def panel(left, title, value, ticks, unit, limit=None):
        width, height, top = 320, 270, 50
        low, high = math.log10(ticks[0]), math.log10(ticks[-1])
        first, last = math.log10(sizes[0]), math.log10(sizes[-1])

        def x(size):
            return left + (math.log10(size) - first) / max(last - first, 1e-9) * width

        def y(amount):
            return top + height - (math.log10(max(amount, ticks[0])) - low) / (high - low) * height

        out.append(f'<text x="{left}" y="{top - 20}" font-weight="bold">{title}</text>')
        for tick in ticks:
            out.append(f'<line x1="{left}" x2="{left + width}" y1="{y(tick):.1f}" y2="{y(tick):.1f}" stroke="#ddd"/>')
            out.append(f'<text x="{left - 6}" y="{y(tick) + 4:.1f}" text-anchor="end">{tick:g} {unit}</text>')
        for size in sizes:
            out.append(f'<text x="{x(size):.1f}" y="{top + height + 18}" text-anchor="middle">{size:,}</text>')
        out.append(f'<text x="{left + width / 2}" y="{top + height + 36}" text-anchor="middle">files</text>')
        if limit:
            out.append(f'<line x1="{left}" x2="{left + width}" y1="{y(limit):.1f}" y2="{y(limit):.1f}" stroke="#b00" stroke-dasharray="5 4"/>')
        for index, name in enumerate(names):
            points = [(x(size), y(value(results[size][name], size))) for size in sizes]
            path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
            out.append(f'<polyline points="{path}" fill="none" stroke="{colours[index % 5]}" stroke-width="2"/>')
            out.extend(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colours[index % 5]}"/>' for a, b in points)

    panel(80, "Until the first result (dashed: 2 s)", lambda r, size: r["first"], [0.01, 0.1, 1, 10], "s", limit=2)
    panel(520, "Processor time a file", lambda r, size: r["processor"] / size * 1e6, [1, 10, 100, 1000], "µs")
    for index, name in enumerate(names):
        left = 80 + index * 165
        out.append(f'<line x1="{left}" x2="{left + 20}" y1="382" y2="382" stroke="{colours[index % 5]}" stroke-width="3"/>')
        out.append(f'<text x="{left + 26}" y="386">{name}</text>')
    return "\n".join(out + ["</svg>", ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("glassine")
    parser.add_argument("--files", default="1000,10000,100000")
    parser.add_argument("--folder", help="where the archives are made and looked for; a temporary folder when not given")
    parser.add_argument("--svg", help="where the picture goes")
    parser.add_argument("--keep", action="store_true", help="leave the archives in --folder, for the next time")
    options = parser.parse_args()
    glassine = os.path.abspath(options.glassine)
    sizes = [int(text) for text in options.files.split(",")]
    folder = options.folder or tempfile.mkdtemp(prefix="glassine-scale-")
    os.makedirs(folder, exist_ok=True)
    help_text = subprocess.run([glassine, "--help"], capture_output=True, text=True).stdout
    results = {}
    try:
        for size in sizes:
            source, archive = f"{folder}/source-{size}", f"{folder}/archive-{size}"
            if not os.path.exists(f"{archive}/tagmanifest-sha256.txt"):
                print(f"making an archive of {size:,} files", file=sys.stderr, flush=True)
                make_source(source, size)
                subprocess.run([glassine, "archive", source, archive, "--quiet"], check=True, stdout=subprocess.DEVNULL)
            runs = {}
            for turn in range(3):
                for name, words, first in commands(glassine, help_text):
                    if name.startswith("archive"):
                        with open(f"{source}/new-{time.time_ns()}.txt", "w") as file:
                            file.write("new\n")
                    runs.setdefault(name, []).append(run(words(archive, source), first))
            results[size] = {
                name: {key: statistics.median(values) for key, values in zip(("first", "first_processor", "processor"), zip(*measured))}
                for name, measured in runs.items()
            }
    finally:
        if not options.keep:
            if options.folder:
                for size in sizes:
                    shutil.rmtree(f"{folder}/source-{size}", ignore_errors=True)
                    shutil.rmtree(f"{folder}/archive-{size}", ignore_errors=True)
            else:
                shutil.rmtree(folder, ignore_errors=True)
    print("| command | files | first result after | of that processor | processor time a file |")
    print("|---|---|---|---|---|")
    for name in results[sizes[0]]:
        for size in sizes:
            found = results[size][name]
            print(f"| {name} | {size:,} | {found['first']:.2f} s | {found['first_processor']:.2f} s | {found['processor'] / size * 1e6:.0f} µs |")
    if options.svg:
        with open(options.svg, "w") as file:
            file.write(svg(results, sizes))
        print(f"picture: {options.svg}", file=sys.stderr)
    slow = [name for name, found in results[sizes[-1]].items() if found["first"] > 2]
    if slow:
        sys.exit(f"*** takes longer than 2 s to start with {sizes[-1]:,} files: {', '.join(slow)}")


main()
