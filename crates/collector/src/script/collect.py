"""Keeps what `az rest` answered, and finds the ids that lead on. Sends nothing."""
import datetime, http, json, os, re, sys, urllib.parse

work, verb, *words = sys.argv[1:]
BOOK = os.path.join(work, "answers")
PHRASES = {it.phrase.lower(): it.value for it in http.HTTPStatus}


def text(name):
    with open(os.path.join(work, name), encoding="utf-8-sig", errors="replace") as file:
        return file.read()


def parsed(said):
    try:
        return json.loads(said)
    except ValueError:
        return None


def entries():
    if not os.path.exists(BOOK):
        return []
    with open(BOOK, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def keep(name, method, path, status, body):
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    entry = {"method": method, "path": path, "status": status, "time": now, "body": body}
    with open(BOOK, "a", encoding="utf-8") as file:
        file.write(json.dumps({"name": name, "entry": entry}) + "\n")


def answered(code):
    """The status and the body. `az rest` tells a refusal as `Forbidden({...})`."""
    if code == "0":
        said = text("out").strip()
        return (200 if said else 202), parsed(said)
    found = re.search(r"(?:^|ERROR: )([A-Za-z][A-Za-z' -]*)(?:\((.*)\))?\s*$", text("err"), re.S)
    if not found:
        return None, None
    return PHRASES.get(found[1].strip().lower()), parsed(found[2] or "")


def field(value, key):
    if isinstance(value, dict):
        for name, held in value.items():
            if name.lower() == key.lower():
                return held
    return None


def names(item, vm):
    return any(it.lower() == vm.lower() for it in at([item], "properties.virtualMachines[].id", vm))


def at(found, place, vm):
    for step in place.split("."):
        key, _, items = step.partition("[")
        found = [field(it, key) for it in found]
        if items:
            found = [item for it in found if isinstance(it, list) for item in it]
        if items == "vm]":
            found = [it for it in found if names(it, vm)]
    return [it for it in found if isinstance(it, str)]


def good(name):
    return [it["entry"]["body"] for it in entries() if it["name"] == name and it["entry"]["status"] == 200]


def cut(how, resource):
    parts = resource.split("/")
    return {
        "whole": resource,
        "parent": "/".join(parts[:-2]),
        "group": "/".join(parts[:5]),
        "last": parts[-1],
    }[how]


def page_path(path, token):
    return path + ("&skipToken=" + urllib.parse.quote(token, safe="-") if token else "")


if verb == "new":
    method, path = words
    asked = {(it["entry"]["method"], it["entry"]["path"].lower()) for it in entries()}
    sys.exit((method, path.lower()) in asked)
elif verb == "ok":
    sys.exit(not good(words[0]))
elif verb == "busy":
    sys.exit(answered("1")[0] not in (429, 500, 502, 503, 504))
elif verb == "keep":
    name, method, path, code, host = words
    status, body = answered(code)
    keep(name, method, path, status, body)
    # Where the list goes on, if it stays with Azure.
    following = field(body, "nextLink")
    start = "https://" + host
    if status == 200 and isinstance(following, str):
        following = following.replace(start + ":443/", start + "/", 1)
        if following.lower().startswith(start + "/"):
            print(following[len(start):])
elif verb == "keep-page":
    name, path, token, code = words
    status, body = answered(code)
    keep(name, "POST", page_path(path, token), status, body)
    following = field(body, "skipToken")
    if status == 200 and isinstance(following, str) and following != token:
        print(following)
elif verb == "page-body":
    print(json.dumps({"skipToken": words[0]}))
elif verb == "batch-body":
    print(json.dumps({"requests": [{"httpMethod": "POST", "name": "0", "url": words[0]}]}))
elif verb == "keep-batch":
    name, path, code, host = words
    status, body = answered(code)
    part = (field(body, "responses") or [None])[0] if status == 200 else None
    status = field(part, "httpStatusCode") if part else status
    location = field(field(part, "headers"), "Location")
    if status == 202 and isinstance(location, str) and location.lower().startswith("https://" + host + "/"):
        print(location)
    else:
        keep(name, "POST", path, status, field(part, "content") if part else body)
elif verb == "keep-done":
    name, path, code, last = words
    status, body = answered(code)
    if status == 202 and last != "last":
        sys.exit(1)
    keep(name, "POST", path, status, body)
elif verb == "ids":
    vm, of, how, prefix, suffix, absent, most, *places = words
    found = [it for body in good(of) for place in places for it in at([body], place, vm)]
    listed = {it.lower() for body in good(absent) for it in at([body], "value[].id", vm)} if absent else set()
    seen, kept = set(), []
    for resource in found:
        if resource.startswith("/") and resource.lower() not in listed:
            part = cut(how, resource)
            if part and part.lower() not in seen:
                seen.add(part.lower())
                kept.append(part)
    for part in kept[: int(most)]:
        print(prefix + urllib.parse.quote(part, safe="/-._~!$&'()*+,;=:@") + suffix)
elif verb == "reader":
    account, me = parsed(text("account")) or {}, text("me").strip()
    user = field(account, "user") or {}
    kind = {"user": "user", "serviceprincipal": "servicePrincipal"}.get(str(field(user, "type")).lower(), "unknown")
    if field(user, "assignedIdentityInfo"):
        kind = "managedIdentity"
    guid = re.compile(r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
    tenant = field(account, "tenantId")
    reader = {
        "kind": kind,
        "tenant": tenant if guid.match(str(tenant)) else None,
        "objectId": me if guid.match(me) else None,
    }
    with open(os.path.join(work, "reader"), "w", encoding="utf-8") as file:
        json.dump(reader, file)
    print(reader["objectId"] or "")
elif verb == "write":
    target, head = words
    body = {**json.loads(head), "reader": json.loads(text("reader")), "answers": [it["entry"] for it in entries()]}
    with open(target, "x", encoding="utf-8") as file:
        json.dump(body, file, indent=1)
