"""`lab down`: stops and removes what the lab made, however far an `up` came."""

import ctypes
import os
import shutil
import time

from . import computenode, console
from .errors import LabError
from .layout import LOCK, NodeLayout
from .nodes import NODES
from .processes import Processes, run

MNT_DETACH = 2


def down(lab, purge=False):
    began = time.monotonic()
    processes = Processes(lab)
    nodes = [NodeLayout(lab, node) for node in NODES.values()]
    for node in nodes:
        processes.stop(node.service("compute"), timeout=30)
        try:
            count = computenode.remove_containers(node)
            if count:
                console.step(node.service("dockerd"), f"{count} containers removed")
        except LabError as error:
            console.step(node.service("dockerd"), f"containers could not be removed one by one: {error}")
    names = processes.names()
    order = [name for node in nodes for name in computenode.service_names(node)]
    last = ["rabbitmq", "epmd", "mariadb"]
    for name in sorted((n for n in names if n not in last), key=lambda n: order.index(n) if n in order else -1) + last:
        if processes.stop(name, timeout=20 if name in ("mariadb", "rabbitmq") or "dockerd" in name else 4):
            console.step(name, "stopped")
    processes.kill_strays()
    unmount(lab.run, lab.state)
    for node in nodes:
        computenode.remove_cgroups(node)
        if node.node.netns and os.path.exists(f"/run/netns/{node.node.netns}"):
            run(["/usr/sbin/ip", "netns", "del", node.node.netns])
    for folder in (lab.run, lab.state) + ((lab.cache,) if purge else ()):
        shutil.rmtree(folder, ignore_errors=False) if os.path.isdir(folder) else None
    if purge and os.path.exists(LOCK):
        os.unlink(LOCK)
    console.step("lab", "down, nothing of it is left" + ("" if purge or not os.path.isdir(lab.cache) else
                                                         f" but the prepared databases in {lab.cache}"), began)


def mounts_below(*folders):
    with open("/proc/self/mounts", encoding="utf-8", errors="surrogateescape") as source:
        points = [line.split()[1].encode().decode("unicode_escape") for line in source]
    return [point for point in reversed(points)
            if any(point == folder or point.startswith(folder + "/") for folder in folders)]


def unmount(*folders):
    """Namespaces, overlay layers, shm of containers: whatever is mounted below the lab's folders."""
    libc = ctypes.CDLL(None, use_errno=True)
    for _ in range(3):
        points = mounts_below(*folders)
        for point in points:
            libc.umount2(os.fsencode(point), MNT_DETACH)
        if not points:
            return
    left = mounts_below(*folders)
    if left:
        raise LabError("still mounted, so nothing was deleted: " + ", ".join(left[:5]))
