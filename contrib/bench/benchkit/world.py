"""Network, image and servers of a run."""

import contextlib
import os
import threading
import time
import uuid

from labkit.errors import LabError
from labkit.processes import run as command
from labkit.rest import Cloud, RestError, call

NAME = "bench"
FLAVOR, OTHER_FLAVOR = "nano", "micro"
BUILD = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__)))), "images", "build")
TIMEOUT = 240
BUSY_TIMEOUT = 600


class World:
    def __init__(self, lab, trace):
        self.lab, self.trace, self.cloud = lab, trace, Cloud(lab)
        self.network = self.image = None
        self.servers, self.lock = {}, threading.Lock()

    def prepare(self):
        self.network = self.cloud.post("neutron", "/v2.0/networks", {"network": {"name": NAME}})["network"]["id"]
        self.cloud.post("neutron", "/v2.0/subnets", {"subnet": {
            "network_id": self.network, "ip_version": 4, "cidr": "10.60.0.0/16", "enable_dhcp": False, "gateway_ip": None}})
        folder = self.lab.path("images")
        command([BUILD, folder, "test"])
        # Without the property hypervisor_type: both services take it, and the request names the host.
        self.image = self.cloud.post("glance", "/v2/images", {
            "name": NAME, "container_format": "docker", "disk_format": "raw", "visibility": "public"})["id"]
        with open(os.path.join(folder, "test.tar"), "rb") as source:
            self.cloud.request("PUT", "glance", f"/v2/images/{self.image}/file", source.read(), {"Content-Type": "application/octet-stream"})

    def clean(self):
        """Everything of this run, and what an earlier one that was killed has left."""
        for each in self.cloud.get("nova-api", f"/servers?all_tenants=1&name=^{NAME}-")["servers"]:
            self.remove(each["id"])
        for each in self.cloud.get("glance", f"/v2/images?name={NAME}")["images"]:
            self.cloud.delete("glance", f"/v2/images/{each['id']}")
        for each in self.cloud.get("neutron", f"/v2.0/networks?name={NAME}")["networks"]:
            for port in self.cloud.get("neutron", f"/v2.0/ports?network_id={each['id']}")["ports"]:
                self.cloud.delete("neutron", f"/v2.0/ports/{port['id']}")
            self.cloud.delete("neutron", f"/v2.0/networks/{each['id']}")

    def remove(self, server):
        try:
            self.cloud.delete("nova-api", f"/servers/{server}")
        except RestError as error:
            if error.status != 404:
                raise
            return
        for _ in range(TIMEOUT):
            try:
                self.cloud.get("nova-api", f"/servers/{server}")
            except RestError as error:
                if error.status == 404:
                    return
                raise
            threading.Event().wait(0.5)
        raise LabError(f"server {server} cannot be deleted")

    def send(self, method, path, body=None):
        """The answer, and the id of the request: what happens further carries it."""
        self.cloud.authenticate()
        answer, headers = call(method, self.lab.url("nova-api") + path, body, {
            "X-Auth-Token": self.cloud.token, "X-OpenStack-Nova-API-Version": "2.93"})
        return answer, headers["X-Openstack-Request-Id"]

    def create(self, host):
        """Asks for a server and waits for nothing. A control plane that is busy with many may take its time."""
        self.cloud.authenticate()
        answer, _ = call("POST", self.lab.url("nova-api") + "/servers", {"server": self.request(host)}, {
            "X-Auth-Token": self.cloud.token, "X-OpenStack-Nova-API-Version": "2.93"}, timeout=BUSY_TIMEOUT)
        return answer["server"]["id"]

    def drop(self, server):
        """Asks for its deletion; one that is gone is no failure."""
        try:
            self.cloud.delete("nova-api", f"/servers/{server}")
        except RestError as error:
            if error.status != 404:
                raise

    def named(self):
        """Every server of a run, by its id."""
        return {each["id"]: each for each in self.cloud.get("nova-api", f"/servers/detail?all_tenants=1&limit=1000&name=^{NAME}-")["servers"]}

    def building(self):
        """The ids of those that are not there yet; without details, for which Nova would ask Neutron."""
        return {each["id"] for each in self.cloud.get("nova-api", f"/servers?all_tenants=1&limit=1000&status=BUILD&name=^{NAME}-")["servers"]}

    def request(self, host):
        return {"name": f"{NAME}-{uuid.uuid4().hex[:8]}", "imageRef": self.image, "flavorRef": FLAVOR, "host": host, "networks": [{"uuid": self.network}]}

    def boot(self, service):
        answer, request_id = self.send("POST", "/servers", {"server": self.request(service.host)})
        server = answer["server"]["id"]
        with self.lock:
            self.servers[server] = service
        request = self.trace.finished(request_id, "build_and_run_instance", TIMEOUT)
        self.expect(server, "ACTIVE")
        return server, request

    def delete(self, server):
        _, request_id = self.send("DELETE", f"/servers/{server}")
        request = self.trace.finished(request_id, "terminate_instance", TIMEOUT)
        with self.lock:
            self.servers.pop(server, None)
        return request

    def act(self, server, action, method, status):
        _, request_id = self.send("POST", f"/servers/{server}/action", action)
        self.trace.finished(request_id, method, TIMEOUT)
        # Between the legs of a resize it may have been quiet for a while.
        deadline = time.monotonic() + TIMEOUT
        while self.status(server) not in (status, "ERROR") and time.monotonic() < deadline:
            threading.Event().wait(0.2)
        self.expect(server, status)
        return self.trace.finished(request_id, method, TIMEOUT)

    def status(self, server):
        return self.cloud.get("nova-api", f"/servers/{server}")["server"]["status"]

    def attach(self, server):
        """The new port, the request, and after how many seconds the API answered."""
        began = time.monotonic()
        answer, request_id = self.send("POST", f"/servers/{server}/os-interface", {"interfaceAttachment": {"net_id": self.network}})
        seconds = time.monotonic() - began
        return answer["interfaceAttachment"]["port_id"], self.trace.finished(request_id, "attach_interface", TIMEOUT), seconds

    def detach(self, server, port):
        _, request_id = self.send("DELETE", f"/servers/{server}/os-interface/{port}")
        return self.trace.finished(request_id, "detach_interface", TIMEOUT)

    def console_log(self, server):
        """Seconds until the API answered."""
        began = time.monotonic()
        self.send("POST", f"/servers/{server}/action", {"os-getConsoleOutput": {"length": 50}})
        return time.monotonic() - began

    def address(self, server):
        found = self.cloud.get("nova-api", f"/servers/{server}")["server"]["addresses"]
        return found[NAME][0]["addr"]

    @contextlib.contextmanager
    def only(self, service):
        """The scheduler has no other host than this service's."""
        others = [each for each in self.cloud.get("nova-api", "/os-services?binary=nova-compute")["services"]
                  if each["host"] != service.host and each["status"] == "enabled"]
        try:
            for each in others:
                self.cloud.put("nova-api", f"/os-services/{each['id']}", {"status": "disabled"})
            yield
        finally:
            for each in others:
                self.cloud.put("nova-api", f"/os-services/{each['id']}", {"status": "enabled"})

    def expect(self, server, status):
        found = self.cloud.get("nova-api", f"/servers/{server}")["server"]
        if found["status"] != status:
            raise LabError(f"server {server} is {found['status']}, not {status}: {found.get('fault', {}).get('message', 'no fault')}")


def side_by_side(work, items):
    """All at once; the first failure is raised when all have ended."""
    results, failures = [None] * len(items), []

    def one(index, item):
        try:
            results[index] = work(item)
        except Exception as error:  # pylint: disable=broad-except
            failures.append(error)

    threads = [threading.Thread(target=one, args=pair, daemon=True) for pair in enumerate(items)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    if failures:
        raise failures[0]
    return results
