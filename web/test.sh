#!/bin/sh
# Unit tests in jsdom, with coverage of src/ printed per file; out/coverage holds the lcov report.
set -eu
cd "$(dirname "$0")"
cmp -s package.json node_modules/.vendored || deno run -A tools/vendor.mjs
rm -rf out/coverage
# jsdom 20 uses a node module that is deprecated; the notice would drown the results.
NODE_OPTIONS=--no-deprecation deno test -A --no-check --preload ./test/dom.mjs --coverage=out/coverage test/
