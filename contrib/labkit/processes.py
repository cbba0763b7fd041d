"""Processes of the lab: started in a session of their own, found again by pid and start time, stopped as a group."""

import errno
import json
import os
import signal
import subprocess
import time

from .errors import LabError

MARK = "NOVA_DOCKER_NET_LAB"
STEP_MARK = "NOVA_DOCKER_NET_LAB_STEP"

# Nothing of the caller's environment (proxies, python paths) reaches the services.
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LANG": "C.UTF-8",
}


def start_time(pid):
    """Clock ticks from boot to the process's start: with the pid it names one process for ever."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as source:
            fields = source.read().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[19])


def signal_group(pid, number):
    try:
        os.killpg(pid, number)
        return True
    except OSError as error:
        if error.errno in (errno.ESRCH, errno.EPERM):
            return False
        raise


class Processes:
    """The pid files of one lab."""

    def __init__(self, lab):
        self.lab = lab
        self.folder = os.path.join(lab.run, "pids")

    def environment(self, extra=None):
        return {**ENVIRONMENT, "HOME": self.lab.path("home"), MARK: self.lab.state, **(extra or {})}

    def names(self):
        try:
            return sorted(name[:-5] for name in os.listdir(self.folder) if name.endswith(".json"))
        except FileNotFoundError:
            return []

    def pid(self, name):
        """Pid of the running service, or None."""
        try:
            with open(os.path.join(self.folder, name + ".json"), encoding="utf-8") as source:
                record = json.load(source)
        except (FileNotFoundError, ValueError):
            return None
        began = start_time(record["pid"])
        return record["pid"] if began is not None and began == record["start"] else None

    def start(self, name, command, environment=None, cwd="/"):
        """Starts the service unless it runs; True if it was started."""
        if self.pid(name):
            return False
        os.makedirs(self.folder, exist_ok=True)
        os.makedirs(os.path.dirname(self.lab.log(name)), exist_ok=True)
        os.makedirs(self.lab.path("home"), exist_ok=True)
        with open(self.lab.log(name), "ab") as log:
            log.write(f"--- {time.strftime('%Y-%m-%d %H:%M:%S')} {' '.join(command)}\n".encode())
            log.flush()
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=cwd,
                                       env=self.environment(environment), start_new_session=True)
        path = os.path.join(self.folder, name + ".json")
        with open(path + ".new", "w", encoding="utf-8") as target:
            json.dump({"pid": process.pid, "start": start_time(process.pid), "command": command}, target)
        os.replace(path + ".new", path)
        return True

    def wait_ready(self, name, ready, timeout=120):
        """Polls `ready` until it holds; a service that dies meanwhile or never answers is an error with its log."""
        deadline = time.monotonic() + timeout
        pause = 0.02
        while not ready():
            if self.pid(name) is None:
                raise LabError(f"{name} ended while it was starting", self.lab.log(name))
            if time.monotonic() > deadline:
                raise LabError(f"{name} does not answer after {timeout} s", self.lab.log(name))
            time.sleep(pause)
            pause = min(pause * 1.5, 0.25)

    def stop(self, name, timeout=10):
        """Stops the service and what it started; True if it ran."""
        pid = self.pid(name)
        path = os.path.join(self.folder, name + ".json")
        if pid:
            try:
                os.kill(pid, signal.SIGTERM)
            except ProcessLookupError:
                pass
            deadline = time.monotonic() + timeout
            while start_time(pid) is not None and time.monotonic() < deadline:
                self.reap(pid)
                time.sleep(0.02)
            signal_group(pid, signal.SIGKILL)
            deadline = time.monotonic() + 5
            while signal_group(pid, 0) and time.monotonic() < deadline:
                self.reap(pid)
                time.sleep(0.01)
        if os.path.exists(path):
            os.unlink(path)
        return pid is not None

    def kill(self, name):
        """As a crash does it, with all it started; True if it ran."""
        pid = self.pid(name)
        if pid is None:
            return False
        signal_group(pid, signal.SIGKILL)
        deadline = time.monotonic() + 5
        while signal_group(pid, 0) and time.monotonic() < deadline:
            self.reap(pid)
            time.sleep(0.01)
        os.unlink(os.path.join(self.folder, name + ".json"))
        return True

    @staticmethod
    def reap(pid):
        try:
            os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            pass

    def kill_strays(self):
        """Processes that carry the lab's mark in their environment: workers that outlived their parent, shims."""
        kill_marked(f"{MARK}={self.lab.state}")


def marked(assignment):
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit() or int(entry) == os.getpid():
            continue
        try:
            with open(f"/proc/{entry}/environ", "rb") as source:
                if assignment.encode() in source.read().split(b"\0"):
                    found.append(int(entry))
        except OSError:
            continue
    return found


def kill_marked(assignment):
    for attempt in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + 2
        for pid in marked(assignment):
            try:
                os.kill(pid, attempt)
            except ProcessLookupError:
                pass
        while marked(assignment) and time.monotonic() < deadline:
            time.sleep(0.05)


def kill_steps():
    """Commands of an interrupted `up` (schema migrations) that outlived it; the caller holds the lab's lock."""
    kill_marked(f"{STEP_MARK}=1")


def run(command, environment=None, log=None, stdin=None, cwd="/", timeout=600):
    """Runs a command to its end and returns its output; a failure is a LabError with the output's end."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=cwd,
                               env={**ENVIRONMENT, **(environment or {}), STEP_MARK: "1"})
    try:
        output, _ = process.communicate(stdin.encode() if isinstance(stdin, str) else stdin, timeout=timeout)
    except BaseException:
        process.kill()
        process.wait()
        raise
    text = output.decode(errors="replace")
    if log:
        os.makedirs(os.path.dirname(log), exist_ok=True)
        with open(log, "a", encoding="utf-8") as target:
            target.write(f"--- {' '.join(command)}\n{text}")
    if process.returncode:
        last = "\n".join(text.strip().splitlines()[-12:])
        raise LabError(f"{' '.join(command[:6])} failed with code {process.returncode}:\n{last}", log)
    return text
