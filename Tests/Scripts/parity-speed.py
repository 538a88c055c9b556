#!/usr/bin/env python3
"""How fast parity is, beside sha256sum over the same files in the same run, and how much memory it takes.

usage: parity-speed.py GLASSINE [ARCHIVE] [--rounds N] [--megabytes N] [--memory N,N]

Without ARCHIVE it makes one of incompressible made-up files; ARCHIVE itself is copied and left as it is. All work is done in a temporary
folder (TMPDIR). Each round does everything once, in turns, so that whatever else the machine does hits all alike. Times are medians:
processor time of the whole process, and time by the clock. Wanted: protecting and verifying at no less than a third of sha256sum's speed.
"""
import argparse, os, random, shutil, statistics, subprocess, sys, tempfile, time

BLOCK = 4096


def measure(command, statuses=(0,)):
    """Runs a command: processor seconds, seconds by the clock, peak memory in bytes."""
    start = time.monotonic()
    with open(os.devnull, 'w') as nothing, tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(command, stdout=nothing, stderr=errors)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - start
        if child.returncode not in statuses:
            errors.seek(0)
            sys.exit(f'{" ".join(command)}: status {child.returncode}\n{errors.read().decode()}')
    return usage.ru_utime + usage.ru_stime, seconds, usage.ru_maxrss * 1024


def make(glassine, folder, megabytes):
    """An archive of files of 10 MB that nothing makes smaller."""
    source, archive = os.path.join(folder, 'source'), os.path.join(folder, f'archive-{megabytes}')
    os.mkdir(source)
    for number in range(max(1, megabytes // 10)):
        with open(os.path.join(source, f'{number:05}.bin'), 'wb') as file:
            for _ in range(10):
                file.write(os.urandom(10 ** 6))
    measure([glassine, 'archive', source, archive, '--profile', 'stored', '--parity', '0', '--quiet'])
    shutil.rmtree(source)
    return archive


def payload(archive):
    paths = []
    for place, _, names in os.walk(os.path.join(archive, 'data')):
        paths += [os.path.join(place, name) for name in names]
    return sorted(paths)


def damage(archive, seed):
    """Overwrites a hundredth of the payload's blocks, chosen by chance."""
    draw = random.Random(seed)
    for path in payload(archive):
        blocks = os.path.getsize(path) // BLOCK
        chosen = draw.sample(range(blocks), k=blocks // 100 + (draw.random() < blocks % 100 / 100))
        with open(path, 'r+b') as file:
            for block in sorted(chosen):
                file.seek(block * BLOCK)
                file.write(draw.randbytes(BLOCK))


def remove(*parts):
    shutil.rmtree(os.path.join(*parts), ignore_errors=True)


def steps(glassine, archive, seed):
    """Does everything once and gives name, processor seconds, seconds and peak memory of each."""
    find = 'find "$0" -type f -print0 | xargs -0 sha256sum'
    yield ('sha256sum', *measure(['sh', '-c', find, os.path.join(archive, 'data')]))
    sets = archive + '-par2'
    remove(sets)
    yield ('protect --par2, --jobs 1', *measure([glassine, 'protect', archive, '--par2', sets, '--jobs', '1', '--quiet']))
    remove(sets)
    for jobs in ('2', '1'):
        remove(archive, 'parity')
        yield (f'protect, --jobs {jobs}', *measure([glassine, 'protect', archive, '--parity', '6%', '--jobs', jobs, '--quiet']))
    yield ('repair, all sound, --jobs 1', *measure([glassine, 'repair', archive, '--jobs', '1', '--quiet']))
    damage(archive, seed)
    yield ('repair, 1 % damaged, --jobs 1', *measure([glassine, 'repair', archive, '--jobs', '1', '--quiet'], statuses=(4,)))
    remove(archive, 'quarantine')


def table(rows):
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for index, row in enumerate(rows):
        print('| ' + ' | '.join(cell.ljust(width) for cell, width in zip(row, widths)) + ' |')
        if index == 0:
            print('|' + '|'.join('-' * (width + 2) for width in widths) + '|')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('glassine')
    parser.add_argument('archive', nargs='?')
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--megabytes', type=int, default=500)
    parser.add_argument('--memory', default='250,1000,2500', help='sizes at which memory is measured; empty for none')
    options = parser.parse_args()
    glassine = os.path.abspath(options.glassine)
    with tempfile.TemporaryDirectory(prefix='glassine-parity-') as folder:
        if options.archive:
            archive = os.path.join(folder, 'archive')
            shutil.copytree(options.archive, archive, symlinks=True, ignore=shutil.ignore_patterns('parity', 'quarantine'))
        else:
            archive = make(glassine, folder, options.megabytes)
        size = sum(os.path.getsize(path) for path in payload(archive))
        found = {}
        for number in range(options.rounds):
            for name, *figures in steps(glassine, archive, number):
                found.setdefault(name, []).append(figures)
            print(f'round {number + 1} of {options.rounds} done', file=sys.stderr)
        shutil.rmtree(archive)
        medians = {name: [statistics.median(column) for column in zip(*runs)] for name, runs in found.items()}
        base = medians['sha256sum']
        rows = [('step', 'processor s', 'MB/s', 'of sha256sum', 'lowest', 'clock s', 'of sha256sum')]
        for name, (processor, clock, _) in medians.items():
            lowest = min(base_run[0] / run[0] for base_run, run in zip(found['sha256sum'], found[name]))
            rows.append((name, f'{processor:.2f}', f'{size / processor / 1e6:.0f}', f'{base[0] / processor:.2f}', f'{lowest:.2f}',
                         f'{clock:.2f}', f'{base[1] / clock:.2f}'))
        print(f'{len(found)} steps over {size / 1e6:.0f} MB, medians of {options.rounds} rounds\n')
        table(rows)
        sizes = [int(text) for text in options.memory.split(',') if text]
        peaks = {}
        for megabytes in sizes:
            archive = make(glassine, folder, megabytes)
            for name, _, _, peak in steps(glassine, archive, 0):
                peaks.setdefault(name, []).append(f'{peak / 1e6:.0f} MB')
            shutil.rmtree(archive)
        if sizes:
            print('\npeak memory\n')
            table([('step', *[f'{size} MB' for size in sizes])] + [(name, *values) for name, values in peaks.items()])
    wanted = [name for name in medians if name.startswith(('protect, ', 'repair, all sound'))]
    slow = [name for name in wanted if base[0] / medians[name][0] < 1 / 3]
    print('\n' + (f'below a third of sha256sum: {", ".join(slow)}' if slow else 'protecting and verifying: at least a third of sha256sum'))
    return 1 if slow else 0


if __name__ == '__main__':
    sys.exit(main())
