#!/bin/sh
# Unit tests of the tracker's modules, with coverage of src/ printed per file.
set -eu
cd "$(dirname "$0")"
rm -rf out/coverage
deno test -A --no-check --coverage=out/coverage test/
