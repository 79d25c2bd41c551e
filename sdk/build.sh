#!/bin/sh
# Builds the tracker into out/: tracker.js (also under a name that says its content, with its
# checksum in manifest.json), stub.js, tracker-debug.js, and iafa.js with iafa.d.ts for bundlers.
set -eu
cd "$(dirname "$0")"
(cd ../web && { cmp -s package.json node_modules/.vendored || deno run -A tools/vendor.mjs; })
rm -rf out
mkdir -p out
# Chrome 80, Firefox 74, Safari 13.1 and later.
# Methods that our modules call on each other. Never a name that is kept on the device or sent.
internal='moment|change|sentAt|waits|wake|leave|address|view|watch|names|remove|read|write|open'
internal="^($internal|clear|emit)\$"
esbuild src/script.ts --bundle --format=iife --minify --target=es2020 --log-level=warning \
  "--mangle-props=$internal" --outfile=out/tracker.js
esbuild src/module.ts --bundle --format=esm --minify --target=es2020 --log-level=warning \
  "--mangle-props=$internal" --outfile=out/iafa.js
esbuild src/panel.ts --bundle --format=esm --minify --target=es2020 --log-level=warning \
  --outfile=out/tracker-debug.js
esbuild src/stub.js --minify --target=es2015 --log-level=warning --outfile=out/stub.js
deno run -A tools/minify.mjs out/tracker.js out/iafa.js
cp src/iafa.d.ts out/
deno run -A tools/manifest.mjs out
echo "tracker.js: $(wc -c < out/tracker.js) bytes, $(gzip -9nc out/tracker.js | wc -c) gzipped;" \
  "stub: $(wc -c < out/stub.js)"
