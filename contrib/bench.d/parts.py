# SPDX-License-Identifier: BSD-2-Clause
"""The programs of a benchmark: what is built, started, asked and measured."""
import array
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
SHARED = TOP.parent / "shared" / "bench"

TOKEN = "0123456789abcdef0123456789abcdef"
START = 60      # seconds to come up with a store of any size
PATIENCE = 120  # seconds for messages to end
TICK = os.sysconf("SC_CLK_TCK")

CONF = """\
store {{ path = "{work}/store" }}
http "main" {{ listen = "127.0.0.1:{http}" }}
control {{ socket = "{work}/control" }}
log {{ level = warn }}
account "demo" {{
    sid = "AC00000000000000000000000000000001"
    token = "{token}"
}}
smsc "peer" {{
    host = "127.0.0.1"
    port = {smpp}
    system_id = "bench"
    password = "secret"
    window = {window}
    reconnect_min = 10ms
    reconnect_max = 200ms
    errors = "{maps}/ref.tsv"
}}
route "default" {{ smsc = {{ "peer" }} }}
"""


class Broken(Exception):
    """The run is worth nothing; the text says why."""


def free_port():
    """A port that nobody uses now."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def is_open(port):
    """Somebody listens there. For programs that take any number of guests."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def wait_until(what, question, seconds):
    """Ask until the answer is not false, and return it."""
    end = time.monotonic() + seconds
    while not (answer := question()):
        if time.monotonic() > end:
            raise Broken(f"{what}: not after {seconds} s")
        time.sleep(0.01)
    return answer


def is_listening(port):
    """As is_open(), without being a guest."""
    with open("/proc/net/tcp", encoding="ascii") as f:
        return any(line.split()[1].endswith(f":{port:04X}") and
                   line.split()[3] == "0A" for line in f.readlines()[1:])


def compile_all(to, todo):
    """Programs by name and compiler arguments."""
    common = [os.environ.get("CC", "cc"), "-O2", "-std=c11",
              "-D_GNU_SOURCE"]
    to.mkdir(parents=True, exist_ok=True)
    for name, arguments in todo.items():
        subprocess.run([*common, "-o", to / name, *arguments], check=True)
    return set(todo)


def compile_tools(to, names):
    """Those of our own small programs that need nothing else."""
    return compile_all(to, {name: [HERE / f"{name}.c"] for name in names})


def compile_into(to, bin_dir):
    """Our own small programs, and the floor where its source is."""
    todo = {"load": [HERE / "load.c"], "centre": [HERE / "centre.c"],
            "codec": [HERE / "codec.c", TOP / "src" / "model" / "numbers.c",
                      f"-I{TOP / 'include'}", f"-I{TOP / 'src'}",
                      bin_dir / "libesmed.a"]}
    if (SHARED / "floor.c").exists() and (SHARED / "fastsmsc.c").exists():
        todo["floor"] = ["-w", SHARED / "floor.c", "-llmdb", "-lpthread"]
        todo["fastsmsc"] = ["-w", SHARED / "fastsmsc.c"]
    return compile_all(to, todo)


class Program:
    """A helper that runs beside, and is killed when it is in the way."""

    def __init__(self, *command, out=subprocess.PIPE, **options):
        self.name = pathlib.Path(command[0]).name
        self.process = subprocess.Popen([str(c) for c in command], stdout=out,
                                        stdin=subprocess.DEVNULL, text=True,
                                        **options)

    def result(self, seconds=PATIENCE):
        """What it said at its end, which must be a good one."""
        try:
            said, _ = self.process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as e:
            self.end()
            raise Broken(f"{self.name} did not end in {seconds} s") from e
        if self.process.returncode != 0:
            raise Broken(f"{self.name} ended with {self.process.returncode}")
        return said

    def finish(self):
        """Its result, as far as it has come."""
        self.process.send_signal(signal.SIGTERM)
        return self.result()

    def end(self):
        """Now."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=10)
        if self.process.stdout:
            self.process.stdout.close()


class Esmed:
    """The daemon on a store of its own."""

    def __init__(self, bin_dir, work, smpp, window):
        self.program = bin_dir / "esmed"
        self.smpp = smpp
        self.ctl = work / "control"
        self.work = work
        self.http = free_port()
        self.process = None
        work.mkdir(parents=True, exist_ok=True)
        self.conf = work / "esmed.conf"
        self.conf.write_text(CONF.format(
            work=work, http=self.http, token=TOKEN, smpp=smpp, window=window,
            maps=TOP / "conf" / "errors"))
        self.conf.chmod(0o600)

    def start(self):
        """Returns the seconds until it answered."""
        begun = time.monotonic()
        with open(self.work / "esmed.log", "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "-c", self.conf], stdin=subprocess.DEVNULL,
                stdout=log, stderr=log)
        wait_until("esmed's start", self.is_up, START)
        return time.monotonic() - begun

    def is_up(self):
        """It takes commands."""
        if self.process.poll() is not None:
            raise Broken(f"esmed ended; see {self.work / 'esmed.log'}")
        try:
            return self.status()
        except OSError:
            return None

    def status(self):
        """What `esmectl --json status` says."""
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(START)
            s.connect(str(self.ctl))
            s.sendall(b'{"command":"status"}\n')
            return json.loads(s.makefile().readline())

    def wait_for_bind(self):
        """Until the carrier is there."""
        wait_until("bind", lambda: self.status()["smscs"][0]["bound"], START)

    def wait_for(self, state, count, seconds=PATIENCE):
        """Until so many messages are in that state; returns when it was."""
        wait_until(f"{count} {state}", lambda:
                   self.status()["messages"][state] >= count, seconds)
        return time.monotonic()

    def cpu(self):
        """Seconds of processor time, both kinds."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as f:
            fields = f.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def anonymous(self):
        """MiB of memory that is no page of a file."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as f:
            for line in f:
                if line.startswith("RssAnon:"):
                    return int(line.split()[1]) / 1024
        raise Broken("no RssAnon")

    def stop(self):
        """The polite end."""
        self.process.terminate()
        if self.process.wait(timeout=START) != 0:
            raise Broken(f"esmed ended with {self.process.returncode}")

    def abandon(self):
        """Leave no process behind."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def read_instants(path):
    """The instants that load and centre wrote, in microseconds."""
    a = array.array("Q")
    with open(path, "rb") as f:
        a.frombytes(f.read())
    return a


def spans(from_path, to_path):
    """p50 and p99 in milliseconds between two files of instants."""
    begun, ended = read_instants(from_path), read_instants(to_path)
    if len(begun) != len(ended) or not all(ended):
        raise Broken(f"{to_path} lacks messages")
    took = sorted(b - a for a, b in zip(begun, ended))
    return {"p50_ms": took[len(took) // 2] / 1000,
            "p99_ms": took[len(took) * 99 // 100] / 1000}


def warm(folder, octets):
    """Have so much memory at hand for the page cache. A guest's memory comes
    from its host when it is touched first, which makes a write ten times as
    slow: a large store would pay for that and a small one would not."""
    path, block = folder / "warm", bytes(1 << 20)
    with open(path, "wb", buffering=0) as file:
        for _ in range(octets >> 20):
            file.write(block)
    path.unlink()


def clean(folder):
    """An empty folder of that name."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
