"""`lab dashboard`: Horizon on the lab's Keystone. Not part of `lab up`: its packages are large and few need it."""

import os
import shutil
import time

from . import console, control, packages, settings
from .errors import LabError
from .layout import PORTS
from .processes import Processes

NAME = "dashboard"
PACKAGED = "/usr/lib/python3/dist-packages/openstack_dashboard"
SCRIPT = "/usr/share/openstack-dashboard/wsgi.py"
POLICY = "/etc/openstack-dashboard/policy"
# Collected and compressed by the package when it was installed: a minute's work that need not be done again.
STATIC = "/var/lib/openstack-dashboard/static"
# The package's own page of the serial console loads angular.js by itself, and Debian 12 did not collect it under this name: two of
# Horizon's libraries have this one folder there, and Django collects a folder for the last of them only.
ANGULAR = "/static/horizon/lib/angular/=/usr/share/javascript/angular.js/"


def service(lab):
    return control.wsgi(lab, NAME, SCRIPT, {"PYTHONPATH": lab.path(NAME)}, 2,
                        "--static-map", ANGULAR, "--static-map", f"/static={STATIC}")


def start(lab):
    if not os.path.isdir(lab.run):
        raise LabError("the lab is not up: run `contrib/lab up` first")
    processes, began = Processes(lab), time.monotonic()
    if processes.pid(NAME) is None and control.listens(PORTS[NAME]):
        raise LabError(f"port {PORTS[NAME]} (for {NAME}) is taken by another process of this machine")
    install(lab, NAME)
    link_package(lab.path(NAME, "openstack_dashboard"))
    copy_policy(lab)
    settings.dashboard(lab, lab.path(NAME, "openstack_dashboard", "local"), STATIC)
    started = control.start(processes, service(lab))
    console.step(NAME, ("answers" if started else "was running") + f": {lab.url(NAME)}/ (users admin and demo; `lab env` "
                 "has their passwords)", began)


def stop(lab):
    began = time.monotonic()
    stopped = Processes(lab).stop(NAME)
    console.step(NAME, "stopped" if stopped else "was not running", began)


def install(lab, what):
    """Packages that `lab up` does without."""
    absent = packages.absent(lab.release.optional[what])
    if absent:
        packages.require_debian(lab.release)
        packages.install(absent, lab.log("packages"), what)


def link_package(folder, packaged=PACKAGED):
    """Debian's package by links, with a `local` of its own.

    Horizon reads local/local_settings.py, local/local_settings.d and local/enabled beside its own settings.py, and Debian
    links these to /etc: another path is no setting.
    """
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(os.path.join(folder, "local", "enabled"))
    for name in os.listdir(packaged):
        if name not in ("local", "__pycache__"):
            os.symlink(os.path.join(packaged, name), os.path.join(folder, name))
    for parts in ((), ("enabled",)):
        settings.write_text(os.path.join(folder, "local", *parts, "__init__.py"), "")


def copy_policy(lab):
    """The services' policies as packaged, which say what the pages offer to whom; the machine's own copy is only read."""
    target = lab.etc(NAME, "policy")
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(POLICY, target)
