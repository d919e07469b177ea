"""Durations and what is printed of them."""

import time


def timed(action):
    """Milliseconds that `action` takes."""
    start = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - start)


def percentiles(times):
    """The median and the 99th percentile."""
    ordered = sorted(times)
    return ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
