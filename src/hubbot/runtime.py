"""onnxruntime, kept at home: since 1.29 its packages keep an id of the machine and report to Microsoft by default.

What it is told has to stand in the environment before it is imported, so it is imported here alone.
"""

from __future__ import annotations

import os

os.environ["ORT_DISABLE_TELEMETRY"] = (
    "1"  # no id, no events, no uploader: `disable_telemetry_events()` stops only some
)

import onnxruntime

__all__ = ["onnxruntime"]
