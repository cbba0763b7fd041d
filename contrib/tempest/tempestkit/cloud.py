"""What tempest needs of the lab's cloud: a shared network this machine is on too, images, flavors."""

import hashlib
import ipaddress
import os
import subprocess
import time

from labkit import computenode, console
from labkit.layout import INTEGRATION_BRIDGE
from labkit.processes import run
from labkit.rest import RestError

NETWORK, SUBNET = "tempest", "10.40.0.0/16"
PUBLIC = "tempest-public"
DEVICE = "tempest0"
IMAGES = ("tempest", "tempest-alt")
# Memory in MB. As many processors as the machine has, because that is what a container's /proc/cpuinfo shows.
FLAVORS = {"tempest": 64, "tempest-alt": 96}


def network(cloud):
    found = cloud.get("neutron", f"/v2.0/networks?name={NETWORK}")["networks"]
    if found:
        return found[0]["id"]
    made = cloud.post("neutron", "/v2.0/networks", {"network": {"name": NETWORK, "shared": True}})["network"]
    cloud.post("neutron", "/v2.0/subnets", {"subnet": {
        "network_id": made["id"], "ip_version": 4, "cidr": SUBNET, "enable_dhcp": False, "gateway_ip": None, "name": NETWORK}})
    return made["id"]


def public_network(cloud):
    """Some scenarios ask for an external network before they log in at a fixed address; nothing is plugged into it."""
    found = cloud.get("neutron", f"/v2.0/networks?name={PUBLIC}")["networks"]
    return (found[0] if found else cloud.post(
        "neutron", "/v2.0/networks", {"network": {"name": PUBLIC, "router:external": True}})["network"])["id"]


def images(cloud, path):
    """Ids of the image and of its twin; those of an earlier run are kept when they are the same."""
    with open(path, "rb") as source:
        data = source.read()
    wanted, result = hashlib.sha512(data).hexdigest(), []
    for name in IMAGES:
        found = []
        for each in cloud.get("glance", f"/v2/images?name={name}")["images"]:
            if each["status"] == "active" and each["os_hash_value"] == wanted:
                found = [each]
            else:
                cloud.delete("glance", f"/v2/images/{each['id']}")
        if not found:
            found = [cloud.post("glance", "/v2/images", {
                "name": name, "container_format": "docker", "disk_format": "raw", "visibility": "public", "hypervisor_type": "docker"})]
            cloud.request("PUT", "glance", f"/v2/images/{found[0]['id']}/file", data, {"Content-Type": "application/octet-stream"})
        result.append(found[0]["id"])
    return result


def flavors(cloud):
    known = {each["name"] for each in cloud.get("nova-api", "/flavors")["flavors"]}
    for name, memory in FLAVORS.items():
        if name not in known:
            cloud.post("nova-api", "/flavors", {"flavor": {"name": name, "id": name, "ram": memory, "vcpus": os.cpu_count(), "disk": 1}})
    return list(FLAVORS)


class HostPort:
    """This machine's own port on the network, as any port of the node: made in Neutron, wired by the L2 agent."""

    def __init__(self, cloud, node, network_id):
        self.cloud, self.node, self.network_id = cloud, node, network_id

    def plug(self):
        self.unplug()
        port = self.cloud.post("neutron", "/v2.0/ports", {"port": {
            "network_id": self.network_id, "name": DEVICE, "device_owner": "compute:tempest", "binding:host_id": self.node.node.name,
            "port_security_enabled": False}})["port"]
        address = port["fixed_ips"][0]["ip_address"]
        computenode.vsctl(self.node, "add-port", INTEGRATION_BRIDGE, DEVICE, "--", "set", "Interface", DEVICE, "type=internal",
                          f"mac=\"{port['mac_address']}\"", f"external_ids:iface-id={port['id']}", "external_ids:iface-status=active",
                          f"external_ids:attached-mac=\"{port['mac_address']}\"")
        prefix = ipaddress.ip_network(SUBNET).prefixlen
        run(["/usr/sbin/ip", "address", "replace", f"{address}/{prefix}", "dev", DEVICE])
        run(["/usr/sbin/ip", "link", "set", DEVICE, "up"])
        deadline = time.monotonic() + 60
        while self.cloud.get("neutron", f"/v2.0/ports/{port['id']}")["port"]["status"] != "ACTIVE":
            if time.monotonic() > deadline:
                console.complain(f"the L2 agent has not wired {DEVICE} in 60 s; tempest's ssh will fail")
                break
            time.sleep(0.5)
        return address

    def unplug(self):
        subprocess.run(["/usr/bin/ovs-vsctl", f"--db=unix:{self.node.ovsdb_socket}", "--timeout=20", "--if-exists", "del-port", DEVICE],
                       capture_output=True, check=False)
        for port in self.cloud.get("neutron", f"/v2.0/ports?name={DEVICE}")["ports"]:
            self.cloud.delete("neutron", f"/v2.0/ports/{port['id']}")


def remove(cloud):
    """Everything made here, last first; what others still use stays."""
    steps = [("glance", "images", f"/v2/images?name={name}", "/v2/images/") for name in IMAGES]
    steps += [("neutron", "networks", f"/v2.0/networks?name={name}", "/v2.0/networks/") for name in (NETWORK, PUBLIC)]
    for service, kind, listing, item in steps:
        for each in cloud.get(service, listing)[kind]:
            try:
                cloud.delete(service, item + each["id"])
            except RestError as error:
                console.complain(f"{kind} {each['id']} is left: {error}")
    for name in FLAVORS:
        try:
            cloud.delete("nova-api", f"/flavors/{name}")
        except RestError as error:
            if error.status != 404:
                raise


def image_file(lab):
    return os.path.join(lab.path("images"), "tempest.tar")
