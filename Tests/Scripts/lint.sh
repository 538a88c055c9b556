#!/usr/bin/env bash
# Everything that can be said about the sources without compiling them: form, size, and who may import what.
set -euo pipefail
cd "$(dirname "$0")/../.."

failed=0
complain() { printf '*** %s\n' "$*" >&2; failed=1; }

# Form, as .swift-format says.
swift format lint --strict --parallel --recursive --configuration .swift-format Package.swift Sources Tests || complain "swift format lint"

# Files that nobody can read in one go; profiles' bytes are not for reading.
while IFS= read -r -d '' file; do
  lines=$(wc -l < "$file")
  [ "$lines" -le 500 ] || complain "$file has $lines lines; 500 is the limit"
done < <(find Sources Tests -name .build -prune -o \( -name '*.swift' -o -name '*.c' -o -name '*.cpp' -o -name '*.h' \) -type f \! -path 'Sources/ReleasedProfiles/*Profile.swift' -print0)

# Each C library has one room that knows it.
only() {
  local door=$1 room=$2 found
  found=$(grep -rlE "^[[:space:]]*((internal|package|public|private|fileprivate|@testable)[[:space:]]+)?import[[:space:]]+$door\b" --include='*.swift' \
    Sources | grep -v "^Sources/$room/" || true)
  [ -z "$found" ] || complain "only $room may import $door: $found"
}
only CLibRaw RawReading
only CLibTIFF TIFFWriting
only CJXL JXLCoding
only CZstd ZstdCoding
only CExiv2 MetadataCoding
only CLinux ArchiveStore
only CISAL ParityCoding
only CPAR2 PAR2Coding
only CJPEG PictureCoding
only CPNG PictureCoding
only CLCMS PictureCoding
only CDocuments CarriedDocuments
only CContactSheet Browsing
only GRDB Cataloguing
only ArgumentParser glassine

# Input must never trap.
if grep -rnE '(^|[^[:alnum:]_])(try!|as!)([^=]|$)' --include='*.swift' Sources | grep -vE '^[^:]+:[0-9]+:[[:space:]]*//'; then
  complain "try! and as! trap"
fi

# Shell scripts: at least they parse.
for script in .ci/run Tests/Scripts/*.sh; do
  bash -n "$script" || complain "$script does not parse"
  [ -x "$script" ] || complain "$script is not executable"
done
if command -v shellcheck > /dev/null; then shellcheck .ci/run Tests/Scripts/*.sh || complain "shellcheck"; fi

[ "$failed" = 0 ] && echo "lint: nothing to complain about"
exit "$failed"
