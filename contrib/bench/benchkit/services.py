"""The two compute services that are compared: ours on a node of the lab, and nova-compute with its fake driver."""

import contextlib
import os
import time

from labkit import compute, database, packages, settings
from labkit.errors import LabError
from labkit.layout import ADDRESS
from labkit.processes import Processes, run
from labkit.rest import RestError
from labkit.up import service_up

FAKE_HOST = "bench-fake"
TICKS = os.sysconf("SC_CLK_TCK")


class Service:
    """A running compute service and what it costs."""

    def __init__(self, lab, cloud, name, host):
        self.lab, self.cloud, self.name, self.host = lab, cloud, name, host
        self.processes = Processes(lab)

    @property
    def pid(self):
        pid = self.processes.pid(self.name)
        if pid is None:
            raise LabError(f"{self.name} has ended", self.lab.log(self.name))
        return pid

    def memory(self):
        """(resident, proportional) megabytes."""
        found = {}
        with open(f"/proc/{self.pid}/smaps_rollup", encoding="utf-8") as source:
            for line in source:
                key, _, rest = line.partition(":")
                if key in ("Rss", "Pss"):
                    found[key] = int(rest.split()[0]) / 1024
        return found["Rss"], found["Pss"]

    def cpu(self):
        with open(f"/proc/{self.pid}/stat", encoding="utf-8", errors="replace") as source:
            fields = source.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def restart(self):
        """Seconds are counted from here."""
        self.stop()
        began = time.monotonic()
        self.launch()
        return began

    def stop(self):
        self.processes.stop(self.name, timeout=60)


class OurService(Service):
    def __init__(self, cloud, node, more=()):
        super().__init__(node.lab, cloud, node.service("compute"), node.node.name)
        self.node, self.more = node, more

    def launch(self):
        compute.launch(self.node, more=self.more)

    def ready(self):
        compute.start(self.node, more=self.more)

    @contextlib.contextmanager
    def configured(self, sections):
        """Restarted with a second configuration file, and without it at the end."""
        path, before = self.lab.etc("bench", "more.conf"), self.more
        settings.write(path, sections)
        try:
            self.stop()
            self.more = (*before, path)
            self.ready()
            yield
        finally:
            self.stop()
            self.more = before
            os.unlink(path)
            self.ready()


class FakeNovaCompute(Service):
    """Debian's nova-compute of the lab's release. Its driver notes what it is told and starts nothing."""

    def __init__(self, lab, cloud):
        super().__init__(lab, cloud, "bench-nova-compute", FAKE_HOST)
        self.configuration = lab.etc("bench", "nova.conf")

    def launch(self):
        common = settings.nova_common(self.lab)
        state = self.lab.path("bench")
        os.makedirs(os.path.join(state, "locks"), exist_ok=True)
        settings.write(self.configuration, {
            **common,
            "DEFAULT": {**common["DEFAULT"], "host": self.host, "my_ip": ADDRESS, "state_path": state, "compute_driver": "fake.FakeDriver"},
            "oslo_concurrency": {"lock_path": os.path.join(state, "locks")},
        })
        self.processes.start(self.name, ["/usr/bin/nova-compute", "--config-file", self.configuration])

    def ready(self):
        packages.install(packages.absent({"/usr/bin/nova-compute": "nova-compute"}), self.lab.log("packages"))
        if not self.processes.pid(self.name):
            self.launch()
        self.processes.wait_ready(self.name, lambda: service_up(self.cloud, "nova-compute", self.host), 120)
        run(database.nova_manage(self.lab, "cell_v2", "discover_hosts"), log=self.lab.log("discover_hosts"))

    def remove(self):
        """Service record, compute node, provider and agent, as if it had never been."""
        self.stop()
        for each in self.cloud.get("nova-api", f"/os-services?binary=nova-compute&host={self.host}")["services"]:
            self.cloud.delete("nova-api", f"/os-services/{each['id']}")
        # nova-api takes the first row of a host for its service, also a deleted one of an earlier run.
        database.sql(self.lab, f"DELETE FROM services WHERE deleted <> 0 AND host = '{self.host}'", "nova")
        for each in self.cloud.get("neutron", f"/v2.0/agents?host={self.host}")["agents"]:
            try:
                self.cloud.delete("neutron", f"/v2.0/agents/{each['id']}")
            except RestError as error:
                if error.status != 404:
                    raise
