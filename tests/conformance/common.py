"""What the descriptions of the tools share."""

import os
import re
import shutil
import subprocess
import sys


def find(name, how):
    return shutil.which(name) or sys.exit(f"{name} is not on PATH: {how}")


def call(command, top, environment, limit=600):
    """Exit code and everything printed, without colours."""
    done = subprocess.run(command, cwd=top, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=limit)
    text = done.stdout.decode(errors="replace").replace("\r\n", "\n").replace("\0", "\\0")
    return done.returncode, re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text)


def refused(path, message):
    return {"accepted": False, "refused_at": path, "message": shorten(message)}


def shorten(message):
    """One line, without what changes from run to run."""
    message = re.sub(r"/\S*/conformance-case-[^/]*/", "", message)
    return re.sub(r"\s+", " ", message).strip()[:200]


def entries(top, folder):
    full = os.path.join(top, folder)
    return sorted(os.listdir(full)) if os.path.isdir(full) else []
