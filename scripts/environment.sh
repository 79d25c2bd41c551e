# Sourced by the scripts here: the checkout's own tools come first, and nothing is kept outside it.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/.tools/venv/bin:$PATH"
# Else SwiftPM writes the flags of some dependencies in another order each time, and builds them anew.
export SWIFT_DETERMINISTIC_HASHING=1
export DENO_DIR="$PWD/.tools/deno" DENO_NO_UPDATE_CHECK=1

swiftly_environment=${SWIFTLY_HOME_DIR:-$HOME/.local/share/swiftly}/env.sh
if ! command -v swift >/dev/null && [ -f "$swiftly_environment" ]; then
    . "$swiftly_environment"
fi

say() { printf '%s\n' "$@" >&2; }
fail() { say "$@"; exit 1; }
