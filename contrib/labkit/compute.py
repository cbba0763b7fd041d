"""`lab compute`: the published nova-docker-net as a node's compute service."""

import os
import shutil
import subprocess
import time

from . import console, database
from .errors import LabError
from .processes import Processes, kill_marked, run
from .rest import Cloud, RestError
from .up import service_up

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

PUBLISH_MARK = "NOVA_DOCKER_NET_LAB_PUBLISH"


def binary(lab):
    return lab.path("publish", "nova-docker-net")


def search_path():
    """PATH, and where the SDK usually is: sudo drops the caller's PATH."""
    caller = os.path.expanduser("~" + os.environ.get("SUDO_USER", ""))
    return ":".join((os.environ.get("PATH", ""), "/usr/local/bin", "/usr/bin", "/usr/share/dotnet", "/usr/lib/dotnet",
                     "/root/.dotnet", os.path.join(caller, ".dotnet"), "/opt/dotnet"))


def dotnet():
    found = shutil.which("dotnet", path=search_path())
    if found is None:
        raise LabError("dotnet is not in PATH: install the .NET 10 SDK")
    return found


def publish(lab):
    """Publishes the service of this working tree into the lab; one that runs keeps the files it has open."""
    began = time.monotonic()
    target, fresh = lab.path("publish"), lab.path("publish.new")
    shutil.rmtree(fresh, ignore_errors=True)
    log = lab.log("publish")
    os.makedirs(os.path.dirname(log), exist_ok=True)
    command = [dotnet(), "publish", os.path.join(REPOSITORY, "src", "NovaDockerNet.Daemon"), "-c", "Release",
               "-o", fresh, "--nologo", "-v", "minimal", "-nodeReuse:false",
               # The analyzers have their place in `tox-compat/run pep8`; here they would double the time.
               "-p:RunAnalyzers=false"]
    if os.stat(REPOSITORY).st_uid != 0:
        # root's build products in a user's tree would be in the way of the user's next build.
        command += ["--artifacts-path", lab.path("build")]
    # The caller's environment: NuGet's feeds, proxies and caches are found through it.
    environment = {**os.environ, "MSBUILDDISABLENODEREUSE": "1", "UseSharedCompilation": "true", PUBLISH_MARK: "1",
                   "DOTNET_CLI_USE_MSBUILD_SERVER": "0", "DOTNET_CLI_TELEMETRY_OPTOUT": "1", "DOTNET_NOLOGO": "1"}
    try:
        with open(log, "w", encoding="utf-8") as output:
            found = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False,
                                   env=environment)
    finally:
        kill_marked(f"{PUBLISH_MARK}=1")  # the compiler server this build started
    if found.returncode or not os.path.exists(os.path.join(fresh, os.path.basename(binary(lab)))):
        raise LabError(f"dotnet publish failed with code {found.returncode}", log)
    shutil.rmtree(target, ignore_errors=True)
    os.rename(fresh, target)
    console.step("publish", binary(lab), began)


def launch(node, executable=None, more=()):
    """Starts the service, with `more` configuration files after its own, and asks nobody whether it is up."""
    executable = os.path.realpath(executable or binary(node.lab))
    if not os.access(executable, os.X_OK):
        raise LabError(f"{executable} is not there: `contrib/lab compute publish` makes it, --bin names another")
    Processes(node.lab).start(node.service("compute"), [executable, *(part for each in (node.nova_conf, *more) for part in ("--config-file", each))],
                              {"DOTNET_gcServer": "0", "DOTNET_CLI_TELEMETRY_OPTOUT": "1"}, cwd=node.path("nova"))


def start(node, executable=None, timeout=90, more=()):
    """Starts the service as `launch` does and waits until Nova sees it up and its host belongs to the cell."""
    lab, processes, name = node.lab, Processes(node.lab), node.service("compute")
    if not os.path.exists(node.nova_conf):
        raise LabError("the lab is not up: run `contrib/lab up` first")
    began = time.monotonic()
    cloud = Cloud(lab)
    before = updated_at(cloud, node)
    launch(node, executable, more)
    processes.wait_ready(name, lambda: service_up(cloud, "nova-compute", node.node.name)
                         and updated_at(cloud, node) != before and schedulable(cloud, node), timeout)
    console.step(name, "up", began)
    began = time.monotonic()
    if not mapped(node):
        run(database.nova_manage(lab, "cell_v2", "discover_hosts"), log=lab.log("discover_hosts"))
        console.step(name, "mapped into the cell", began)


def updated_at(cloud, node):
    found = cloud.get("nova-api", f"/os-services?binary=nova-compute&host={node.node.name}")["services"]
    return found[0]["updated_at"] if found else None


def schedulable(cloud, node):
    """The compute node is recorded and Placement knows what it has."""
    found = database.sql(node.lab, "SELECT uuid FROM compute_nodes WHERE deleted = 0 AND host = "
                         f"'{node.node.name}'", "nova").split()
    try:
        return bool(found) and "MEMORY_MB" in cloud.get("placement", f"/resource_providers/{found[0]}/inventories")["inventories"]
    except RestError as error:
        if error.status >= 500 or error.status in (0, 404):
            return False
        raise


def mapped(node):
    return database.sql(node.lab, f"SELECT count(*) FROM host_mappings WHERE host = '{node.node.name}'",
                        "nova_api").strip() != "0"


def stop(node):
    began = time.monotonic()
    name = node.service("compute")
    if Processes(node.lab).stop(name, timeout=60):
        console.step(name, "stopped", began)
    else:
        console.step(name, "was not running")
