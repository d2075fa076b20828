# SPDX-License-Identifier: BSD-2-Clause
"""The npm packages of package.json, in build/peer."""
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
    """Whether exactly this version of a package is there."""
    try:
        with open(where / "node_modules" / name / "package.json",
                  encoding="utf-8") as file:
            return json.load(file)["version"] == version
    except (OSError, ValueError):
        return False


def install(programs):
    """Get the npm packages. Returns why that is impossible, or None."""
    for program in ("node", "npm"):
        if not shutil.which(program):
            return f"{program} is not installed"
    where = folder(programs)
    wanted = json.loads((HERE / "package.json").read_text())["dependencies"]
    if all(is_installed(where, *one) for one in wanted.items()):
        return None
    where.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "package.json", where)
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
