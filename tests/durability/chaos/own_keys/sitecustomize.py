"""Read by Python at its start (the module `site`) where this folder is on PYTHONPATH: a worker changes its vendor keys.

The product reads its keys from the environment and knows nothing of this.
"""

import os
import sys
import time
from pathlib import Path

FOLDER = "CHAOS_CALLERS"
"""The variable that names the folder in which workers leave what ends their keys."""

ENDING = "{key}-of-{ending}"

if os.environ.get(FOLDER) and sys.orig_argv[-2:] == ["-m", "worker"]:
    ending = f"{os.getpid()}-{time.time_ns()}"
    (Path(os.environ[FOLDER]) / ending).touch()
    for name in ("OPENAI_API_KEY", "ELEVENLABS_API_KEY"):
        os.environ[name] = ENDING.format(key=os.environ[name], ending=ending)
