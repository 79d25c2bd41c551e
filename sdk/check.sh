#!/bin/sh
# Format, lint and types: seconds, no network.
set -eu
cd "$(dirname "$0")"
deno fmt --check --quiet src test tools ./*.json ./*.md
deno lint --quiet src test tools
deno check --quiet src/*.ts test/*.ts
