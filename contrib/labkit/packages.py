"""Debian packages: only what is missing is installed, nothing existing is upgraded, removed, configured or started."""

import os
import subprocess
import time

from . import console
from .errors import LabError

POLICY = "/usr/sbin/policy-rc.d"
POLICY_MARK = "# placed by the nova-docker-net lab while it installs packages"


def missing(release):
    wanted = dict(release.packages)
    if os.path.exists("/sys/module/apparmor/parameters/enabled"):
        # With AppArmor in the kernel dockerd starts no container unless it can load its profile.
        wanted["/usr/sbin/apparmor_parser"] = "apparmor"
    return absent(wanted)


def absent(wanted):
    return sorted({package for path, package in wanted.items() if not os.path.exists(path)})


def require_debian(release):
    try:
        with open("/etc/os-release", encoding="utf-8") as source:
            text = source.read()
    except OSError:
        text = ""
    if f"VERSION_CODENAME={release.debian}" not in text:
        raise LabError(f"the lab installs OpenStack {release.name} from Debian {release.debian}; this machine is another one")


def apt(*arguments, log=None, timeout=1800):
    """apt-get with the caller's environment (proxies), never asking anything."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8", "NEEDRESTART_SUSPEND": "1"}
    found = subprocess.run(["/usr/bin/apt-get", "-q", "-y", "-o", "Dpkg::Options::=--force-confold",
                            "-o", "DPkg::Lock::Timeout=120", *arguments],
                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                           env=environment, timeout=timeout, check=False)
    if log:
        os.makedirs(os.path.dirname(log), exist_ok=True)
        with open(log, "a", encoding="utf-8") as target:
            target.write(found.stdout)
    if found.returncode:
        last = "\n".join(found.stdout.strip().splitlines()[-12:])
        raise LabError(f"apt-get {' '.join(arguments[:4])} failed with code {found.returncode}:\n{last}", log)
    return found.stdout


def install(packages, log, subject="packages"):
    """Installs the packages. A plan that would touch what is installed already is refused."""
    if not packages:
        return
    began = time.monotonic()
    console.step(subject, "installing " + " ".join(packages))
    try:
        plan = apt("install", "--simulate", "--no-install-recommends", *packages)
    except LabError:
        apt("update", log=log)
        plan = apt("install", "--simulate", "--no-install-recommends", *packages)
    removed = [line.split()[1] for line in plan.splitlines() if line.startswith("Remv ")]
    guarded = ("docker", "containerd", "openvswitch", "mariadb", "mysql", "rabbitmq", "keystone", "nova", "neutron")
    upgraded = [line.split()[1] for line in plan.splitlines()
                if line.startswith("Inst ") and "[" in line.split("(")[0] and any(word in line for word in guarded)]
    if removed or upgraded:
        raise LabError(f"installing {' '.join(packages)} would remove or change {' '.join(removed + upgraded)}: "
                       "the machine's own services are in the way. Nothing was installed.")
    fresh = [line.split()[1] for line in plan.splitlines() if line.startswith("Inst ") and "[" not in line.split("(")[0]]
    placed = place_policy()
    try:
        try:
            apt("install", "--no-install-recommends", *packages, log=log)
        except LabError:
            apt("update", log=log)
            apt("install", "--no-install-recommends", *packages, log=log)
    finally:
        if placed:
            os.unlink(POLICY)
    disable_units(fresh)
    console.step(subject, f"{len(fresh)} packages installed", began)


def place_policy():
    """Debian starts a service when it is installed unless policy-rc.d forbids it."""
    if os.path.exists(POLICY):
        with open(POLICY, encoding="utf-8", errors="replace") as source:
            text = source.read()
        if POLICY_MARK in text:
            return True
        answer = subprocess.run([POLICY, "mariadb", "start"], capture_output=True, check=False)
        if answer.returncode == 101:
            return False
        raise LabError(f"{POLICY} exists and lets packages start services: move it away while the lab installs")
    with open(os.open(POLICY, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o755), "w", encoding="utf-8") as target:
        target.write(f"#!/bin/sh\n{POLICY_MARK}\nexit 101\n")
    return True


def disable_units(packages):
    """Where systemd runs, units of what was just installed must not start at the next boot either."""
    if not os.path.isdir("/run/systemd/system") or not packages:
        return
    listed = subprocess.run(["dpkg", "-L", *packages], capture_output=True, text=True, check=False).stdout
    units = sorted({os.path.basename(path) for path in listed.splitlines()
                    if "/systemd/system/" in path and path.endswith((".service", ".socket", ".timer"))
                    and "@" not in path})
    for unit in units:
        subprocess.run(["systemctl", "disable", "--quiet", unit], capture_output=True, check=False)
