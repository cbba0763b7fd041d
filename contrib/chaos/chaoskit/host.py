"""What of a server may stay behind: on the host, in Neutron, Placement and Glance."""

import json
import os
import subprocess

from labkit.layout import INTEGRATION_BRIDGE
from labkit.processes import ENVIRONMENT


def names(folder):
    try:
        return set(os.listdir(folder))
    except FileNotFoundError:
        return set()


def docker(node, *arguments):
    return subprocess.run(["/usr/bin/docker", "-H", f"unix://{node.docker_socket}", *arguments], capture_output=True, text=True,
                          errors="replace", check=False, env=ENVIRONMENT, timeout=120).stdout


def containers(node):
    """Server uuid -> (container name, state) of all of ours."""
    found = {}
    for line in docker(node, "ps", "-a", "--no-trunc", "--format", "{{json .}}").splitlines():
        row = json.loads(line)
        labels = dict(each.partition("=")[::2] for each in row["Labels"].split(","))
        if "org.openstack.nova.instance-uuid" in labels:
            found.setdefault(labels["org.openstack.nova.instance-uuid"], []).append((row["Names"], row["State"]))
    return found


class HostState:
    """One look at everything; `left(before)` names what has come since."""

    def __init__(self, cloud, node):
        provider = cloud.get("placement", f"/resource_providers?name={node.node.name}")["resource_providers"][0]["uuid"]
        ports = subprocess.run(["/usr/bin/ovs-vsctl", f"--db=unix:{node.ovsdb_socket}", "--timeout=20", "list-ports", INTEGRATION_BRIDGE],
                               capture_output=True, text=True, check=True).stdout
        state = node.path("nova")
        self.kinds = {
            "container": set(docker(node, "ps", "-aq").split()),
            "image tag": {line for line in docker(node, "images", "--format", "{{.Repository}}").split() if not line.startswith("nova/")},
            "namespace": names(os.path.join(node.service_run, "netns")),
            "namespace by container": names(os.path.join(node.service_run, "netns-by-container")),
            "device": {name for name in names("/sys/class/net") if name.startswith("tap")},
            "switch port": set(ports.split()),
            "instance folder": names(os.path.join(state, "instances")),
            "intent": names(os.path.join(state, "intents")),
            "Neutron port": {each["id"] for each in cloud.get("neutron", "/v2.0/ports?fields=id")["ports"]},
            "allocation": set(cloud.get("placement", f"/resource_providers/{provider}/allocations")["allocations"]),
            "Glance image": {each["id"] for each in cloud.get("glance", "/v2/images?limit=1000")["images"]},
        }

    def left(self, before):
        return [f"{kind} {name}" for kind, now in self.kinds.items() for name in sorted(now - before.kinds[kind])]
