"""The image tempest logs into: busybox and an ssh server from Debian's packages, what cirros is among virtual machines."""

import io
import os
import re
import subprocess
import sys
import tarfile
import tempfile

from labkit import packages
from labkit.errors import LabError

HERE = os.path.dirname(os.path.realpath(__file__))
GUEST = os.path.join(os.path.dirname(HERE), "guest")
BUSYBOX = "/usr/bin/busybox"
DROPBEAR, DROPBEARKEY = "/usr/sbin/dropbear", "/usr/bin/dropbearkey"
FOLDERS = ("bin", "dev", "etc", "etc/dropbear", "lib", "lib64", "mnt", "proc", "root", "run", "sbin", "sys", "tmp", "usr", "usr/bin", "usr/sbin", "var",
           "var/lib", "var/log")


def require_packages(log):
    wanted = {BUSYBOX: "busybox-static", DROPBEAR: "dropbear-bin", DROPBEARKEY: "dropbear-bin"}
    packages.install(sorted({package for path, package in wanted.items() if not os.path.exists(path)}), log, "tempest's image")


def libraries(program):
    """Shared libraries of a program, with the loader."""
    found = subprocess.run(["/usr/bin/ldd", program], capture_output=True, text=True, check=False)
    if found.returncode:
        raise LabError(f"ldd {program}: {found.stderr.strip()}")
    return sorted(set(re.findall(r"(/\S+) \(0x", found.stdout)))


def applets():
    listed = subprocess.run([BUSYBOX, "--list"], capture_output=True, text=True, check=True).stdout.split()
    return [name for name in listed if name != "busybox"]


def host_key():
    """One for all servers of a run: tempest's ssh client keeps the first that it meets, which may be that of a server just being rebuilt."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "host-key")
        made = subprocess.run([DROPBEARKEY, "-t", "ecdsa", "-f", path], capture_output=True, text=True, check=False)
        if made.returncode:
            raise LabError(f"{DROPBEARKEY}: {made.stderr.strip()}")
        with open(path, "rb") as key:
            return key.read()


def layer():
    """The root file system as a tar: fixed order, owners and times, so that the same packages give the same image but for the host key."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        def add(name, mode, data=None, link=None, kind=None):
            entry = tarfile.TarInfo(name)
            entry.mode, entry.mtime = mode, 0
            entry.type = kind or (tarfile.SYMTYPE if link else tarfile.REGTYPE)
            entry.linkname = link or ""
            entry.size = len(data) if data is not None else 0
            archive.addfile(entry, io.BytesIO(data) if data is not None else None)

        def copy(source, name):
            with open(source, "rb") as contents:
                add(name, 0o755, contents.read())

        for folder in FOLDERS:
            add(folder, 0o1777 if folder == "tmp" else 0o700 if folder == "root" else 0o755, kind=tarfile.DIRTYPE)
        copy(BUSYBOX, "bin/busybox")
        own = sorted(os.path.relpath(os.path.join(folder, name), GUEST) for folder, _, names in os.walk(GUEST) for name in names)
        for name in applets():
            if f"bin/{name}" not in own:
                add(f"bin/{name}", 0o777, link="busybox")
        for name in ("sh", "ping", "ip"):  # where scripts of others look for them
            add(f"usr/bin/{name}", 0o777, link="/bin/" + name)
        copy(DROPBEAR, DROPBEAR[1:])
        add("etc/dropbear/host-key", 0o600, host_key())
        for source in libraries(DROPBEAR):
            name = source[1:] if source.startswith("/lib64/") else "lib/" + os.path.basename(source)
            copy(source, name)
        for name in own:
            with open(os.path.join(GUEST, name), "rb") as contents:
                add(name, 0o755 if name.startswith(("bin/", "sbin/")) else 0o600 if name == "etc/shadow" else 0o644, contents.read())
    return buffer.getvalue()


def build(path):
    """A docker archive."""
    sys.path.insert(0, os.path.dirname(os.path.dirname(HERE)))
    from importlib.machinery import SourceFileLoader
    builder = SourceFileLoader("images_build", os.path.join(os.path.dirname(os.path.dirname(HERE)), "images", "build")).load_module()
    builder.COMMANDS["tempest"] = ["/sbin/init"]
    builder.docker_archive(path, "tempest", layer())
