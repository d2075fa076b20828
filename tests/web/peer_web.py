# SPDX-License-Identifier: BSD-2-Clause
"""Our parser beside Node's: W2."""
import importlib.machinery
import importlib.util
import pathlib

from lib import FULL, check

HERE = pathlib.Path(__file__).resolve().parent


def w2_node_sees_the_same_requests():
    loader = importlib.machinery.SourceFileLoader("differ",
                                                  str(HERE / "differ"))
    differ = importlib.util.module_from_spec(
        importlib.util.spec_from_loader("differ", loader))
    loader.exec_module(differ)
    if differ.missing():
        return differ.missing()
    check(differ.run(200000 if FULL else 3000, 1) == 0, "they disagree")
    return None
