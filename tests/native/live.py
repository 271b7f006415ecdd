from sfu_core.worker import Worker


def left_behind() -> dict[str, int]:
    """What a stopped worker still holds, in a debug build. The `Worker` and its rings last as long as its object."""
    return {kind: n for kind, n in Worker.live_objects().items() if n and kind not in ("worker", "ring")}
