"""`lab down`: stops and removes what the lab made, however far an `up` came."""

import ctypes
import os
import shutil
import time

from . import computenode, console, tasks
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
    stop_all(processes, nodes)
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


def stop_all(processes, nodes):
    """Those that use others first; within a group all at once. Their state is deleted next, so none gets long."""
    switches = {node.service("vswitchd"): node for node in nodes}
    last = {"mariadb", "rabbitmq", "epmd", *(node.service(name) for node in nodes for name in ("containerd", "ovsdb"))}
    names = processes.names()

    def stop(name):
        began = time.monotonic()
        if name in switches:
            stopped = computenode.stop_switch(switches[name], processes)
        else:
            stopped = processes.stop(name, timeout=15 if name.startswith("dockerd") else 3)
        if stopped:
            console.step(name, "stopped", began)

    for group in ([n for n in names if n not in last], [n for n in names if n in last]):
        tasks.run([tasks.Task(name, lambda each=name: stop(each)) for name in group])
    for node in nodes:
        computenode.stop_switch(node, processes)


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
