#!/bin/sh
# Inter and Inter Display, weights 400 to 700, Latin and the signs the page uses, from Debian's
# fonts-inter-variable. Takes seconds, so the result is kept until this script or the font changes.
set -eu
cd "$(dirname "$0")/.."
source_dir=/usr/share/fonts/truetype/inter-vf
if [ ! -f "$source_dir/Inter-roman.var.ttf" ]; then
  echo "fonts: $source_dir is missing; install the Debian package fonts-inter-variable" >&2
  exit 1
fi
mkdir -p out/fonts
key=$(cat tools/fonts.sh "$source_dir/Inter-roman.var.ttf" "$source_dir/InterDisplay-roman.var.ttf" |
  sha256sum | cut -d' ' -f1)
[ "$(cat out/fonts/key 2>/dev/null || true)" = "$key" ] && exit 0

unicodes='U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2009-200A,U+2010-2015'
unicodes="$unicodes,U+2018-201E,U+2020-2022,U+2026,U+202F,U+2030,U+2032-2033,U+2039-203A,U+2044"
unicodes="$unicodes,U+20AC,U+2116,U+2122,U+2190-2193,U+2196-2199,U+2212,U+2215,U+221E,U+2248"
unicodes="$unicodes,U+2260,U+2264-2265,U+25B2,U+25BC,U+2318,U+21E7,U+2325"
for name in Inter InterDisplay; do
  echo "fonts: $name"
  fonttools varLib.instancer -q "$source_dir/$name-roman.var.ttf" wght=400:700 \
    -o "out/fonts/$name.ttf"
  pyftsubset "out/fonts/$name.ttf" --unicodes="$unicodes" --flavor=woff2 \
    --layout-features='kern,liga,calt,ccmp,locl,mark,mkmk,tnum,case,ss03,cv11,zero' \
    --no-hinting --desubroutinize --output-file="out/fonts/$name.woff2"
  rm "out/fonts/$name.ttf"
done
echo "$key" > out/fonts/key
