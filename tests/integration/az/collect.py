"""Runs the collector's bash scripts with the real Azure CLI against the simulator, and
leaves the files that they write for the tests: a step of `cargo xtask collector`.

The CLI is loaded once and runs each command in a fork of its own, for it takes a second
to start. It believes that it talks to management.azure.com: only the socket below it
leads to the simulator. Two things are given to it, for they aren't Azure Resource
Manager's: the token, and what Microsoft Graph says of who is signed in.
"""

import base64
import contextlib
import json
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import urllib.parse
import urllib.request

HOME = pathlib.Path(tempfile.mkdtemp())
os.environ.update(
    AZURE_CONFIG_DIR=str(HOME / "config"),
    AZURE_CORE_COLLECT_TELEMETRY="false",
    AZURE_CORE_LOGIN_EXPERIENCE_V2="false",
    # The simulator's certificate is made anew at every start.
    AZURE_CLI_DISABLE_CONNECTION_VERIFICATION="1",
)
for proxy in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
    os.environ.pop(proxy, None)

import urllib3.util.connection
from azure.cli.command_modules.role._msgrpah._graph_client import GraphClient
from azure.cli.core import __version__, get_default_cli
from azure.cli.core._profile import Profile

ROOT = pathlib.Path(__file__).parents[3]
PLACE = ROOT / "target" / "tmp" / "collector"
PROGRAM = os.environ["JIT_DOCTOR_AZURE"]
ARM = ("management.azure.com", 443)

# What stands for `az`: it hands its words and its own ends to the loaded CLI.
CLIENT = """#!%s -IS
import socket, sys
with socket.socket(socket.AF_UNIX) as line:
    line.connect(%r)
    socket.send_fds(line, ["\\0".join(sys.argv[1:]).encode()], [1, 2])
    line.shutdown(socket.SHUT_WR)
    sys.exit(int(line.recv(8) or b"1"))
"""


class Person:
    """Who is signed in: each has a copy of the estate of their own."""

    token = None
    oid = None


def lead(port):
    connect = urllib3.util.connection.create_connection

    def to_simulator(address, *args, **kwargs):
        assert address == ARM, f"{address} is not simulated"
        return connect(("127.0.0.1", port), *args, **kwargs)

    urllib3.util.connection.create_connection = to_simulator


def become(port, estate):
    query = urllib.parse.urlencode({"estate": estate})
    url = f"https://127.0.0.1:{port}/_sim/token?{query}"
    trusting = ssl._create_unverified_context()
    direct = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trusting)
    )
    with direct.open(url, timeout=30) as answer:
        Person.token = json.load(answer)["accessToken"]
    part = Person.token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    Person.oid = claims["oid"]
    script = (PLACE / f"{estate}.sh").read_text()
    subscription = script.split("/subscriptions/", 1)[1][:36]
    profile = {
        "installationId": "00000000-0000-0000-0000-000000000000",
        "subscriptions": [
            {
                "id": subscription,
                "name": "simulated",
                "state": "Enabled",
                "user": {"name": "person@contoso.example", "type": "user"},
                "isDefault": True,
                "tenantId": claims["tid"],
                "environmentName": "AzureCloud",
            }
        ],
    }
    config = HOME / "config"
    config.mkdir(exist_ok=True)
    (config / "azureProfile.json").write_text(json.dumps(profile))


def get_raw_token(self, *_, **__):
    return ("Bearer", Person.token, {}), None, None


def carry_out(words, ends):
    os.dup2(ends[0], 1)
    os.dup2(ends[1], 2)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
    try:
        code = get_default_cli().invoke(words)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code or 0


def serve(listener):
    while True:
        line, _ = listener.accept()
        with line:
            said, ends, _, _ = socket.recv_fds(line, 1 << 20, 2)
            while more := line.recv(1 << 16):
                said += more
            child = os.fork()
            if child == 0:
                code = 1
                with contextlib.suppress(Exception):
                    code = carry_out(said.decode().split("\0"), ends)
                os._exit(code)
            _, status = os.waitpid(child, 0)
            for end in ends:
                os.close(end)
            line.sendall(str(os.waitstatus_to_exitcode(status)).encode())


def main():
    scripts = sorted(PLACE.glob("*.sh"))
    assert scripts, f"there is no script in {PLACE}"
    simulator = subprocess.Popen([PROGRAM, "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        port = int(simulator.stdout.readline().rsplit(":", 1)[1])
        lead(port)
        Profile.get_raw_token = get_raw_token
        GraphClient.signed_in_user_get = lambda _: {"id": Person.oid}
        place = str(HOME / "line")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(place)
        listener.listen()
        az = HOME / "bin" / "az"
        az.parent.mkdir()
        az.write_text(CLIENT % (sys.executable, place))
        az.chmod(0o755)
        # Forks carry only the thread that makes them: the scripts run beside.
        threading.Thread(target=collect, args=(scripts, port, az.parent), daemon=True).start()
        serve(listener)
    finally:
        simulator.kill()
        shutil.rmtree(HOME, ignore_errors=True)


def collect(scripts, port, programs):
    wrong = 0
    for script in scripts:
        become(port, script.stem)
        with tempfile.TemporaryDirectory() as folder:
            path = f"{programs}{os.pathsep}{os.environ['PATH']}"
            ran = subprocess.run(
                ["bash", str(script)],
                cwd=folder,
                env={**os.environ, "PATH": path},
                capture_output=True,
                text=True,
                timeout=300,
            )
            written = pathlib.Path(folder) / "jit-doctor-collected.json"
            if ran.returncode or not written.exists():
                wrong += 1
                print(f"{script.stem} failed:\n{ran.stderr}")
                continue
            text = written.read_text()
            # No part of the token is in what the script leaves.
            if any(it in text for it in Person.token.split(".")):
                wrong += 1
                print(f"{script.stem}: the token is in the file")
            (PLACE / f"{script.stem}.json").write_text(text)
    print(f"Azure CLI {__version__}: {len(scripts) - wrong} passed, {wrong} failed", flush=True)
    os._exit(bool(wrong))


main()
