"""pep8, unit, integration, functional, tempest, cover, docs."""

import glob
import os
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from .results import Result, coverage, from_last_line, from_trx
from .session import tail

SUITE_SECONDS = {"unit": 600, "integration": 900, "functional": 3600}
# One test that takes longer than this hangs: the run ends with its name. Those of the lab have deadlines of their own.
HANG = {"unit": "3m", "integration": "6m"}
# What runs beside a suite leaves it the processor.
BESIDE = ["nice", "-n", "10"]
INTEGRATION_PACKAGES = {
    "/usr/lib/rabbitmq/bin/rabbitmq-server": "rabbitmq-server",
    "/usr/bin/epmd": "erlang-base",
    "/usr/sbin/ovs-vswitchd": "openvswitch-switch",
    "/usr/sbin/dockerd": "docker.io",
    "/usr/bin/docker": "docker.io",
    "/usr/bin/busybox": "busybox-static",
    "/usr/sbin/ip": "iproute2",
    "/usr/lib/python3/dist-packages/oslo_messaging": "python3-oslo.messaging",
    "/usr/lib/python3/dist-packages/nova": "python3-nova",
}


def suites(session, pattern):
    found = sorted(os.path.basename(os.path.dirname(path))
                   for path in glob.glob(os.path.join(session.repository, "tests", pattern, "*.csproj")))
    return [name for name in found if session.wanted(name)]


def check(session, name, command, timeout=900):
    began = time.monotonic()
    code, log = session.run(name.replace(" ", "-").replace("/", "-"), command, timeout=timeout)
    return session.record(Result(name, passed=int(code == 0), failed=int(code != 0), seconds=time.monotonic() - began,
                                 details=[] if code == 0 else [tail(log), log]))


def suite(session, name, kind, environment=None, extra=()):
    """One test assembly, already built."""
    assembly = os.path.join(session.repository, "tests", name, "bin", "Release", "net10.0", name + ".dll")
    results = os.path.join(session.artifacts, name)
    began = time.monotonic()
    if not os.path.exists(assembly):
        return session.record(Result(name, failed=1, details=["it was not built"]))
    hang = ["--blame-hang-timeout", HANG[kind], "--blame-hang-dump-type", "none"] if kind in HANG else []
    code, log = session.run(name, [session.dotnet(), "test", assembly, "--logger", "trx;LogFileName=results.trx",
                                   "--results-directory", results, "--nologo", *hang, *extra],
                            environment, SUITE_SECONDS[kind])
    return session.record(from_trx(name, os.path.join(results, "results.trx"), code, log, time.monotonic() - began))


def pep8(session):
    session.build()
    session.beside("format", lambda: check(session, "dotnet format", [
        *BESIDE, session.dotnet(), "format", "NovaDockerNet.sln", "--verify-no-changes", "--no-restore", "--severity", "warn"]))
    scripts, python = [], []
    tracked = subprocess.run(["git", "-C", session.repository, "ls-files", "--cached", "--others", "--exclude-standard"],
                             capture_output=True, text=True, check=False).stdout.splitlines()
    for name in tracked:
        path = os.path.join(session.repository, name)
        if not os.path.isfile(path):
            continue
        with open(path, "rb") as source:
            first = source.readline()[:80]
        if first.startswith(b"#!") and b"python" in first or name.endswith(".py"):
            python.append(name)
        elif first.startswith(b"#!") and b"bash" in first:
            scripts.append(("bash", name))
        elif first.startswith(b"#!") and b"sh" in first or name.endswith(".sh"):
            scripts.append(("sh", name))
    command = "; ".join(f"{shell} -n '{name}' || bad=1" for shell, name in scripts) or ":"
    check(session, f"shell syntax ({len(scripts)} scripts)", ["/bin/sh", "-c", f"bad=0; {command}; exit $bad"])
    program = ("import sys\nbad = 0\nfor name in sys.argv[1:]:\n    try:\n        compile(open(name, encoding='utf-8').read(), name, 'exec')\n"
               "    except SyntaxError as error:\n        bad = 1\n        print(f'{name}: {error}')\nsys.exit(bad)")
    check(session, f"Python syntax ({len(python)} files)", ["/usr/bin/python3", "-c", program, *python])


def unit(session):
    for name, script in (("nova-runc", "contrib/nova-runc/test/run"), ("lab-tools", "contrib/labkit/tests/run"),
                         ("support-matrix", "contrib/support-matrix/render --check")):
        if session.wanted(name):
            began = time.monotonic()
            code, log = session.run(name, [os.path.join(session.repository, script.split()[0]), *script.split()[1:]])
            session.record(from_last_line(name, code, log, time.monotonic() - began))
    session.build()
    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(lambda name: suite(session, name, "unit"), suites(session, "*.Tests")))


def integration(session):
    session.install(INTEGRATION_PACKAGES)
    if session.build() and ("tempest" in session.planned or "functional" in session.planned and wants_lab(session)):
        publish(session)
    for name in suites(session, "*.IntegrationTests"):
        suite(session, name, "integration")


def functional(session):
    """The functional tests and the subset of tempest, on a lab of their own; a lab that runs already is used and left up."""
    names = suites(session, "*.FunctionalTests")
    def run(lab):
        exports = subprocess.run([lab, "env"], capture_output=True, text=True, check=True).stdout
        variables = dict(re.findall(r"^export (\w+)='?(.*?)'?$", exports, re.M))
        images = os.path.join(session.artifacts, "images")
        subprocess.run([os.path.join(session.repository, "contrib", "images", "build"), images], check=True)
        for name in names:
            suite(session, name, "functional", {**variables, "LAB_IMAGES": images, "LAB_COMMAND": lab})
        if session.wanted("tempest"):
            run_tempest(session, "tempest-subset", "--subset")

    if wants_lab(session):
        on_lab(session, run)


def wants_lab(session):
    return bool(suites(session, "*.FunctionalTests")) or session.wanted("tempest")


def tempest(session):
    """OpenStack's own suite, whole."""
    on_lab(session, lambda lab: run_tempest(session, "tempest"))


def run_tempest(session, name, *arguments):
    began = time.monotonic()
    code, log = session.run(name, [os.path.join(session.repository, "contrib", "tempest", "run"), *arguments], timeout=7500)
    result = from_last_line(name, code, log, time.monotonic() - began)
    with open(log, encoding="utf-8", errors="replace") as source:
        result.details += [line.strip() for line in source if line.rstrip().endswith("FAILED")]
    session.record(result)


def publish(session):
    """Begins it, if it has not been begun."""
    session.beside("publish", lambda: published(session))


def published(session):
    """The service in the folder of a lab that runs, or of none: what a run left whose machine was stopped would come back with its servers."""
    lab = lab_command(session)
    if not lab_runs(lab):
        cleared = check(session, "nothing left of a lab", [lab, "down"], timeout=300)
        if not cleared.passed:
            return cleared
    return check(session, "service published", [*BESIDE, lab, "compute", "publish"])


def lab_command(session):
    return os.path.join(session.repository, "contrib", "lab")


def on_lab(session, run):
    session.build()
    lab = lab_command(session)
    publish(session)
    was_up = lab_runs(lab)
    try:
        if session.ended("publish").passed and check(session, "lab up", [lab, "up"], timeout=1800).passed \
                and check(session, "compute started", [lab, "compute", "restart"]).passed:
            run(lab)
    finally:
        keep_logs(session)
        if was_up:
            session.say("the lab was up before and is left up")
        else:
            check(session, "lab down", [lab, "down"], timeout=300)


def lab_runs(lab):
    """Whether any of its processes does; a state folder alone may be what an interrupted run left."""
    rows = subprocess.run([lab, "status"], capture_output=True, text=True, check=False).stdout.splitlines()
    return any(len(row.split()) > 1 and row.split()[1].isdigit() for row in rows)


def keep_logs(session):
    source = "/var/lib/nova-docker-net-lab/log"
    if os.path.isdir(source):
        subprocess.run(["cp", "-a", source, os.path.join(session.artifacts, "lab-logs")], check=False)


def cover(session):
    session.build()
    for name in suites(session, "*.Tests"):
        suite(session, name, "unit", extra=("--collect", "XPlat Code Coverage"))
    totals = coverage(glob.glob(os.path.join(session.artifacts, "*", "*", "coverage.cobertura.xml")), session.repository)
    for project, (covered, lines) in sorted(totals.items()):
        session.say(f"{project:<40} {covered:>6} of {lines:>6} lines  {100 * covered / max(lines, 1):5.1f} %")
    covered, lines = (sum(each[index] for each in totals.values()) for index in (0, 1))
    session.say(f"{'all':<40} {covered:>6} of {lines:>6} lines  {100 * covered / max(lines, 1):5.1f} %")


def docs(session):
    broken = []
    for path in sorted(glob.glob(os.path.join(session.repository, "**", "*.md"), recursive=True)):
        if "/bin/" in path or "/obj/" in path or "/artifacts/" in path:
            continue
        with open(path, encoding="utf-8") as source:
            text = re.sub(r"```.*?```|`[^`]*`", "", source.read(), flags=re.S)
        for target in re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", text):
            plain = target.split("#")[0]
            if plain and not re.match(r"[a-z]+:", plain) and not os.path.exists(os.path.join(os.path.dirname(path), plain)):
                broken.append(f"{os.path.relpath(path, session.repository)}: {target} does not exist")
    session.record(Result("links of the Markdown files", passed=int(not broken), failed=int(bool(broken)), details=broken))
    options_described(session)
    support_matrix(session)


def support_matrix(session):
    """The page of Nova's support matrix."""
    found = subprocess.run([os.path.join(session.repository, "contrib", "support-matrix", "render")], capture_output=True, text=True, check=False)
    with open(os.path.join(session.artifacts, "support-matrix.md"), "w", encoding="utf-8") as target:
        target.write(found.stdout)
    session.record(Result("support matrix rendered", passed=int(found.returncode == 0), failed=int(found.returncode != 0), details=[found.stderr] if found.returncode else []))


def options_described(session):
    """Every option the service declares is in the README's table and in the sample file."""
    session.build()
    daemon = os.path.join(session.repository, "src", "NovaDockerNet.Daemon", "bin", "Release", "net10.0", "nova-docker-net")
    code, log = session.run("sample-config", [daemon, "sample-config"])
    with open(log, encoding="utf-8") as source:
        sample = source.read()
    if code:
        session.record(Result("options described", failed=1, details=[f"nova-docker-net sample-config: exit code {code}", sample[-500:]]))
        return
    names = sorted(set(re.findall(r"^#?([a-z][a-z0-9_]+) ?=", sample, re.M)))
    problems = []
    readme = os.path.join(session.repository, "README.md")
    if os.path.exists(readme):
        with open(readme, encoding="utf-8") as source:
            described = set(re.findall(r"`(?:\[\w+\] ?)?([a-z][a-z0-9_]+)`", source.read()))
        problems += [f"README.md does not describe {name}" for name in names if name not in described]
    else:
        problems.append("README.md is missing")
    kept = os.path.join(session.repository, "etc", "nova-docker-net.conf.sample")
    if not os.path.exists(kept):
        problems.append("etc/nova-docker-net.conf.sample is missing")
    else:
        with open(kept, encoding="utf-8") as source:
            if source.read().strip() != sample.strip():
                problems.append("etc/nova-docker-net.conf.sample differs from what `nova-docker-net sample-config` prints")
    session.record(Result(f"options described ({len(names)})", passed=int(not problems), failed=int(bool(problems)), details=problems))


ENVIRONMENTS = {"pep8": pep8, "unit": unit, "integration": integration, "functional": functional, "tempest": tempest, "cover": cover, "docs": docs}
