"""Snapshots of a server of ours, beside what Docker and the disk need for the same bytes."""

import os
import shutil
import subprocess
import time
import uuid

from labkit.errors import LabError
from labkit.processes import ENVIRONMENT

MEGABYTE = 1 << 20
BASELINE = "bench-baseline"


class Snapshots:
    def __init__(self, world, node, server):
        self.world, self.node, self.server = world, node, server
        self.image = None

    def docker(self, *arguments):
        found = subprocess.run(["/usr/bin/docker", "-H", f"unix://{self.node.docker_socket}", *arguments], capture_output=True, text=True,
                               check=False, env=ENVIRONMENT, timeout=300)
        if found.returncode:
            raise LabError(f"docker {arguments[0]} failed: {found.stderr.strip()}")
        return found.stdout.strip()

    @property
    def container(self):
        return self.docker("ps", "-q", "--filter", f"label=org.openstack.nova.instance-uuid={self.server}")

    def write(self, megabytes):
        """Bytes that no compression makes fewer, into the server's root file system."""
        source = os.path.join(self.world.lab.path("tmp"), BASELINE)
        try:
            with open(source, "wb") as target:
                for _ in range(megabytes):
                    target.write(os.urandom(MEGABYTE))
            self.docker("cp", source, f"{self.container}:/{BASELINE}")
        finally:
            os.unlink(source)

    def take(self, server):
        """The request that made an image of it."""
        name = f"bench-snapshot-{uuid.uuid4().hex[:8]}"
        request = self.world.act(server, {"createImage": {"name": name}}, "snapshot_instance", "ACTIVE")
        self.image = self.world.cloud.get("glance", f"/v2/images?name={name}")["images"][0]
        return request

    @property
    def megabytes(self):
        if self.image["status"] != "active":
            raise LabError(f"image {self.image['id']} is {self.image['status']}")
        return self.image["size"] / MEGABYTE

    def baseline(self):
        """Seconds of `docker commit` and a copy of the same bytes, which is the goal, and of what has to be done: `docker save`, and Glance's upload."""
        folder = self.world.lab.path("tmp")
        saved, copy = os.path.join(folder, BASELINE), os.path.join(folder, f"{BASELINE}-copy")
        tag = f"{BASELINE}:latest"
        try:
            commit = seconds_of(lambda: self.docker("commit", self.container, tag))
            save = seconds_of(lambda: self.docker("save", "-o", saved, tag))
            copying = seconds_of(lambda: shutil.copyfile(saved, copy))
            upload = seconds_of(lambda: self.upload(saved))
        finally:
            self.docker("rmi", tag)
            for each in (saved, copy):
                if os.path.exists(each):
                    os.unlink(each)
        return {"docker commit and a copy": commit + copying, "docker commit, save, upload": commit + save + upload,
                "docker commit alone": commit, "docker save alone": save, "upload alone": upload}

    def upload(self, path):
        image = self.world.cloud.post("glance", "/v2/images", {"name": BASELINE, "container_format": "docker", "disk_format": "raw"})["id"]
        try:
            with open(path, "rb") as source:
                # In chunks, as the service does: with its length known, the lab's uwsgi would keep all of it before Glance sees a byte.
                self.world.cloud.request("PUT", "glance", f"/v2/images/{image}/file", source)
        finally:
            self.world.cloud.delete("glance", f"/v2/images/{image}")

    def remove(self):
        self.world.cloud.delete("glance", f"/v2/images/{self.image['id']}")


def seconds_of(work):
    began = time.monotonic()
    work()
    return time.monotonic() - began
