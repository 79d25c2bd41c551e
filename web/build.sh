#!/bin/sh
# Builds the page: web/out/dist (files) and web/out/assets.bin (the same and the tracker, packed for
# the binary).
set -eu
cd "$(dirname "$0")"
cmp -s package.json node_modules/.vendored || deno run -A tools/vendor.mjs
sh tools/fonts.sh
rm -rf out/dist
mkdir -p out/dist
esbuild src/main.tsx --bundle --minify --format=esm --splitting --jsx=automatic \
  --target=es2022,chrome111,firefox113,safari16.4 \
  --define:process.env.NODE_ENV='"production"' --legal-comments=linked --sourcemap=external \
  --entry-names='assets/[name]-[hash]' --chunk-names='assets/[name]-[hash]' \
  --asset-names='assets/[name]-[hash]' --loader:.woff2=file \
  --outdir=out/dist --log-level=warning
# Licence notes stay beside the scripts they belong to; most scripts have none.
find out/dist -name '*.LEGAL.txt' -empty -delete
deno run -A tools/join.mjs out/dist/assets
deno run -A tools/shrink.mjs out/dist/assets
cp static/* out/dist/
deno run -A tools/html.mjs out/dist
../sdk/build.sh
deno run -A tools/pack.mjs out/dist out/assets.bin ../sdk/out
