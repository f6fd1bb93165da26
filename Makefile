# Everything one does with Starling. `make help` lists it.
#
# The work is done by the scripts in Scripts/; this file names it and orders it.

SHELL := /bin/bash
MAKEFLAGS += --no-print-directory --no-builtin-rules

# make fuzz SECONDS_EACH=600
SECONDS_EACH ?= 30
# make test SANITIZE=address, or thread
SANITIZE ?=

.DEFAULT_GOAL := help

help: ## lists these targets
	@sed -nE 's/^([a-z0-9-]+):[^#]*## (.*)/\1|\2/p' Makefile \
		| while IFS='|' read -r target text; do printf '  make %-12s %s\n' "$$target" "$$text"; done

build: deps ## builds everything, optimised
	@source Scripts/steps.sh; step "building" swift build -c release

run: deps ## builds and runs the server, and prints the addresses to open; ARGS="--http-port 8081" are its flags
	@source Scripts/steps.sh; step "building" swift build -c release --product starling
	@source Scripts/steps.sh; step "building its transcoder" swift build -c release --product starling-transcoder
	@exec .build/release/starling $(ARGS)

test: deps deps-test ## runs all tests and prints the coverage; SANITIZE=address or thread runs them so
	@Scripts/test $(SANITIZE)

test-all: test ## the tests, then Firefox, two minutes of HLS, 50 killed recordings, then under both sanitizers, then a million damaged messages a parser
	@Scripts/install-packages packages/test-all.txt
	@STARLING_FIREFOX=1 FILTER=FirefoxTests Scripts/test
	@STARLING_HOLD=120 FILTER="RenditionTests|ForeignPlayerTests" Scripts/test
	@STARLING_KILLS=50 FILTER='EndToEndTests.RecordingTests/killed' Scripts/test
	@Scripts/test address
	@Scripts/test thread
	@STARLING_MUTATIONS=1000000 Scripts/test release

bench: deps deps-bench ## measures against this machine's own limits and against nginx
	@Benchmarks/run

report-adaptive: deps ## what adaptive sending does over committed network traces: a table, and pictures in .build/adaptive
	@source Scripts/steps.sh; step "building" swift build -c release --product adaptive-bench
	@mkdir -p .build/adaptive && .build/release/adaptive-bench .build/adaptive

bench-10k: deps ## lets 10,000 viewers join one stream, and 1,000 play 1 Mb/s for a minute; reports in .build/10k
	@Benchmarks/10k

fuzz: deps ## feeds parsers with what libFuzzer makes up, SECONDS_EACH (30) a parser
	@Scripts/fuzz $(SECONDS_EACH)

screenshots: deps deps-test ## pictures of every page, wide and narrow, light and dark, in .build/screenshots
	@Scripts/screenshots

lint: deps-test ## looks over the layout of sources and scripts
	@Scripts/lint

format: ## lays out Swift sources as `make lint` wants them
	@swift format --in-place --parallel --recursive $(wildcard Package.swift Sources Plugins signaling loadtest Tests Benchmarks Fuzz)
	@git status --short

deps: ## installs the Debian packages that building needs, if any is missing
	@Scripts/install-packages packages/build.txt

deps-test: ## installs those that the tests need, Python packages into .venv, and hls.js
	@Scripts/install-packages packages/test.txt
	@Scripts/install-python packages/python.txt
	@Scripts/install-hls packages/hls.txt

deps-bench: ## installs those that the benchmarks need
	@Scripts/install-packages packages/bench.txt

clean: ## removes what was built; data/ stays
	rm -rf .build .build-* .venv

.PHONY: help build run test test-all bench bench-10k report-adaptive screenshots fuzz lint format deps deps-test deps-bench clean
