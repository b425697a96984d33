"""One measured number beside its target: what every benchmark puts into its JSON under ``figures``."""

from __future__ import annotations

from typing import Any


def figure(
    name: str, value: float | None, unit: str, *, most: float | None = None, least: float | None = None
) -> dict[str, Any]:
    """Return a number with its unit and target; ``met`` is None where it was not measured or has no target."""
    met = None
    if value is not None and (most is not None or least is not None):
        met = (most is None or value <= most) and (least is None or value >= least)
    target = f"≤ {most:g}" if most is not None else f"≥ {least:g}" if least is not None else ""
    return {"name": name, "value": value, "unit": unit, "target": target, "met": met}
