# What there is to do with Glassine. Everything is built below .build; `make` alone says what can be made.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
DESTDIR ?=
# A folder of raws for `make demo`; it is only read.
PHOTOS ?=
# Only tests whose name matches, for `make test`.
FILTER ?=
# One fuzzer, and how long each runs, for `make fuzz`.
TARGET ?=
FUZZ_SECONDS ?= 60
# Pixel loops take minutes without optimisation, so tests run optimised too; one set of flags for all, so that nothing is built twice.
SWIFT_FLAGS ?= -c release -Xswiftc -enable-testing
# The interpreter with PyTorch and Pillow, for measuring the restoration networks.
PYTHON ?= python3
# Flags of what is installed: it runs without Swift on the machine, and leaves symbols out.
RELEASE_FLAGS ?= -c release --static-swift-stdlib -Xlinker -s --scratch-path .build/install

SCRIPTS := Tests/Scripts
# The tests find bagit.py here.
export PATH := $(CURDIR)/.build/bagit/bin:$(PATH)

.PHONY: help setup build release install uninstall test test-long soak scale demo lint fixtures fuzz bench bench-parity evaluate-previews bench-previews train-smoke clean

help: ## Say what can be made.
	@echo 'make TARGET'
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F '|' '{ printf "%-14s %s\n", $$1, $$2 }'

setup: ## Install the packages that building and testing need (apt-get, on Debian and Ubuntu).
	@$(SCRIPTS)/setup.sh test

build: ## Build the program for work in this folder.
	@$(SCRIPTS)/setup.sh build
	swift build $(SWIFT_FLAGS) --product glassine
	@echo "built $$(swift build $(SWIFT_FLAGS) --show-bin-path)/glassine"

test: ## Run the tests; FILTER=NAME runs those that match.
	@$(SCRIPTS)/setup.sh test
	swift build $(SWIFT_FLAGS) --build-tests
	swift test $(SWIFT_FLAGS) --skip-build $(if $(FILTER),--filter '$(FILTER)')

test-long: ## Run the tests with every tool there is; none that wants one is skipped. GLASSINE_CORPUS=FOLDER adds real raws.
	@$(SCRIPTS)/setup.sh long
	swift build $(SWIFT_FLAGS) --build-tests
	GLASSINE_REQUIRE_TOOLS=1 swift test $(SWIFT_FLAGS) --skip-build $(if $(FILTER),--filter '$(FILTER)')
	GLASSINE_REQUIRE_TOOLS=1 /usr/bin/python3 $(SCRIPTS)/browse-test.py --glassine "$$(swift build $(SWIFT_FLAGS) --show-bin-path)/glassine"

soak: ## Make every fault at every step of every command; takes hours. FILTER=NAME runs those that match.
	@$(SCRIPTS)/setup.sh test
	swift build $(SWIFT_FLAGS) --build-tests
	GLASSINE_SOAK=1 swift test $(SWIFT_FLAGS) --skip-build --filter '$(or $(FILTER),FaultTests|HostileArchiveTests|DamagedArchiveTests|TrialTests)'

scale: build ## Measure how commands start and go on with up to 100,000 files; the plot is .build/scale.svg.
	nice $(SCRIPTS)/scale.py "$$(swift build $(SWIFT_FLAGS) --show-bin-path)/glassine" --svg .build/scale.svg

demo: build ## Archive, audit, restore and compare the fixtures, or PHOTOS=FOLDER.
	@$(SCRIPTS)/demo.sh "$$(swift build $(SWIFT_FLAGS) --show-bin-path)/glassine" "$(PHOTOS)"

bench: build ## Measure every coder on the fixtures and on simulated raws, or on PHOTOS=FOLDER; the chart is .build/bench.svg.
	@find "$(or $(PHOTOS),Fixtures/raws/Cameras)" -type f -print0 | sort -z | xargs -0 \
	  "$$(swift build $(SWIFT_FLAGS) --show-bin-path)/glassine" bench $(if $(PHOTOS),,--simulated) --svg .build/bench.svg
	@echo 'chart: .build/bench.svg'

bench-parity: build ## Measure parity beside sha256sum on the same files, and its memory.
	@python3 $(SCRIPTS)/parity-speed.py "$$(swift build $(SWIFT_FLAGS) --show-bin-path)/glassine"

evaluate-previews: build ## Measure the restoration networks on Classic5 and LIVE1 in GLASSINE_CORPUS/rgb, and compare the program with PyTorch.
	@$(SCRIPTS)/setup.sh train
	$(PYTHON) Profiles/training/previews/evaluate.py "$$(swift build $(SWIFT_FLAGS) --show-bin-path)/glassine" \
	  "$${GLASSINE_CORPUS:-../shared/corpus}/rgb" --markdown .build/previews.md

bench-previews: build ## Time the restoration networks on 12 megapixels beside PyTorch, and their memory.
	@$(SCRIPTS)/setup.sh train
	$(PYTHON) Profiles/training/previews/speed.py "$$(swift build $(SWIFT_FLAGS) --show-bin-path)/glassine"

train-smoke: ## Train a tiny profile for a minute from made-up scenes, and code with it: shows that the training pipeline works.
	@$(SCRIPTS)/setup.sh train
	swift build $(SWIFT_FLAGS) --product glassine-features
	@rm -rf .build/training/smoke
	GLASSINE_FEATURES="$$(swift build $(SWIFT_FLAGS) --show-bin-path)/glassine-features" PYTHON=/usr/bin/python3 \
	  Profiles/training/train.sh smoke --work .build/training/smoke
	"$$(swift build $(SWIFT_FLAGS) --show-bin-path)/glassine-features" --profile .build/training/smoke/run/*.profile \
	  .build/training/smoke/mosaics/*.pgm

lint: ## Check form, size and imports of the sources.
	@$(SCRIPTS)/lint.sh

release: ## Build the program as it is installed: optimised, Swift's library inside.
	@$(SCRIPTS)/setup.sh build
	swift build $(RELEASE_FLAGS) --product glassine

install: release ## Install program, manual pages, completions and systemd units below PREFIX (/usr/local), inside DESTDIR.
	@$(SCRIPTS)/install.sh "$$(swift build $(RELEASE_FLAGS) --show-bin-path)/glassine" "$(PREFIX)" "$(DESTDIR)"

uninstall: ## Take away what `make install` put below PREFIX.
	rm -rf '$(DESTDIR)$(PREFIX)/bin/glassine' '$(DESTDIR)$(PREFIX)/share/glassine'
	rm -f '$(DESTDIR)$(PREFIX)'/share/man/man1/glassine.1 '$(DESTDIR)$(PREFIX)'/share/man/man1/glassine-*.1
	rm -f '$(DESTDIR)$(PREFIX)/share/bash-completion/completions/glassine' '$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_glassine'
	rm -f '$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/glassine.fish'
	rm -f '$(DESTDIR)$(PREFIX)'/lib/systemd/{system,user}/glassine-audit@.{service,timer}
	rm -rf '$(DESTDIR)$(PREFIX)/lib/systemd/system/glassine-audit@.service.d'

fixtures: ## Write the fixtures anew after the simulator was changed on purpose; look at the difference before committing.
	swift build $(SWIFT_FLAGS) --build-tests
	@echo 'The first run writes, and fails on purpose; the second one counts.'
	-GLASSINE_RECORD_FIXTURES=1 swift test $(SWIFT_FLAGS) --skip-build --filter FixtureTests
	swift test $(SWIFT_FLAGS) --skip-build --filter FixtureTests
	git status --short Fixtures

fuzz: ## Run the fuzzers, all or TARGET=NAME, each for FUZZ_SECONDS (60).
	@$(SCRIPTS)/setup.sh build
	$(SCRIPTS)/fuzz.sh '$(TARGET)' $(FUZZ_SECONDS)

clean: ## Remove everything that was built.
	rm -rf .build Tests/Fuzz/.build
