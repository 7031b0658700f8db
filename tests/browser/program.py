"""Which program the browser tests drive: Chromium as it stands in Debian, without a window."""

from __future__ import annotations

import shutil

PROGRAM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
"""The first is the same engine of the same version without what belongs to a window: half the processor time for each
page. The tests hold with either."""
HINT = "Chromium is not installed here (Debian: apt install chromium-headless-shell)"
FLAGS = (
    "--no-sandbox",  # as root Chromium refuses its own
    "--disable-gpu",
    "--disable-dev-shm-usage",
    # It would talk to its maker and to the network around it.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--disable-features=OptimizationHints,MediaRouter,Translate",
)
