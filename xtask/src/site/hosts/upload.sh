#!/usr/bin/env bash
# Uploads dist/ to the static website of a storage account, with types and caching. Storage
# doesn't choose between compressed copies, so they stay here: Front Door compresses.
#   az login && hosting/azure-storage/upload.sh <storage account>
set -euo pipefail
account=${1:?the name of the storage account}
cd "$(dirname "$0")/../.."

az storage blob service-properties update --account-name "$account" --auth-mode login \
  --static-website true --index-document index.html --404-document 404.html

plain=$(mktemp -d)
trap 'rm -r "$plain"' EXIT
cp -r dist/. "$plain"
find "$plain" \( -name '*.br' -o -name '*.gz' -o -name _headers -o -name staticwebapp.config.json \) -delete

# The azure-cli guesses no type for WebAssembly on every system.
put() { # folder, pattern, cache, further arguments
  az storage blob upload-batch --account-name "$account" --auth-mode login --overwrite true \
    --destination "\$web" --destination-path "$1" --source "$plain/$1" --pattern "$2" --content-cache "$3" "${@:4}"
}
put "" '*' no-cache
put assets '*' 'public, max-age=31536000, immutable'
put assets '*.wasm' 'public, max-age=31536000, immutable' --content-type application/wasm
put demo '*.wasm' no-cache --content-type application/wasm
put "" redirect.html no-store --content-type text/html
