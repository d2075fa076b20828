# SPDX-License-Identifier: BSD-2-Clause
"""What is not ours: the npm packages of package.json and some of Debian's, in
build/peer."""
import json
import os
import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
INSTALL_SECONDS = 180


def folder(programs):
    """Where they are installed, for the programs of a build."""
    return programs.parent / "peer"


def node(programs):
    """The environment in which node finds them."""
    return {**os.environ, "NODE_PATH": str(folder(programs) / "node_modules")}


def is_installed(where, name, version):
    """Whether exactly this version of a package is there; it may be another
    one's, by a name of our own: "npm:twilio@5.13.1"."""
    try:
        with open(where / "node_modules" / name / "package.json",
                  encoding="utf-8") as file:
            return json.load(file)["version"] == version.split("@")[-1]
    except (OSError, ValueError):
        return False


def install(programs, here=HERE):
    """Get the npm packages of the suite that is there, to the folder of its
    name in the build. Returns why that is impossible, or None."""
    for program in ("node", "npm"):
        if not shutil.which(program):
            return f"{program} is not installed"
    where = programs.parent / here.name
    wanted = json.loads((here / "package.json").read_text())["dependencies"]
    if all(is_installed(where, *one) for one in wanted.items()):
        return None
    where.mkdir(parents=True, exist_ok=True)
    shutil.copy(here / "package.json", where)
    try:
        done = subprocess.run(
            ["npm", "install", "--no-save", "--no-package-lock", "--no-audit",
             "--no-fund", "--prefix", where],
            capture_output=True, text=True, check=False,
            timeout=INSTALL_SECONDS)
    except subprocess.TimeoutExpired:
        return f"npm did not install them in {INSTALL_SECONDS} s"
    print(done.stdout, done.stderr)
    if done.returncode != 0:
        return "npm cannot install them: " + \
            (done.stderr.strip().split("\n") or [""])[0]
    return None


# ---- Debian ----------------------------------------------------------------

def is_there(program, *arguments, env=None):
    """Whether a program runs."""
    try:
        return subprocess.run([program, *arguments], env=env, check=False,
                              capture_output=True).returncode == 0
    except OSError:
        return False


def lacking(package):
    """What of a package and of all that it needs the system has not."""
    done = subprocess.run(
        ["apt-get", "-s", "--no-install-recommends", "install", package],
        capture_output=True, text=True, check=True, timeout=60)
    return [line.split()[1] for line in done.stdout.splitlines()
            if line.startswith("Inst ")]


def run_apt(*words, **options):
    """apt-get; its user _apt may not enter every folder."""
    subprocess.run(
        ["apt-get", "-q", "-o", "APT::Sandbox::User=root", *words],
        capture_output=True, text=True, check=True, timeout=INSTALL_SECONDS,
        **options)


def download(package, to):
    """The files of a package and of what it needs. Lists of packages may be
    old or none; root can do something about that."""
    try:
        run_apt("download", *lacking(package), cwd=to)
    except subprocess.CalledProcessError:
        if os.geteuid() != 0:
            raise
        run_apt("update")
        run_apt("download", *lacking(package), cwd=to)


def unpack(programs, package):
    """Unpack a Debian package beside the npm packages, with what it needs:
    nothing is installed, so none of its services starts. Returns why that is
    impossible, or None."""
    to = folder(programs) / "debian"
    to.mkdir(parents=True, exist_ok=True)
    try:
        download(package, to)
        for file in to.glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", file, to], check=True,
                           capture_output=True, text=True)
            file.unlink()
    except subprocess.SubprocessError as e:
        # A program that ran out of time has said bytes.
        said = getattr(e, "stderr", None)
        lines = (said if said and isinstance(said, str) else str(e)).strip()
        return f"apt-get cannot get {package}: {lines.splitlines()[-1]}"
    except OSError as e:
        return f"{package} is not to be had: {e}"
    return None


def debian(programs):
    """The environment in which that is found: libraries and modules."""
    root = folder(programs) / "debian" / "usr"
    libraries = ":".join(str(path) for path in root.glob("lib/*-linux-*"))
    return {**os.environ, "LD_LIBRARY_PATH": libraries,
            "PERL5LIB": str(root / "share" / "perl5")}


def net_smpp(programs):
    """Get Net::SMPP. Returns why that is impossible, or None."""
    test = ("perl", "-MNet::SMPP", "-MJSON::PP", "-e1")
    if not is_there(*test, env=debian(programs)) and \
       (why := unpack(programs, "libnet-smpp-perl")):
        return why
    return None if is_there(*test, env=debian(programs)) else \
        "perl does not find Net::SMPP and JSON::PP"


def drive_smpp(programs):
    """Get drive_smpp of Kannel's tests. Returns its path, and why that is
    impossible, or None."""
    for root in ("/", folder(programs) / "debian"):
        path = pathlib.Path(root) / "usr/lib/kannel/test/drive_smpp"
        if is_there(path, "-h", env=debian(programs)):
            return path, None
    if why := unpack(programs, "kannel-extras"):
        return None, why
    return (path, None) if is_there(path, "-h", env=debian(programs)) else \
        (None, "drive_smpp does not run")
