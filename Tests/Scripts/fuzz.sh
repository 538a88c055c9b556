#!/bin/sh
# Runs fuzz targets under AddressSanitizer: fuzz.sh [TARGET [SECONDS]]; without a target all, each for FUZZ_SECONDS (60).
# What is found is left in Tests/Fuzz/.build/findings, the growing corpus in Tests/Fuzz/.build/corpus.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
package="$root/Tests/Fuzz"
build="$package/.build"
all="UnitReaderFuzz SectionTableFuzz RecipeFuzz TIFFParserFuzz RecipeFinderFuzz PlanePayloadFuzz TextFuzz MetadataFuzz RawReaderFuzz EntropyDecoderFuzz NetworkProfileFuzz LearnedTileFuzz JPEGTranscoderFuzz PictureJPEGFuzz LosslessJPEGFuzz CanonCRWFuzz CanonCRXFuzz NikonPentaxHuffmanFuzz SonyARWFuzz FujiRAFFuzz OlympusORFFuzz PanasonicRW2Fuzz ParityIndexFuzz ReceiptFuzz"
targets=${1:-$all}
seconds=${2:-${FUZZ_SECONDS:-60}}
# libFuzzer reports; the runtime's own backtraces may wait for ever under it.
export SWIFT_BACKTRACE=enable=no

# Longer inputs are slower and reach nothing new; camera files need their length.
longest() {
  case $1 in
    RawReaderFuzz) echo 81920 ;;
    RecipeFuzz | TextFuzz | EntropyDecoderFuzz | LearnedTileFuzz) echo 2048 ;;
    TIFFParserFuzz) echo 4096 ;;
    *) echo 8192 ;;
  esac
}

for target in $targets; do
  nice swift build --package-path "$package" --scratch-path "$build" -c release -j 2 --product "$target"
  corpus="$build/corpus/$target"
  seeds="$build/seeds/$target"
  mkdir -p "$corpus" "$seeds" "$build/findings"
  ASAN_OPTIONS=detect_leaks=0 "$build/release/$target" --seeds "$seeds"
  # What once was a finding must stay harmless, and is a good place to go on from. The byte behind it chooses no repair.
  for saved in "$root"/Fixtures/fuzz/*.bin; do
    if [ -e "$saved" ]; then (cat "$saved" && printf '\000') > "$seeds/$(basename "$saved")"; fi
  done
  echo "$target: $seconds s"
  # libjxl writes to standard error for every damaged stream: the mask drops that and keeps libFuzzer's own lines.
  nice "$build/release/$target" "$corpus" "$seeds" -max_total_time="$seconds" -max_len="$(longest "$target")" \
    -rss_limit_mb=2048 -timeout=10 -dict="$package/fuzz.dict" -artifact_prefix="$build/findings/$target-" \
    -print_final_stats=1 -close_fd_mask=2
done
