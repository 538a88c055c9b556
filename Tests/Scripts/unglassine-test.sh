#!/usr/bin/env bash
# Archives simulated files of every format, and a few others, and has docs/unglassine.py give them back: a reader that shares no code with
# the program, written from docs/FORMAT.md alone.
#
# usage: unglassine-test.sh GLASSINE
# Exit status 77 where something that it needs is not installed; 1 where a file does not come back.
set -euo pipefail

glassine=$(realpath "${1:?usage: unglassine-test.sh GLASSINE}")
cd "$(dirname "$0")/../.."
skip() { printf '*** NO %s: docs/unglassine.py is not tested.\n' "$*" >&2; exit 77; }
for tool in python3 djxl; do [ -n "$(type -P $tool)" ] || skip "$tool"; done
python3 -c 'import numpy' 2>/dev/null || skip "NumPy for python3"
[ -n "$(type -P zstd)" ] || python3 -c 'import zstandard' 2>/dev/null || skip "zstd, neither as a command nor as a module of python3"

work=$(mktemp -d "${TMPDIR:-/tmp}/unglassine-test.XXXXXX")
trap 'rm -rf "$work"' EXIT
failed=0
complain() { printf '*** %s\n' "$*" >&2; failed=1; }
unglassine() { python3 docs/unglassine.py "$@"; }
simulate() { "$glassine" simulate "$@"; }
seen=$work/seen
# What a folder holds, without the folder itself: path, permissions, time, and where links lead.
facts() { (cd "$1" && find . -mindepth 1 -printf '%P %m %T@ %l\n' | sort); }

# Archives a folder with one profile, restores it without the program, and compares all: names, contents, links, times and permissions.
round_trip() {
  local folder=$1 profile=$2 archive=$work/archive-$2 back=$work/back-$2
  rm -rf "$archive" "$back"
  if ! "$glassine" archive "$folder" "$archive" --profile "$profile" --quiet > "$work/log"; then
    cat "$work/log" >&2
    complain "archive --profile $profile"
    return
  fi
  unglassine "$archive/data/units" --to "$back" || complain "$profile: not everything came back"
  diff -r --no-dereference "$folder" "$back" || complain "$profile: not the same"
  diff <(facts "$folder") <(facts "$back") || complain "$profile: other times, permissions or links"
  unglassine "$archive/data/units" --list >> "$seen"
}

# Every format the program can simulate. Streams that cameras code well are taken apart only where planes are coded better than by JPEG XL.
mkdir "$work/formats" "$work/dense"
formats=$(simulate --help | tr -d '\n' | sed 's/  */ /g; s/.*--format <name> [^:]*: //; s/\. --width.*//; s/, / /g')
case $formats in *dng-ljpeg*) ;; *) complain "simulate --help names no formats: $formats" ;; esac
for format in $formats; do
  folder=$work/formats width=384 height=288
  case $format in
    crw* | kdc | arw | arw-a100) width=96 height=64 ;;
    raf | cr3) folder=$work/dense width=480 height=336 ;;
  esac
  simulate --format "$format" --width $width --height $height --to "$folder/$format.raw" || complain "simulate --format $format"
done
round_trip "$work/formats" jxl3
[ -z "$(ls "$work/dense")" ] || round_trip "$work/dense" fast

# Every way to code planes, over few samples; and what is no raw.
small=$work/small
mkdir -p "$small/folder with ümlauts/empty"
for preset in odd-size-12 mono-12 sparse-12 lut-8; do simulate --preset $preset --width 150 --height 120 --to "$small/$preset.dng"; done
simulate --preset xtrans-14 --width 180 --height 144 --to "$small/xtrans.dng"
simulate --format crw --width 96 --height 64 --to "$small/folder with ümlauts/crw.CRW"
: > "$small/empty file"
printf 'x' > "$small/$(printf 'not UTF-8 \377 %% =')"
ln -s ../nowhere "$small/link"
chmod 600 "$small/lut-8.dng"
touch -d 2001-02-03T04:05:06.789 "$small/mono-12.dng" "$small/folder with ümlauts/empty"
# More than a piece of 8 MiB.
head -c 9000000 /dev/zero > "$small/large"
for profile in stored fast standard max lcfd; do round_trip "$small" $profile; done

for word in stored jxl mlp lcfd 1 2 3 4 16; do
  grep -Eq "(planes|kinds)( [a-z0-9]+)* $word( |$|	)" "$seen" || complain "nothing was coded by plane method or recipe kind $word"
done
for pair in arw2:5 arw1:6 raf:7 orf:8 rw2-5:9 cr3:10; do
  case " $formats " in *" ${pair%:*} "*) grep -q "kinds.* ${pair#*:}\( \|$\)" "$seen" || complain "no recipe of kind ${pair#*:}" ;; esac
done

# The archive alone: its own script, profiles and documents, far from the sources and from the archive's old place.
alone=$work/elsewhere/alone
mkdir "$work/elsewhere"
cp -r "$work/archive-max" "$alone"
for file in FORMAT.md RESTORE.md unglassine.py; do cmp "docs/$file" "$alone/$file" || complain "$file is not what the archive carries"; done
for file in Profiles/*.profile; do cmp "$file" "$alone/profiles/${file##*/}" || complain "$file is not what the archive carries"; done
(cd / && python3 "$alone/unglassine.py" "$alone/data/units" --to "$work/alone-back") || complain "the carried script does not restore"
diff -r --no-dereference "$small" "$work/alone-back" || complain "the carried script: not the same"
[ ! -e "$alone/__pycache__" ] || complain "the carried script left something behind"

# A version after the first; mosaics; units with only the mosaic.
simulate --preset mono-12 --width 96 --height 64 --seed 2 --to "$work/second.dng"
cp "$work/second.dng" "$small/lut-8.dng"
"$glassine" archive "$small" "$work/archive-stored" --profile stored --quiet > /dev/null
unglassine "$work/archive-stored/data/units" --to "$work/newest"
cmp "$small/lut-8.dng" "$work/newest/lut-8.dng" || complain "not the newest version"
"$glassine" archive "$small" "$work/mosaics" --keep mosaic --profile jxl3 --quiet > /dev/null
unglassine "$work/mosaics/data/units" --to "$work/pictures" || complain "a mosaic did not come back"
[ -s "$work/pictures/mono-12.dng.pgm" ] || complain "no mosaic of a unit that holds only that"
unglassine "$work/mosaics/data/units/mono-12.dng.glsn" --mosaic "$work/mono.pgm"
cmp "$work/mono.pgm" "$work/pictures/mono-12.dng.pgm" || complain "two mosaics of one unit"

# Damage: found, and named. A damaged front is made good by the copy at the end.
unit=$work/archive-standard/data/units/mono-12.dng.glsn
python3 Tests/Scripts/unglassine-damage.py docs/unglassine.py "$unit" "$small/mono-12.dng" || complain "damage"
# The worked examples of FORMAT.md.
python3 Tests/Scripts/unglassine-examples.py docs/unglassine.py || complain "worked examples"

[ "$failed" = 0 ] || exit 1
printf '%s units came back without Glassine\n' "$(wc -l < "$seen")"
