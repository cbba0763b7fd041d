"""`lab service`: one service of a lab that runs, stopped, killed and started by itself: what outages are tried with."""

import dataclasses
import functools
import time

from . import computenode, console, control
from .errors import LabError
from .processes import Processes

# What is not acted on here but has a command of its own.
HINTS = {"compute": "; the compute service has `lab compute`", "dashboard": "; the dashboard has `lab dashboard`"}


def known(lab, node):
    """Every service that can be acted on alone, by the name `lab status` shows."""
    found = {service.name: service for service in control.services(lab)}
    for make in (computenode.containerd, computenode.dockerd, computenode.ovsdb, computenode.vswitchd):
        found[node.service(make.__name__)] = make
    found[node.service("neutron-agent")] = lambda each: computenode.agent(each, computenode.datapath())
    return found


def find(lab, node, name):
    services = known(lab, node)
    if name not in services:
        hint = HINTS.get(name.split(".")[0], "")
        raise LabError(f"no service {name} that can be acted on alone{hint}; there are {', '.join(sorted(services))}")
    return services[name]


def with_option(service, option):
    """GROUP.NAME=VALUE, or NAME=VALUE of [DEFAULT], for this run of an OpenStack service: oslo.config takes options from the environment as well."""
    name, sign, value = option.partition("=")
    group, _, name = name.rpartition(".")
    if not sign or not name:
        raise LabError(f"--option {option}: not of the form [GROUP.]NAME=VALUE")
    variable = f"OS_{(group or 'DEFAULT').upper()}__{name.upper()}"
    return dataclasses.replace(service, environment={**service.environment, variable: value})


def act(lab, node, action, name, live_restore=False, options=()):
    processes, service = Processes(lab), find(lab, node, name)
    for option in options:
        if not isinstance(service, control.Service):
            raise LabError(f"--option is for services of the control plane, which {name} is not")
        service = with_option(service, option)
    if live_restore:
        if service is not computenode.dockerd:
            raise LabError(f"--live-restore is Docker's: {name} has no such thing")
        service = functools.partial(service, live_restore=True)
    began = time.monotonic()
    if action == "kill":
        killed = processes.kill(name)
        console.step(name, "killed" if killed else "was not running", began)
        return
    if action in ("stop", "restart"):
        stopped = processes.stop(name, timeout=20)
        console.step(name, "stopped" if stopped else "was not running", began)
    if action in ("start", "restart"):
        began = time.monotonic()
        # A node's services write their configuration when they are made.
        service = service if isinstance(service, control.Service) else service(node)
        started = control.start(processes, service)
        console.step(name, "answers" if started else "was running", began)
