"""`python -m tests.process.mirror run`: what a process finds when it starts, as JSON."""

import gc
import json
import os
import random
import resource
import signal
import sys
import threading
from pathlib import Path

from sigbot.__main__ import hurry


def found() -> dict[str, object]:
    streams = (sys.stdin, sys.stdout, sys.stderr)
    limits = [getattr(resource, name) for name in dir(resource) if name.startswith("RLIMIT_")]
    return {
        "environment": dict(os.environ),
        "folder": str(Path.cwd()),
        "arguments": sys.argv,
        "path": sys.path,
        "flags": str(sys.flags),
        "streams": [(str(s), s.errors, s.line_buffering) for s in streams],
        "open": sorted(fd.name for fd in Path("/proc/self/fd").iterdir()),
        "threads": [thread.name for thread in threading.enumerate()],
        "tasks": len(list(Path("/proc/self/task").iterdir())),
        "signals": {number.name: str(signal.getsignal(number)) for number in signal.Signals},
        "blocked": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
        "group": (os.getpgid(0), os.getsid(0)),
        "mask": os.umask(0o022),
        "limits": [resource.getrlimit(limit) for limit in limits],
        "garbage": (gc.isenabled(), gc.get_threshold(), gc.get_debug()),
        "recursion": sys.getrecursionlimit(),
        "modules": [name for name in sys.modules if name.startswith(("sigbot.__", "tests."))],
        "main": sys.modules["__main__"].__file__,
        "chance": random.random(),
    }


if __name__ == "__main__":
    hurry()
    sys.stdout.write(json.dumps(found()))
