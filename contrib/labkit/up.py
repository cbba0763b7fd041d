"""`lab up`: every step checks whether it was done before, so it resumes after Ctrl-C and is harmless when all runs."""

import os
import time

from . import computenode, console, control, database, identity, packages, settings, tasks
from .errors import LabError
from .layout import PORTS, NodeLayout
from .processes import Processes
from .rest import Cloud, RestError
from .tasks import Task


def up(lab, nodes):
    began = time.monotonic()
    if os.geteuid() != 0:
        raise LabError("the lab needs root: it makes bridges, namespaces and containers")
    if packages.missing(lab.release):
        packages.require_debian(lab.release)
        packages.install(packages.missing(lab.release), lab.log("packages"))
    processes = Processes(lab)
    require_free_ports(lab, processes)
    os.makedirs(lab.run, mode=0o755, exist_ok=True)
    if database.restore_snapshot(lab):
        console.step("databases", f"restored from {lab.cache}")
    settings.write_control_plane(lab)
    steps = control_plane(lab, processes)
    for node in nodes:
        steps += compute_node(NodeLayout(lab, node), processes)
    tasks.run(steps)
    console.step("lab", "up", began)


def require_free_ports(lab, processes):
    """A service of the machine itself on one of our ports is left alone: say so and stop."""
    ours = {service.port: service.name for service in control.services(lab)}
    for name, port in PORTS.items():
        if port in ours and processes.pid(ours[port]) is None and control.listens(port):
            raise LabError(f"port {port} (for {name}) is taken by another process of this machine; "
                           "the lab leaves it alone and stops here. `ss -ltnp` shows whose it is.")


def control_plane(lab, processes):
    db, nova_db = "mariadb", "nova schema"
    epmd, rabbit = control.rabbitmq(lab)

    def service(each, *after):
        return Task(each.name, lambda: control.start(processes, each), after)

    return [
        Task(db, lambda: database.start(lab, processes)),
        service(epmd),
        Task("rabbitmq", lambda: control.start(processes, rabbit, lab.path("rabbitmq", "mnesia")), ("epmd",)),
        service(control.memcached()),
        # The longest first: two cores are busy with these for most of a first `up`. What needs the broker does not wait
        # for it: loading takes these services longer than a retry to connect.
        Task("neutron schema", lambda: database.neutron_schema(lab), (db,)),
        Task("keystone schema", lambda: database.keystone_schema(lab), (db,)),
        Task("nova api schema", lambda: database.nova_api_schema(lab), (db,)),
        Task(nova_db, lambda: database.nova_cell_schema(lab), ("keystone schema",)),
        Task("nova cells", lambda: database.nova_cells(lab), ("nova api schema", nova_db)),
        Task("glance schema", lambda: database.glance_schema(lab), ("keystone schema",)),
        Task("placement schema", lambda: database.placement_schema(lab), ("keystone schema",)),
        service(control.keystone(lab), "keystone schema", "memcached"),
        Task("identity", lambda: identity.setup(lab), ("keystone",)),
        Task("snapshot", lambda: database.save_snapshot(lab, processes),
             ("identity", "neutron schema", "nova cells", "glance schema", "placement schema")),
        service(control.neutron(lab), "snapshot"),
        service(control.nova_api(lab), "snapshot"),
        service(control.placement(lab), "snapshot"),
        service(control.nova_daemon(lab, "nova-conductor"), "snapshot"),
        service(control.nova_daemon(lab, "nova-scheduler"), "snapshot"),
        service(control.nova_serialproxy(lab), "snapshot"),
        service(control.glance(lab), "snapshot"),
        Task("flavors", lambda: identity.flavors(lab), ("nova-api",)),
        Task("nova services", lambda: wait_nova_services(lab, processes),
             ("nova-api", "nova-conductor", "nova-scheduler", "rabbitmq")),
    ]


def wait_nova_services(lab, processes):
    cloud = Cloud(lab)
    for name in ("nova-conductor", "nova-scheduler"):
        processes.wait_ready(name, lambda binary=name: service_up(cloud, binary))
    return "conductor and scheduler report"


def service_up(cloud, binary, host=None):
    try:
        found = cloud.get("nova-api", f"/os-services?binary={binary}" + (f"&host={host}" if host else ""))["services"]
    except RestError as error:
        if error.status == 0 or error.status >= 500:
            return False
        raise
    return any(each["state"] == "up" for each in found)


def agent_up(cloud, host):
    try:
        found = cloud.get("neutron", f"/v2.0/agents?host={host}")["agents"]
    except RestError as error:
        if error.status == 0 or error.status >= 500:
            return False
        raise
    return any(each["alive"] for each in found)


def compute_node(node, processes):
    lab, name = node.lab, node.node.name
    kind = computenode.datapath()

    def prepare():
        computenode.claim_devices(node, kind)
        computenode.prepare(node)

    def agent():
        control.start(processes, computenode.agent(node, kind))
        cloud = Cloud(lab)
        processes.wait_ready(node.service("neutron-agent"), lambda: agent_up(cloud, name))
        return f"alive as {name}"

    return [
        Task(f"{name}", prepare),
        Task(f"ovsdb.{name}", lambda: control.start(processes, computenode.ovsdb(node)), (name,)),
        Task(f"vswitchd.{name}", lambda: control.start(processes, computenode.vswitchd(node)), (f"ovsdb.{name}",)),
        Task(f"bridges.{name}", lambda: computenode.bridges(node, kind), (f"vswitchd.{name}",)),
        Task(f"containerd.{name}", lambda: control.start(processes, computenode.containerd(node)), (name,)),
        Task(f"dockerd.{name}", lambda: control.start(processes, computenode.dockerd(node)), (f"containerd.{name}",)),
        Task(f"neutron-agent.{name}", agent, (f"bridges.{name}", "neutron", "identity")),
    ]
