"""What a compute node has besides its compute service: Docker with nova-runc, Open vSwitch, Neutron's L2 agent."""

import json
import os
import signal
import socket
import subprocess
import time

from . import settings
from .control import Service
from .errors import LabError
from .layout import INTEGRATION_BRIDGE, PROVIDER_BRIDGE
from .processes import ENVIRONMENT, run

HERE = os.path.dirname(os.path.realpath(__file__))
NOVA_RUNC = os.path.join(os.path.dirname(HERE), "nova-runc")


def datapath():
    """The kernel's datapath where there is one, else Open vSwitch's own in user space."""
    if os.path.isdir("/sys/module/openvswitch"):
        return "system"
    found = subprocess.run(["/sbin/modprobe", "openvswitch"], capture_output=True, check=False, env=ENVIRONMENT)
    return "system" if found.returncode == 0 and os.path.isdir("/sys/module/openvswitch") else "netdev"


def unix_answers(path):
    try:
        with socket.socket(socket.AF_UNIX) as peer:
            peer.settimeout(1)
            peer.connect(path)
            return True
    except OSError:
        return False


def in_netns(node, command):
    """`ip netns exec` would hide the cgroup mounts; nsenter changes the network namespace and nothing else."""
    return ["/usr/bin/nsenter", f"--net=/run/netns/{node.node.netns}", *command] if node.node.netns else command


# --- Docker ---------------------------------------------------------------------------------------------------

def docker_ready(node):
    try:
        with socket.socket(socket.AF_UNIX) as peer:
            peer.settimeout(2)
            peer.connect(node.docker_socket)
            peer.sendall(b"GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n")
            return b" 200 " in peer.recv(64)
    except OSError:
        return False


def containerd(node):
    config = node.path("etc", "containerd.toml")
    settings.write_text(config, "\n".join((
        "version = 2",
        f'root = "{node.path("containerd")}"',
        f'state = "{node.run("containerd", "state")}"',
        'disabled_plugins = ["io.containerd.grpc.v1.cri"]',
        "[grpc]",
        f'  address = "{node.containerd_socket}"',
        "")))
    return Service(node.service("containerd"), in_netns(node, ["/usr/bin/containerd", "--config", config]),
                   {"TMPDIR": node.path("tmp")}, lambda: unix_answers(node.containerd_socket))


def dockerd(node, live_restore=False):
    config = node.path("etc", "daemon.json")
    settings.write_text(config, json.dumps({
        "hosts": [f"unix://{node.docker_socket}"],
        "data-root": node.path("docker"),
        "exec-root": node.run("docker-exec"),
        "pidfile": node.run("docker.pid"),
        "containerd": node.containerd_socket,
        "bridge": "none",
        "iptables": False,
        "ip6tables": False,
        "ip-forward": False,
        "ip-masq": False,
        "userland-proxy": False,
        "exec-opts": ["native.cgroupdriver=cgroupfs"],
        "cgroup-parent": cgroup(node),
        "group": "root",
        "live-restore": live_restore,
        "log-opts": {"max-size": "4m"},
    }, indent=2))
    run([os.path.join(NOVA_RUNC, "install"), "--config", config, "--bin", node.path("tools", "nova-runc"),
         "--netns-dir", os.path.join(node.service_run, "netns-by-container")], log=node.lab.log(node.service("dockerd")))
    for name in os.listdir(node.path("etc")):
        if name.startswith("daemon.json.") and name.endswith(".bak"):
            os.unlink(node.path("etc", name))
    return Service(node.service("dockerd"), in_netns(node, ["/usr/sbin/dockerd", "--config-file", config]),
                   {"TMPDIR": node.path("tmp")}, lambda: docker_ready(node), stop_seconds=20)


def cgroup(node):
    return f"/nova-docker-net-lab-{node.node.name}"


# --- Open vSwitch ---------------------------------------------------------------------------------------------

def ovs_environment(node):
    return {"OVS_RUNDIR": node.ovs_run, "OVS_LOGDIR": node.lab.path("log"), "OVS_DBDIR": node.path("ovs")}


def vsctl(node, *arguments):
    return run(["/usr/bin/ovs-vsctl", f"--db=unix:{node.ovsdb_socket}", "--timeout=20", *arguments],
               ovs_environment(node))


def ovsdb(node):
    os.makedirs(node.ovs_run, exist_ok=True)
    os.makedirs(node.path("ovs"), exist_ok=True)
    database = node.path("ovs", "conf.db")
    if not os.path.exists(database):
        run(["/usr/bin/ovsdb-tool", "create", database + ".new", "/usr/share/openvswitch/vswitch.ovsschema"])
        os.rename(database + ".new", database)
    return Service(node.service("ovsdb"), in_netns(node, [
        "/usr/sbin/ovsdb-server", database, f"--remote=punix:{node.ovsdb_socket}",
        f"--unixctl={node.run('openvswitch', 'ovsdb.ctl')}", "--no-chdir", "-vconsole:info", "-vsyslog:off"]),
        ovs_environment(node), lambda: unix_answers(node.ovsdb_socket))


def vswitchd(node):
    return Service(node.service("vswitchd"), in_netns(node, [
        "/usr/sbin/ovs-vswitchd", f"unix:{node.ovsdb_socket}", f"--unixctl={node.run('openvswitch', 'vswitchd.ctl')}",
        "--no-chdir", "-vconsole:info", "-vsyslog:off"]), ovs_environment(node),
        lambda: unix_answers(node.run("openvswitch", "vswitchd.ctl")))


def bridges(node, kind):
    """Both bridges in one transaction; ovs-vsctl waits until vswitchd has them."""
    arguments = ["set", "Open_vSwitch", ".", "external_ids:system-id=" + node.node.name,
                 "external_ids:hostname=" + node.node.name]
    for name in (INTEGRATION_BRIDGE, PROVIDER_BRIDGE):
        arguments += ["--", "--may-exist", "add-br", name, "--", "set", "Bridge", name, f"datapath_type={kind}"]
    vsctl(node, *arguments)
    return f"{INTEGRATION_BRIDGE} and {PROVIDER_BRIDGE} made ({kind} datapath)"


# --- Neutron agent --------------------------------------------------------------------------------------------

def agent(node, kind):
    settings.neutron_agent(node, kind)
    return Service(node.service("neutron-agent"), in_netns(node, [
        "/usr/bin/neutron-openvswitch-agent", "--config-file", node.path("etc", "neutron-agent.conf")]),
        ovs_environment(node))


def service_names(node):
    return [node.service(name) for name in ("compute", "neutron-agent", "dockerd", "containerd", "vswitchd", "ovsdb")]


def prepare(node):
    for folder in ("etc", "tmp", "tools", "nova"):
        os.makedirs(node.path(folder), exist_ok=True)
    os.makedirs(node.run(), exist_ok=True)
    os.makedirs(node.service_run, exist_ok=True)
    if node.node.netns and not os.path.exists(f"/run/netns/{node.node.netns}"):
        run(["/usr/sbin/ip", "netns", "add", node.node.netns])
        run(["/usr/sbin/ip", "-n", node.node.netns, "link", "set", "lo", "up"])
    settings.nova_compute(node)


def remove_containers(node):
    """Kills and removes every container of the node's own dockerd, so that its stop need not wait for them."""
    if not docker_ready(node):
        return 0
    client = ["/usr/bin/docker", "-H", f"unix://{node.docker_socket}"]
    found = run([*client, "ps", "-aq"]).split()
    if found:
        run([*client, "rm", "-f", *found])
    return len(found)


def remove_cgroups(node):
    """With what lives in them: containers outlive a dockerd that was killed, and nobody else would end them."""
    name = cgroup(node).lstrip("/")
    roots = ["/sys/fs/cgroup"] + [os.path.join("/sys/fs/cgroup", each) for each in sorted(os.listdir("/sys/fs/cgroup"))]
    tops = [os.path.join(root, name) for root in roots if os.path.isdir(os.path.join(root, name)) and not os.path.islink(root)]
    folders = [folder for top in tops for folder, _, _ in os.walk(top, topdown=False)]
    end_members(folders)
    for folder in folders:
        try:
            os.rmdir(folder)
        except OSError as error:
            raise LabError(f"cannot remove cgroup {folder}: {error.strerror}") from error


def end_members(folders, timeout=10):
    """Kills the processes of these cgroups and waits until they are gone."""
    deadline = time.monotonic() + timeout
    while members := {pid for folder in folders for pid in words_of(os.path.join(folder, "cgroup.procs"))}:
        if time.monotonic() > deadline:
            raise LabError(f"processes {', '.join(sorted(members))} in the cgroups of the lab's containers do not end")
        for pid in members:
            try:
                os.kill(int(pid), signal.SIGKILL)
            except ProcessLookupError:
                pass
        # On cgroup v1 a paused process takes its signal when it is thawed.
        for state in (os.path.join(folder, "freezer.state") for folder in folders):
            if words_of(state) not in ([], ["THAWED"]):
                with open(state, "w", encoding="utf-8") as target:
                    target.write("THAWED")
        time.sleep(0.05)


def words_of(path):
    try:
        with open(path, encoding="utf-8") as source:
            return source.read().split()
    except FileNotFoundError:
        return []


def devices(kind):
    """Interfaces that vswitchd makes for the bridges and the datapath; its taps outlive it."""
    return [INTEGRATION_BRIDGE, PROVIDER_BRIDGE, "ovs-netdev" if kind == "netdev" else "ovs-system"]


def claim_devices(node, kind):
    """Names the node needs in its network namespace; something else having them is a reason to stop."""
    record = node.path("devices")
    if os.path.exists(record):
        return
    taken = set(os.listdir("/sys/class/net")) & set(devices(kind)) if not node.node.netns else ()
    if taken:
        raise LabError(f"the machine already has {', '.join(sorted(taken))}: an Open vSwitch of its own is in the way. "
                       "The lab leaves it alone and stops here.")
    settings.write_text(record, "\n".join(devices(kind)))


def stop_switch(node, processes):
    """vswitchd keeps its devices when it is merely killed: ask it to clean up, then remove what is left."""
    if processes.pid(node.service("vswitchd")):
        subprocess.run(["/usr/bin/ovs-appctl", "-t", node.run("openvswitch", "vswitchd.ctl"), "--timeout=5", "exit", "--cleanup"],
                       capture_output=True, check=False, env={**ENVIRONMENT, **ovs_environment(node)})
    stopped = processes.stop(node.service("vswitchd"), timeout=5)
    record = node.path("devices")
    if os.path.exists(record) and not node.node.netns:
        with open(record, encoding="utf-8") as source:
            for name in source.read().split():
                if os.path.exists(f"/sys/class/net/{name}"):
                    run(["/usr/sbin/ip", "link", "del", name])
    return stopped
