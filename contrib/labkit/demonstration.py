"""The main job, shown: three servers on two VLANs through the openstack client, and who reaches whom."""

import json
import os
import subprocess
import sys
import time

from . import console, tasks
from .cli import variables
from .errors import LabError
from .layout import VLAN_RANGE
from .processes import ENVIRONMENT, run
from .rest import Cloud

SUBNET = "10.20.0.0/24"
# network -> server -> address. One address range on both networks: only the VLAN keeps b1 apart.
NETWORKS = {
    "quickstart-a": {"a1": "10.20.0.11", "a2": "10.20.0.12"},
    "quickstart-b": {"b1": "10.20.0.13"},
}
IMAGE, FLAVOR, PROJECT = "quickstart", "micro", "demo"
SERVERS = {name: (network, address) for network, members in NETWORKS.items() for name, address in members.items()}


def openstack(node, *arguments, project=PROJECT):
    """The ordinary client, as the operator would type it."""
    shown = " ".join(arguments)
    console.say(f"           $ openstack {shown}")
    return run(["/usr/bin/openstack", *arguments], variables(node, project), timeout=120)


def demonstrate(lab, node):
    cloud = Cloud(lab, PROJECT, PROJECT)
    began = time.monotonic()
    networks(lab, node, cloud)
    console.step("networks and image", "made: " + ", ".join(NETWORKS) + f" (VLANs, {SUBNET}, no DHCP)", began)
    began = time.monotonic()
    found = servers(lab, node, cloud)
    console.step("servers", "ACTIVE: " + ", ".join(found), began)
    containers = {name: container(node, each["id"]) for name, each in found.items()}
    console.say()
    console.say(openstack(node, "server", "list", "-c", "Name", "-c", "Status", "-c", "Networks", "-c", "Image").rstrip())
    console.say()
    prove(node, containers)


def networks(lab, node, cloud):
    known = {each["name"]: each for each in cloud.get("neutron", "/v2.0/networks")["networks"]}
    images = {each["name"] for each in cloud.get("glance", f"/v2/images?name={IMAGE}")["images"]
              if each["status"] == "active"}

    def network(name):
        if name not in known:
            openstack(node, "network", "create", name, "-f", "value", "-c", "id")
        if not known.get(name, {}).get("subnets"):
            openstack(node, "subnet", "create", "--network", name, "--subnet-range", SUBNET, "--no-dhcp",
                      "--gateway", "none", f"{name}-v4", "-f", "value", "-c", "id")

    def image():
        if IMAGE in images:
            return
        folder = lab.path("images")
        build = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "images", "build")
        run([build, folder, "test"])
        openstack(node, "image", "create", IMAGE, "--container-format", "docker", "--disk-format", "raw",
                  "--property", "hypervisor_type=docker", "--file", os.path.join(folder, "test.tar"),
                  "-f", "value", "-c", "id")

    tasks.run([tasks.Task(name, lambda each=name: network(each)) for name in NETWORKS] + [tasks.Task("image", image)])


def servers(lab, node, cloud):
    """Every server ACTIVE; broken ones of an earlier attempt are made anew."""
    def listed():
        return {each["name"]: each for each in cloud.get("nova-api", "/servers/detail")["servers"] if each["name"] in SERVERS}

    for name, each in listed().items():
        if each["status"] == "ERROR" or each["status"] == "DELETED":
            openstack(node, "server", "delete", "--wait", name)
    known = listed()

    def create(name):
        network, address = SERVERS[name]
        identifier = cloud.get("neutron", f"/v2.0/networks?name={network}")["networks"][0]["id"]
        openstack(node, "server", "create", "--image", IMAGE, "--flavor", FLAVOR,
                  "--nic", f"net-id={identifier},v4-fixed-ip={address}", name, "-f", "value", "-c", "id")

    tasks.run([tasks.Task(name, lambda each=name: create(each)) for name in SERVERS if name not in known])
    deadline = time.monotonic() + 180
    while True:
        found = listed()
        for name, each in found.items():
            if each["status"] == "ERROR":
                raise LabError(failed_server(lab, node, name, with_fault(cloud, each)))
            if each["status"] == "SHUTOFF":
                cloud.post("nova-api", f"/servers/{each['id']}/action", {"os-start": None})
        if len(found) == len(SERVERS) and all(each["status"] == "ACTIVE" for each in found.values()):
            return dict(sorted(found.items()))
        if time.monotonic() > deadline:
            slow = next((n, e) for n, e in found.items() if e["status"] != "ACTIVE")
            raise LabError(failed_server(lab, node, *slow))
        time.sleep(0.5)


def with_fault(cloud, server):
    """Nova records the fault a moment after the state."""
    deadline = time.monotonic() + 5
    while "fault" not in server and time.monotonic() < deadline:
        time.sleep(0.3)
        server = cloud.get("nova-api", f"/servers/{server['id']}")["server"]
    return server


def failed_server(lab, node, name, server):
    """The fault the user sees, and the lines of the logs that speak of this server."""
    lines = [f"server {name} is {server['status']}: {server.get('fault', {}).get('message', '(no fault recorded yet)')}"]
    for service in (node.service("compute"), "nova-conductor", "nova-scheduler"):
        found = subprocess.run(["/usr/bin/grep", "-h", server["id"], lab.log(service)], capture_output=True, text=True,
                               errors="replace", check=False).stdout.splitlines()
        if found:
            lines += [f"--- {lab.log(service)}, lines with {server['id']}", *found[-12:]]
    return "\n".join(lines)


def docker(node, *arguments):
    return subprocess.run(["/usr/bin/docker", "-H", f"unix://{node.docker_socket}", *arguments], capture_output=True,
                          text=True, errors="replace", check=False, env=ENVIRONMENT, timeout=60)


def container(node, server):
    """The container whose labels carry the server's uuid."""
    identifiers = docker(node, "ps", "-q", "--no-trunc").stdout.split()
    for each in json.loads(docker(node, "inspect", *identifiers).stdout) if identifiers else []:
        if server in (each["Config"]["Labels"] or {}).values():
            return each["Id"][:12]
    raise LabError(f"server {server} is ACTIVE but the node's Docker runs no container labelled with it")


def prove(node, containers):
    """Addresses inside, HTTP and ping between; what must not get through is part of the proof."""
    addresses = {name: address for name, (_, address) in SERVERS.items()}
    for name, identifier in containers.items():
        text = docker(node, "exec", identifier, "ip", "-4", "-o", "addr", "show", "eth0").stdout
        if f" {addresses[name]}/" not in text:
            raise LabError(f"{name} has not {addresses[name]} on its eth0 but: {text.strip() or 'nothing'}")
        console.step(name, f"container {identifier}: eth0 has {addresses[name]}")
    failures = []
    for source, target, expected in (("a1", "a2", True), ("a2", "a1", True), ("b1", "a1", False), ("a1", "b1", False)):
        address = addresses[target]
        # Not busybox's wget: the static one of Debian 12 crashes before it connects.
        request = f"printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 2 {address} 80 | grep -q '200 OK'"
        for means, words in (("ping", ["ping", "-c", "2", "-W", "1", "-i", "0.3", address]), ("http", ["sh", "-c", request])):
            answer = docker(node, "exec", containers[source], *words)
            reached = answer.returncode == 0
            good = reached == expected
            console.step(f"{source} -> {target}", f"{means} {address}: {'reached' if reached else 'not reached'}"
                         + ("" if good else "   <-- WRONG") + ("" if expected else "  (another VLAN)"))
            if not good:
                failures.append(f"{source} {'does not reach' if expected else 'reaches'} {target} with {means}: "
                                f"{(answer.stdout + answer.stderr).strip()[-200:]}")
    if failures:
        raise LabError("the networks do not behave: " + "; ".join(failures), node.lab.log(node.service("neutron-agent")))


def how_to_go_on(lab, node):
    lab_command = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "lab")
    console.say(f"""
Shown: a real OpenStack {lab.release.name} booted three containers through its public API. Each has its own static address
on a VLAN of its network ({VLAN_RANGE} of physnet1, no DHCP): a1 and a2 reach each other, b1 in the same range reaches neither.
(done in {console.elapsed():.0f} s)

Go on by hand:
    eval "$(sudo {lab_command} env --project demo)"
    openstack server list
    openstack console log show a1                # the network as the workload's first instruction saw it
    openstack server reboot --hard a1            # address and MAC stay
    openstack server create --image {IMAGE} --flavor {FLAVOR} --network quickstart-a a3
    sudo docker -H unix://{node.docker_socket} ps
    sudo ovs-vsctl --db=unix:{node.ovsdb_socket} show
    sudo {lab_command} status                    # services; `logs NAME -f` follows one, `compute restart` restarts ours
    sudo {os.path.join(os.path.dirname(lab_command), 'quickstart')} --down       # removes everything again""")
    sys.stdout.flush()
