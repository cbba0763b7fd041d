"""MariaDB with the lab's own data folder, the schemas of every service, and a snapshot of both for the next `up`."""

import base64
import hashlib
import os
import shutil
import socket
import subprocess

from . import settings
from .layout import REGION
from .processes import run

DATABASES = ("keystone", "glance", "placement", "nova_api", "nova", "nova_cell0", "neutron")


def command(lab):
    return ["/usr/sbin/mariadbd", "--no-defaults", f"--datadir={lab.path('mysql')}", f"--socket={lab.mysql_socket}",
            f"--pid-file={lab.run}/mysqld.pid", f"--tmpdir={lab.path('tmp')}", "--user=root", "--skip-networking",
            "--skip-name-resolve", "--max-connections=600", "--character-set-server=utf8mb3", "--skip-log-bin",
            "--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync", "--innodb-doublewrite=0",
            "--innodb-buffer-pool-size=256M", "--innodb-log-file-size=32M", "--innodb-buffer-pool-dump-at-shutdown=0",
            "--sync-frm=0", "--performance-schema=off", "--table-open-cache=1000", "--open-files-limit=8000"]


def ready(lab):
    try:
        with socket.socket(socket.AF_UNIX) as peer:
            peer.settimeout(1)
            peer.connect(lab.mysql_socket)
            return len(peer.recv(5)) == 5
    except OSError:
        return False


def start(lab, processes):
    os.makedirs(lab.path("tmp"), exist_ok=True)
    if not os.path.isdir(lab.path("mysql", "mysql")) or not done(lab, "mysql"):
        shutil.rmtree(lab.path("mysql"), ignore_errors=True)
        run(["/usr/bin/mariadb-install-db", "--no-defaults", f"--datadir={lab.path('mysql')}", "--user=root",
             "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"],
            log=lab.log("mariadb"))
        mark(lab, "mysql")
    processes.start("mariadb", command(lab))
    processes.wait_ready("mariadb", lambda: ready(lab))
    if not done(lab, "mysql-user"):
        sql(lab, f"CREATE OR REPLACE USER 'openstack'@'localhost' IDENTIFIED BY '{lab.secret('mysql')}';"
                 "GRANT ALL ON *.* TO 'openstack'@'localhost';")
        mark(lab, "mysql-user")
    return "answers"


def sql(lab, text, database=""):
    return run(["/usr/bin/mariadb", "--no-defaults", f"--socket={lab.mysql_socket}", "--batch", "--skip-column-names",
                *([database] if database else [])], stdin=text, log=None)


def mark(lab, name):
    os.makedirs(lab.path("done"), exist_ok=True)
    with open(lab.path("done", name), "w", encoding="utf-8"):
        pass


def done(lab, name):
    return os.path.exists(lab.path("done", name))


def create(lab, *databases):
    """Schema changes cannot be rolled back: whatever an interrupted attempt left is dropped first."""
    for name in databases:
        sql(lab, f"DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name} CHARACTER SET utf8mb3;")


def schema(lab, name, databases, *commands, environment=None):
    if done(lab, f"schema-{name}"):
        return None
    create(lab, *databases)
    for each in commands:
        run(each, environment, log=lab.log(f"schema-{name}"))
    mark(lab, f"schema-{name}")
    return "schema made"


def keystone_schema(lab):
    # A fernet key is 32 random bytes; keystone-manage needs seconds for each of them.
    for folder in ("fernet-keys", "credential-keys"):
        os.makedirs(lab.etc("keystone", folder), mode=0o700, exist_ok=True)
        for index in ("0", "1"):
            path = lab.etc("keystone", folder, index)
            if not os.path.exists(path):
                settings.write_text(path, base64.urlsafe_b64encode(os.urandom(32)).decode(), 0o600)
    manage = ["/usr/bin/keystone-manage", "--config-file", lab.etc("keystone", "keystone.conf")]
    url = lab.url("keystone")
    return schema(lab, "keystone", ["keystone"], [*manage, "db_sync"], [
        *manage, "bootstrap", "--bootstrap-region-id", REGION, "--bootstrap-admin-url", url,
        "--bootstrap-public-url", url, "--bootstrap-internal-url", url],
        environment={"OS_BOOTSTRAP_PASSWORD": lab.secret("admin")})


def glance_schema(lab):
    return schema(lab, "glance", ["glance"],
                  ["/usr/bin/glance-manage", "--config-file", lab.etc("glance", "glance-api.conf"), "db_sync"])


def placement_schema(lab):
    return schema(lab, "placement", ["placement"],
                  ["/usr/bin/placement-manage", "--config-file", lab.etc("placement", "placement.conf"), "db", "sync"])


def neutron_schema(lab):
    return schema(lab, "neutron", ["neutron"],
                  ["/usr/bin/neutron-db-manage", "--config-file", lab.etc("neutron", "neutron.conf"),
                   "--config-file", lab.etc("neutron", "ml2_conf.ini"), "upgrade", "heads"])


def nova_manage(lab, *arguments):
    return ["/usr/bin/nova-manage", "--config-file", lab.etc("nova", "nova.conf"), *arguments]


def nova_api_schema(lab):
    return schema(lab, "nova-api", ["nova_api"], nova_manage(lab, "api_db", "sync"))


def nova_cell_schema(lab):
    """cell0 has the same schema as cell1: copied, that is faster than migrating twice."""
    if done(lab, "schema-nova"):
        return None
    create(lab, "nova", "nova_cell0")
    run(nova_manage(lab, "db", "sync", "--local_cell"), log=lab.log("schema-nova"))
    client = [f"--socket={lab.mysql_socket}", "nova"]
    with subprocess.Popen(["/usr/bin/mariadb-dump", "--no-defaults", *client], stdout=subprocess.PIPE) as dump:
        text = dump.stdout.read()
    run(["/usr/bin/mariadb", "--no-defaults", f"--socket={lab.mysql_socket}", "nova_cell0"], stdin=text)
    mark(lab, "schema-nova")
    return "schema made"


def nova_cells(lab):
    if done(lab, "nova-cells"):
        return None
    sql(lab, "DELETE FROM host_mappings; DELETE FROM cell_mappings;", "nova_api")
    log = lab.log("schema-nova")
    run(nova_manage(lab, "cell_v2", "map_cell0", "--database_connection", lab.database_url("nova_cell0")), log=log)
    run(nova_manage(lab, "cell_v2", "create_cell", "--name", "cell1"), log=log)
    mark(lab, "nova-cells")
    return "cell0 and cell1 mapped"


# --- snapshot -------------------------------------------------------------------------------------------------

KEPT = ("mysql", "done", "secrets.json", os.path.join("etc", "keystone"))


def snapshot_path(lab):
    """Named by everything the content depends on: package versions, the lab's own code, its folders."""
    digest = hashlib.sha256(repr((lab.release.name, lab.state, lab.run)).encode())
    packages = sorted(set(lab.release.packages.values()))
    found = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${Version}\n", *packages, "nova-common",
                            "neutron-common", "python3-keystone", "python3-glance", "python3-placement"],
                           capture_output=True, text=True, check=False)
    digest.update(found.stdout.encode())
    here = os.path.dirname(os.path.realpath(__file__))
    for name in ("database.py", "identity.py", "layout.py"):
        with open(os.path.join(here, name), "rb") as source:
            digest.update(source.read())
    return os.path.join(lab.cache, f"{lab.release.name}-{digest.hexdigest()[:16]}")


def restore_snapshot(lab):
    source = snapshot_path(lab)
    if os.path.exists(lab.path("secrets.json")) or not os.path.isdir(source):
        return False
    os.makedirs(lab.path("etc"), exist_ok=True)
    # secrets.json comes last: while it is missing the next `up` restores again.
    for name in sorted(KEPT, key=lambda each: each == "secrets.json"):
        target = lab.path(name)
        shutil.rmtree(target, ignore_errors=True)
        run(["/bin/cp", "-a", "--reflink=auto", os.path.join(source, name), target])
    return True


def save_snapshot(lab, processes):
    """Copies the databases while MariaDB is stopped for a moment; services reconnect by themselves."""
    target = snapshot_path(lab)
    if os.path.isdir(target):
        return None
    os.makedirs(lab.cache, mode=0o700, exist_ok=True)
    for name in os.listdir(lab.cache):
        shutil.rmtree(os.path.join(lab.cache, name), ignore_errors=True)
    processes.stop("mariadb", timeout=60)
    try:
        os.makedirs(target + ".new/etc")
        for name in KEPT:
            run(["/bin/cp", "-a", "--reflink=auto", lab.path(name), os.path.join(target + ".new", name)])
    finally:
        processes.start("mariadb", command(lab))
        processes.wait_ready("mariadb", lambda: ready(lab))
    os.rename(target + ".new", target)
    return f"kept in {lab.cache} for the next up"
