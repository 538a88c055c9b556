#!/usr/bin/env bash
# Trains a profile from photos to model card: mosaics, features, networks, profile, card.
#
#   train.sh [--profile NAME] [--work FOLDER] [options of train.py]   a whole profile
#   train.sh smoke                                                    a tiny one, in about a minute, to see that everything works
#   train.sh ablations [the same options]                             short runs, each without one part; then the card is written anew
#   train.sh reproduce [--work FOLDER]                                trains `standard` and compares it with the released one
#
# A stage that is complete is not repeated. GLASSINE_FEATURES is the feature extractor (otherwise the package's build is searched),
# GLASSINE_CORPUS the test material, COUNT, VARIED and SEED the numbers of simulated mosaics and their seed, PYTHON
# the interpreter.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
package=$(cd "$here/../.." && pwd)
python=${PYTHON:-python3}
export PYTHONDONTWRITEBYTECODE=1

mode=train
case ${1:-} in
  smoke | ablations | reproduce) mode=$1; shift ;;
esac
profile=standard
work=
threads=(--threads 1) # sums of floats depend on it, so it is part of the recipe
rest=()
while (($#)); do
  case $1 in
    --profile) profile=${2:?--profile wants a name}; shift 2 ;;
    --work) work=${2:?--work wants a folder}; shift 2 ;;
    --threads) threads=(--threads "${2:?--threads wants a number}"); shift 2 ;;
    *) rest+=("$1"); shift ;;
  esac
done
work=${work:-$package/.build/training/$([ "$mode" = smoke ] && echo smoke || echo "$profile")}
mosaics=$work/mosaics
features=$work/features
run=$work/run

# The interpreter with PyTorch, in an environment of the package's own where the system has none.
find_python() {
  if "$python" -c 'import numpy, PIL, torch' 2>/dev/null; then return; fi
  local environment=$package/.build/training/python
  if [ ! -x "$environment/bin/python" ]; then
    echo 'PyTorch is missing; installing it below .build/training' >&2
    "$python" -m venv "$environment"
  fi
  python=$environment/bin/python
  "$python" -c 'import numpy, PIL, torch' 2>/dev/null || "$python" -m pip install --quiet -r "$here/requirements.txt"
}

# The extractor of features, which is the coder itself, so that coder and training cannot disagree.
find_extractor() {
  extractor=${GLASSINE_FEATURES:-}
  if [ -z "$extractor" ]; then
    local candidate
    for candidate in "$package"/.build/release/glassine-features "$package"/.build/*/release/glassine-features \
      "$package"/.build/debug/glassine-features "$package"/.build/*/debug/glassine-features; do
      if [ -x "$candidate" ]; then extractor=$candidate; break; fi
    done
  fi
  if [ ! -x "$extractor" ]; then
    echo 'glassine-features is missing: swift build -c release --product glassine-features, or set GLASSINE_FEATURES' >&2
    exit 1
  fi
}

# The only place that knows how the extractor is called: files in, FOLDER/MOSAIC.SLOT.glft out.
extract() {
  "$extractor" --out "$1" "${@:2}"
}

make_mosaics() {
  if [ -f "$mosaics/index.tsv" ]; then return; fi
  if [ "$mode" = smoke ]; then
    "$python" "$here/simulate.py" --out "$mosaics" --count 4 --varied 4 --hold 4 --width 256 --height 192 --no-real --made-up
  else
    "$python" "$here/simulate.py" --out "$mosaics" --count "${COUNT:-160}" --varied "${VARIED:-240}" --seed "${SEED:-1}"
  fi
}

make_features() {
  if [ -f "$features/complete" ]; then return; fi
  find_extractor
  mkdir -p "$features"
  local file
  for file in "$mosaics"/*.pgm; do
    extract "$features" "$file"
  done
  : > "$features/complete"
}

train() {
  "$python" "$here/train.py" --profile "$profile" --features "$features" "${threads[@]}" "${rest[@]}" "$@"
}

find_python
make_mosaics
make_features
case $mode in
  train) train --out "$run" ;;
  reproduce)
    [ "$profile" = standard ] || { echo 'reproduce is for standard' >&2; exit 1; }
    train --out "$run"
    fresh=$("$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["digest"])' "$run/result.json").profile
    "$python" "$here/reproduce.py" --features "$features" --released "$package/Profiles/standard.profile" --fresh "$run/$fresh"
    ;;
  smoke) rm -rf "$run"; profile=smoke; train --out "$run" --hidden 16,16 --steps 300 --batch 256 ;;
  ablations)
    [ -f "$run/result.json" ] || { echo "train the profile first: nothing in $run" >&2; exit 1; }
    short=(--steps "${ABLATION_STEPS:-5000}")
    train "${short[@]}" --out "$run/ablation-all-losses"
    for loss in prediction context; do train "${short[@]}" --without "$loss" --out "$run/ablation-without-$loss"; done
    train "${short[@]}" --seed 2 --out "$run/ablation-another-seed"
    train "${short[@]}" --quantised-share 0 --out "$run/ablation-quantised-afterwards"
    "$python" "$here/model_card.py" "$run"
    ;;
esac
