#!/bin/sh
# Format, lint and types: seconds, no network.
set -eu
cd "$(dirname "$0")"
cmp -s package.json node_modules/.vendored || deno run -A tools/vendor.mjs
deno fmt --check --quiet src test tools types static ./*.json ./*.md
deno lint --quiet src test tools
deno check --quiet src test/*.ts test/*.tsx
