#!/usr/bin/env bash
# JIT Doctor: collects what a check reads, for a check without a sign-in in the browser.
# Reads only. It changes nothing in Azure, and writes no token and no header.
# Run it where the Azure CLI is signed in, such as Azure Cloud Shell (Bash).
set -uo pipefail

HOST=@HOST@
VM=@VM@
FILE=@FILE@
[ ! -e "$FILE" ] || { echo "$FILE is here already. Rename or delete it, then run this again." >&2; exit 1; }
HEAD=@HEAD@
HEAD=${HEAD/'{now}'/$(date -u +%Y-%m-%dT%H:%M:%SZ)}
SINCE=$(python3 -IS -c 'import datetime as d; print((d.datetime.now(d.timezone.utc)-d.timedelta(7)).strftime("%Y-%m-%dT%H%%3A%M%%3A%SZ"))')
UNTIL=$(date -u +%Y-%m-%dT%H%%3A%M%%3A%SZ)
WORK=$(mktemp -d) || exit 1
trap 'rm -rf "$WORK"' EXIT

cat >"$WORK/collect.py" <<'JIT_DOCTOR_PYTHON'
@PYTHON@
JIT_DOCTOR_PYTHON

# What the Azure CLI says goes to files here; nothing of it is run. With -IS, Python loads
# nothing but its own modules, and starts quickly.
note() { python3 -IS "$WORK/collect.py" "$WORK" "$@"; }
rest() {
  local tries=@TRIES@
  while :; do
    az rest --only-show-errors --output json "$@" >"$WORK/out" 2>"$WORK/err"
    CODE=$?
    tries=$((tries - 1))
    # Azure asks for patience, or has a fault of its own.
    [ "$CODE" -ne 0 ] && [ "$tries" -gt 0 ] && note busy || return 0
    sleep @WAIT@
  done
}

# get NAME PAGES PATH
get() {
  local name=$1 pages=$2 path=$3
  while [ -n "$path" ] && [ "$pages" -gt 0 ]; do
    note new GET "$path" || return 0
    printf 'GET %s\n' "${path%%\?*}" >&2
    rest --method get --url "https://$HOST$path"
    path=$(note keep "$name" GET "$path" "$CODE" "$HOST")
    pages=$((pages - 1))
  done
}

# A POST that changes nothing: the security admin rules over a virtual network.
admin_rules() {
  local name=$1 pages=$2 path=$3 token=
  note new POST "$path" || return 0
  while [ "$pages" -gt 0 ]; do
    printf 'POST %s\n' "${path%%\?*}" >&2
    rest --method post --url "https://$HOST$path" --body "$(note page-body "$token")"
    token=$(note keep-page "$name" "$path" "$token" "$CODE")
    [ -n "$token" ] || return 0
    pages=$((pages - 1))
  done
}

# A POST that changes nothing: the effective rules of the network interface. Azure works
# them out in its own time, and says in the answer to a batch where to ask for them.
effective() {
  local name=$1 path=$3 location tries=@TRIES@ last=
  note new POST "$path" || return 0
  printf 'POST %s\n' "${path%%\?*}" >&2
  rest --method post --url "https://$HOST/batch?api-version=2020-06-01" --body "$(note batch-body "$path")"
  location=$(note keep-batch "$name" "$path" "$CODE" "$HOST")
  [ -n "$location" ] || return 0
  while [ "$tries" -gt 0 ]; do
    sleep @WAIT@
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || last=last
    rest --method get --url "$location"
    note keep-done "$name" "$path" "$CODE" "$last" && return 0
  done
}

# each HOW NAME PAGES, and which ids of earlier answers lead there
each() {
  local how=$1 name=$2 pages=$3 path
  shift 3
  while IFS= read -r path; do
    "$how" "$name" "$pages" "$path" </dev/null
  done < <(note ids "$VM" "$@")
}

az account show --only-show-errors --output json >"$WORK/account" 2>/dev/null ||
  { echo "The Azure CLI isn't signed in. Run az login." >&2; exit 1; }
# Who is signed in, for the role assignments. Only the object ID is kept.
az ad signed-in-user show --only-show-errors --query id --output tsv >"$WORK/me" 2>/dev/null || true
ME=$(note reader)

@STEPS@

note write "$FILE" "$HEAD" || { echo "$FILE couldn't be written." >&2; exit 1; }
echo "Done: $FILE" >&2
