"""One run: what has been counted, how commands are started, what must be gone at the end."""

import os
import shutil
import signal
import subprocess
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from .results import Result

MARK = "TOX_COMPAT_RUN"


class Session:
    def __init__(self, repository, planned, only=""):
        self.repository, self.planned, self.only = repository, planned, only
        self.artifacts = os.path.join(repository, "artifacts", "tox-compat")
        self.results = []
        self.began = time.monotonic()
        self.built = None
        self.mark = uuid.uuid4().hex
        self.worker, self.begun = ThreadPoolExecutor(max_workers=1), {}
        shutil.rmtree(self.artifacts, ignore_errors=True)
        os.makedirs(self.artifacts, exist_ok=True)

    # --- telling --------------------------------------------------------------------------------------------------

    def say(self, text):
        print(f"[{time.monotonic() - self.began:6.0f}] {text}", flush=True)

    def begin(self, environment):
        self.say(f"===== {environment}")

    def record(self, result):
        self.results.append(result)
        self.say(result.line())
        for text in result.details:
            print("         " + text.replace("\n", "\n         "), flush=True)
        return result

    def crashed(self, name, reason):
        return self.record(Result(name, failed=1, details=[reason]))

    def wanted(self, name):
        return self.only in name

    def summary(self):
        passed, failed, skipped = (sum(getattr(each, what) for each in self.results) for what in ("passed", "failed", "skipped"))
        failures = [each for each in self.results if each.failed]
        print(flush=True)
        for each in failures:
            print(f"failed: {each.line()}", flush=True)
        if not self.results:
            print("nothing was run", flush=True)
        print(f"{passed} passed, {failed} failed, {skipped} skipped", flush=True)
        return 1 if failed or not self.results else 0

    # --- side by side ---------------------------------------------------------------------------------------------

    def beside(self, name, work):
        """Begins work that needs only a processor, beside suites that mostly wait for others: one at a time, each once."""
        def guarded():
            try:
                return work()
            except Exception as error:  # the others' results must not be lost
                return self.crashed(name, f"{type(error).__name__}: {error}")

        if name not in self.begun:
            self.begun[name] = self.worker.submit(guarded)

    def ended(self, name):
        """Waits for what was begun by that name; its result."""
        return self.begun[name].result()

    def all_ended(self):
        for name in self.begun:
            self.ended(name)

    # --- doing ----------------------------------------------------------------------------------------------------

    def environment(self, extra=None):
        return {
            **os.environ,
            "MSBUILDDISABLENODEREUSE": "1",
            "UseSharedCompilation": "true",
            "DOTNET_CLI_USE_MSBUILD_SERVER": "0",
            "DOTNET_CLI_TELEMETRY_OPTOUT": "1",
            "DOTNET_NOLOGO": "1",
            "LANG": "C.UTF-8",
            MARK: self.mark,
            **(extra or {}),
        }

    def run(self, name, command, environment=None, timeout=900):
        """Runs a command with its output in a log of that name; returns (exit code, log path)."""
        log = os.path.join(self.artifacts, name + ".log")
        os.makedirs(os.path.dirname(log), exist_ok=True)
        with open(log, "wb") as target:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=target, stderr=target, cwd=self.repository,
                                       env=self.environment(environment), start_new_session=True)
            try:
                code = process.wait(timeout)
            except subprocess.TimeoutExpired:
                target.write(f"\nstopped: not finished after {timeout} s\n".encode())
                code = -1
            except BaseException:
                self.kill_group(process)
                raise
            if code < 0:
                self.kill_group(process)
        return code, log

    @staticmethod
    def kill_group(process):
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()

    def dotnet(self):
        found = shutil.which("dotnet", path=os.environ.get("PATH", "") + ":/usr/local/bin:/usr/bin:/usr/share/dotnet:/root/.dotnet")
        if found is None:
            raise RuntimeError("dotnet is not in PATH: install the .NET 10 SDK")
        return found

    def build(self):
        """The whole solution, once per run; warnings are errors there."""
        if self.built is None:
            self.say("building the solution (Release)")
            began = time.monotonic()
            # A clean clone has nothing restored; the machine's feeds and caches come from its environment.
            code, log = self.run("build", [self.dotnet(), "build", "NovaDockerNet.sln", "-c", "Release", "--nologo",
                                           "-v", "minimal", "-nodeReuse:false", "-m"], timeout=1500)
            self.built = code == 0
            self.record(Result("build with warnings as errors", passed=int(self.built), failed=int(not self.built),
                               seconds=time.monotonic() - began, details=[] if self.built else [tail(log), log]))
        return self.built

    def install(self, wanted):
        """Debian packages by the file they bring."""
        missing = sorted({package for path, package in wanted.items() if not os.path.exists(path)})
        if not missing:
            return
        from labkit import packages
        if os.geteuid() != 0:
            raise RuntimeError(f"packages are missing and only root can install them: {' '.join(missing)}")
        packages.install(missing, os.path.join(self.artifacts, "packages.log"))

    def clean_up(self):
        """Compiler servers and whatever a suite left: found by the mark in their environment, so only ours."""
        self.worker.shutdown(wait=False, cancel_futures=True)
        mark = f"{MARK}={self.mark}".encode()
        for attempt in (signal.SIGTERM, signal.SIGKILL):
            found = []
            for entry in os.listdir("/proc"):
                if entry.isdigit() and int(entry) != os.getpid():
                    try:
                        with open(f"/proc/{entry}/environ", "rb") as source:
                            if mark in source.read().split(b"\0"):
                                found.append(int(entry))
                    except OSError:
                        continue
            for pid in found:
                try:
                    os.kill(pid, attempt)
                except ProcessLookupError:
                    pass
            if not found:
                return
            time.sleep(2 if attempt == signal.SIGTERM else 0.2)


def tail(path, lines=40):
    with open(path, encoding="utf-8", errors="replace") as source:
        return "\n".join(source.read().splitlines()[-lines:])
