"""The command line of `contrib/lab`."""

import argparse
import fcntl
import os
import shlex
import signal
import subprocess
import sys

from . import compute, computenode, console, control, dashboard, services, settings
from .down import down
from .errors import LabError, tail
from .layout import ADDRESS, LOCK, PORTS, REGION, Lab, NodeLayout
from .nodes import NODES
from .processes import Processes, kill_steps
from .releases import RELEASES
from .rest import Cloud, RestError
from .up import agent_up, service_up, up


def parser():
    top = argparse.ArgumentParser(prog="lab", description="A real OpenStack control plane and compute nodes on one Debian "
                                  "machine, with configuration and state of their own.")
    top.add_argument("--release", choices=sorted(RELEASES), default="zed", help="OpenStack release (default: zed)")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name, text, node=False):
        each = commands.add_parser(name, help=text, description=text)
        each.add_argument("--release", choices=sorted(RELEASES), default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        if node:
            each.add_argument("--node", choices=sorted(NODES), default="node1", help="compute node (default: node1)")
        return each

    command("up", "install what is missing, start everything; again: start what does not run", node=True)
    each = command("down", "stop and remove everything the lab made")
    each.add_argument("--all", action="store_true", help="also the prepared databases kept for a quick next up")
    command("status", "services with their pid, port and health")
    each = command("env", "shell exports: eval \"$(contrib/lab env)\"", node=True)
    each.add_argument("--project", choices=("admin", "demo"), default="admin", help="whose OS_* (default: admin)")
    each = command("logs", "logs of all services, or of one")
    each.add_argument("service", nargs="?", help="name as in `status`")
    each.add_argument("-f", "--follow", action="store_true", help="go on as the log grows")
    each.add_argument("-n", "--lines", type=int, default=40)
    each = command("service", "stop, kill or start one service alone", node=True)
    each.add_argument("action", choices=("start", "stop", "restart", "kill"))
    each.add_argument("service", help="name as in `status`")
    each.add_argument("--live-restore", action="store_true", help="dockerd: containers outlive it; until it is started without")
    each.add_argument("--option", action="append", default=[], metavar="[GROUP.]NAME=VALUE",
                      help="an option of an OpenStack service that wins over its files; until it is started without")
    each = command("dashboard", "Horizon, with the servers' serial consoles")
    each.add_argument("action", choices=("start", "stop", "restart"))
    each = command("compute", "the node's compute service: nova-docker-net", node=True)
    each.add_argument("action", choices=("publish", "start", "stop", "restart", "log"))
    each.add_argument("--bin", metavar="PATH", help="executable to run (default: the published one)")
    each.add_argument("--publish", action="store_true", help="publish this working tree first")
    each.add_argument("-f", "--follow", action="store_true", help="log: go on as it grows")
    return top


def main(arguments):
    options = parser().parse_args(arguments)
    lab = Lab(RELEASES[options.release])
    try:
        if options.command in ("up", "down", "service", "dashboard") or options.command == "compute" and options.action != "log":
            with locked():
                return changing(lab, options)
        return reading(lab, options)
    except LabError as error:
        console.complain(f"lab: {error}")
        if error.log:
            console.complain(f"--- end of {error.log}")
            console.complain("\n".join(tail(error.log)))
            console.complain(f"--- more: {error.log}, or `contrib/lab logs`")
        return 1
    except KeyboardInterrupt:
        console.complain("lab: interrupted; `contrib/lab up` goes on from here, `contrib/lab down` removes it all")
        return 130


class locked:
    """One changing command at a time."""

    def __enter__(self):
        if os.geteuid() != 0:
            raise LabError("this needs root: it makes bridges, namespaces and containers")
        self.file = open(LOCK, "w", encoding="utf-8")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            console.say("another lab command is at work; waiting for it")
            fcntl.flock(self.file, fcntl.LOCK_EX)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.interrupt)
        kill_steps()

    def __exit__(self, kind, *_):
        if kind is not None:
            kill_steps()
        self.file.close()

    @staticmethod
    def interrupt(*_):
        raise KeyboardInterrupt


def changing(lab, options):
    if options.command == "down":
        down(lab, options.all)
        return 0
    if options.command == "dashboard":
        if options.action in ("stop", "restart"):
            dashboard.stop(lab)
        if options.action in ("start", "restart"):
            dashboard.start(lab)
        return 0
    node = NodeLayout(lab, NODES[options.node])
    if options.command == "up":
        up(lab, [node.node])
        return 0
    if options.command == "service":
        services.act(lab, node, options.action, options.service, options.live_restore, options.option)
        return 0
    if options.action == "publish" or options.publish:
        compute.publish(lab)
    if options.action in ("stop", "restart"):
        compute.stop(node)
    if options.action in ("start", "restart"):
        compute.start(node, options.bin)
    return 0


def reading(lab, options):
    if options.command == "status":
        return status(lab)
    if options.command == "env":
        return environment(NodeLayout(lab, NODES[options.node]), options.project)
    if options.command == "compute":
        options.service, options.lines = NodeLayout(lab, NODES[options.node]).service("compute"), 100
    return logs(lab, options)


def status(lab):
    """One line per service; exit code 3 when something that should run does not."""
    processes = Processes(lab)
    rows, bad = [], False
    known = {service.name: service for service in (*control.services(lab), dashboard.service(lab))} if os.path.isdir(lab.run) else {}
    names = list(known) + ["mariadb"] + [n for node in NODES.values()
                                         for n in reversed(computenode.service_names(NodeLayout(lab, node)))]
    cloud = Cloud(lab)
    for name in names if known else []:
        pid = processes.pid(name)
        port = known[name].port if name in known else None
        healthy = "-" if pid is None else health(lab, cloud, name, known)
        optional = name == dashboard.NAME or name.startswith("compute.")
        bad |= healthy not in ("yes", "-") or (healthy == "-" and not optional)
        rows.append((name, str(pid or "not running"), str(port or ""), healthy))
    if not rows:
        print("the lab is down")
        return 3
    for row in [("SERVICE", "PID", "PORT", "HEALTHY"), *rows]:
        print("{:<22} {:<12} {:<6} {}".format(*row))
    return 3 if bad else 0


def health(lab, cloud, name, known):
    node = next((NodeLayout(lab, each) for each in NODES.values() if name.endswith("." + each.name)), None)
    kind = name.split(".")[0]
    try:
        if kind in ("nova-conductor", "nova-scheduler"):
            ready = service_up(cloud, kind)
        elif kind == "compute":
            ready = service_up(cloud, "nova-compute", node.node.name)
        elif kind == "neutron-agent":
            ready = agent_up(cloud, node.node.name)
        elif kind == "dockerd":
            ready = computenode.docker_ready(node)
        elif kind == "containerd":
            ready = computenode.unix_answers(node.containerd_socket)
        elif kind == "ovsdb":
            ready = computenode.unix_answers(node.ovsdb_socket)
        elif kind == "vswitchd":
            ready = computenode.unix_answers(node.run("openvswitch", "vswitchd.ctl"))
        elif kind == "mariadb":
            ready = computenode.unix_answers(lab.mysql_socket)
        else:
            ready = known[name].ready()
    except RestError as error:
        return f"no: {error}"[:100]
    return "yes" if ready else "no"


def environment(node, project):
    if not os.path.exists(node.lab.path("secrets.json")):
        raise LabError("the lab is down: run `contrib/lab up` first")
    for name, value in variables(node, project).items():
        print(f"export {name}={shlex.quote(value)}")
    return 0


def variables(node, project):
    """What clients and tests need to find the lab."""
    lab = node.lab
    return {
        "OS_AUTH_URL": lab.url("keystone"),
        "OS_IDENTITY_API_VERSION": "3",
        "OS_USERNAME": project,
        "OS_PASSWORD": lab.secret(project),
        "OS_PROJECT_NAME": project,
        "OS_USER_DOMAIN_NAME": "Default",
        "OS_PROJECT_DOMAIN_NAME": "Default",
        "OS_REGION_NAME": REGION,
        "OS_COMPUTE_API_VERSION": "2.92",
        "LAB_STATE": lab.state,
        "LAB_LOGS": lab.path("log"),
        "LAB_RELEASE": lab.release.name,
        "LAB_NODE": node.node.name,
        "LAB_NOVA_CONF": node.nova_conf,
        "LAB_DOCKER_SOCKET": node.docker_socket,
        "LAB_DOCKER_HOST": f"unix://{node.docker_socket}",
        "LAB_OVSDB_SOCKET": node.ovsdb_socket,
        "LAB_OVSDB": f"unix:{node.ovsdb_socket}",
        "LAB_RUN_DIR": node.service_run,
        "LAB_RABBIT_URL": lab.rabbit_url,
        "LAB_RABBIT_AMQP_URL": lab.rabbit_url.replace("rabbit://", "amqp://"),
        "LAB_RABBITMQCTL": lab.path("tools", "rabbitmqctl"),
        "LAB_MYSQL_SOCKET": lab.mysql_socket,
        "LAB_ADMIN_PASSWORD": lab.secret("admin"),
        "LAB_DEMO_PASSWORD": lab.secret("demo"),
        "LAB_KEYSTONE_URL": lab.url("keystone"),
        "LAB_NOVA_URL": lab.url("nova-api"),
        "LAB_NEUTRON_URL": lab.url("neutron"),
        "LAB_GLANCE_URL": lab.url("glance"),
        "LAB_PLACEMENT_URL": lab.url("placement"),
        "LAB_DASHBOARD_URL": lab.url(dashboard.NAME),
        "LAB_ADDRESS": ADDRESS,
        "LAB_AMQP_PORT": str(PORTS["rabbitmq"]),
        "LAB_RABBIT_ENV": " ".join(f"{k}={v}" for k, v in settings.rabbitmq_environment(lab).items()
                                   if k in ("RABBITMQ_NODENAME", "ERL_EPMD_PORT")),
    }


def logs(lab, options):
    folder = lab.path("log")
    if not os.path.isdir(folder):
        raise LabError("the lab is down, its logs are gone")
    if options.service:
        paths = [lab.log(options.service)]
        if not os.path.exists(paths[0]):
            known = ", ".join(sorted(name[:-4] for name in os.listdir(folder) if name.endswith(".log")))
            raise LabError(f"no log of {options.service}; there are {known}")
    else:
        paths = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    return subprocess.call(["/usr/bin/tail", "-n", str(options.lines), *(["-F"] if options.follow else []), *paths],
                           stderr=sys.stderr)
