# Everything is done by scripts/; this is their menu. `make` alone prints it.
.DEFAULT_GOAL := help
.PHONY: help run build test check torture random bench tsan asan clean

help: ## this list
	@sed -n 's/^\([a-z]*\): ## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

run: ## install what is missing, build, serve ./data and print the address to open
	@scripts/run

build: ## install what is missing, build .build/release/iafa
	@scripts/build

test: ## install what is missing, run every test
	@scripts/test

check: ## format, lint and types, in seconds
	@scripts/setup test
	@scripts/check

torture: ## maltreat a release build for hours, as root (docs/torture.md)
	@scripts/setup torture
	@scripts/build
	@.tools/venv/bin/python scripts/torture $(OPTIONS)

bench: ## measure a release build beside peers (docs/bench.md)
	@scripts/setup bench
	@scripts/build
	@PYTHONPATH=.tools/peers .tools/venv/bin/python scripts/bench $(OPTIONS)

random: ## 200,000 random funnels against a release build (conformance/README.md)
	@scripts/build
	@python3 conformance/random_run.py --start .build/release/iafa --verbose --keep \
		--family rules --family zones --number 100000 $(OPTIONS)
	@python3 conformance/random_run.py --start .build/release/iafa --verbose --keep \
		--family places --family erasures --number 5000 $(OPTIONS)

tsan: ## the Swift tests under ThreadSanitizer
	@scripts/setup run
	swift test --sanitize=thread --scratch-path .build-tsan

asan: ## the Swift tests under AddressSanitizer
	@scripts/setup run
	LSAN_OPTIONS=suppressions=scripts/leaks-not-ours.txt:print_suppressions=0 \
		swift test --sanitize=address --scratch-path .build-asan

clean: ## remove what was built; keeps ./data, downloads and installed tools
	rm -rf .build .build-* clients/swift/.build web/out sdk/out vendor/assets coverage
