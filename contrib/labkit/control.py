"""The control plane's services: command, environment and how to tell that each one answers."""

import os
import socket
from dataclasses import dataclass, field
from typing import Callable

from . import settings
from .layout import ADDRESS, PORTS
from .rest import RestError, call


@dataclass(frozen=True)
class Service:
    name: str
    command: list
    environment: dict = field(default_factory=dict)
    ready: Callable[[], bool] = lambda: True
    port: int | None = None
    stop_seconds: int = 8


def listens(port):
    try:
        with socket.create_connection((ADDRESS, port), timeout=1):
            return True
    except OSError:
        return False


def speaks_amqp():
    try:
        with socket.create_connection((ADDRESS, PORTS["rabbitmq"]), timeout=2) as peer:
            peer.sendall(b"AMQP\x00\x00\x09\x01")
            return peer.recv(1) == b"\x01"
    except OSError:
        return False


def answers_http(url):
    try:
        call("GET", url, timeout=5)
        return True
    except RestError as error:
        return 0 < error.status < 500


def wsgi(lab, name, script, environment, processes, *more):
    """A WSGI application under uwsgi: clients meet random resets without the Connection header and post-buffering."""
    port = PORTS[name]
    command = ["/usr/bin/uwsgi", "--plugins-dir", "/usr/lib/uwsgi/plugins", "--plugin", "python3", "--master",
               "--http-socket", f"{ADDRESS}:{port}", "--wsgi-file", script, "--processes", str(processes),
               "--lazy-apps", "--need-app", "--enable-threads", "--thunder-lock", "--die-on-term", "--single-interpreter",
               "--add-header", "Connection: close", "--post-buffering", "1", "--buffer-size", "65535",
               "--listen", "100", "--chdir", "/", "--worker-reload-mercy", "2", "--disable-logging"]
    return Service(name, [*command, *more], environment, lambda: answers_http(f"http://{ADDRESS}:{port}/"), port)


def rabbitmq(lab):
    return (
        Service("epmd", ["/usr/bin/epmd", "-port", str(PORTS["epmd"]), "-address", ADDRESS],
                ready=lambda: listens(PORTS["epmd"]), port=PORTS["epmd"]),
        Service("rabbitmq", ["/usr/lib/rabbitmq/bin/rabbitmq-server"], settings.rabbitmq_environment(lab),
                speaks_amqp, PORTS["rabbitmq"], stop_seconds=15),
    )


def memcached():
    return Service("memcached", ["/usr/bin/memcached", "-l", ADDRESS, "-p", str(PORTS["memcached"]), "-U", "0",
                                 "-u", "root", "-m", "64"],
                   ready=lambda: listens(PORTS["memcached"]), port=PORTS["memcached"])


def keystone(lab):
    return wsgi(lab, "keystone", "/usr/bin/keystone-wsgi-public",
                {"OS_KEYSTONE_CONFIG_DIR": lab.etc("keystone"), "OS_KEYSTONE_CONFIG_FILES": "keystone.conf"}, 2)


def glance(lab):
    return wsgi(lab, "glance", "/usr/bin/glance-wsgi-api", {"OS_GLANCE_CONFIG_DIR": lab.etc("glance")}, 2)


def placement(lab):
    return wsgi(lab, "placement", "/usr/bin/placement-api", {"OS_PLACEMENT_CONFIG_DIR": lab.etc("placement")}, 1)


def nova_api(lab):
    return wsgi(lab, "nova-api", "/usr/bin/nova-api-wsgi", {"OS_NOVA_CONFIG_DIR": lab.etc("nova")}, 2)


def nova_daemon(lab, name):
    return Service(name, [f"/usr/bin/{name}", "--config-file", lab.etc("nova", "nova.conf")])


def nova_serialproxy(lab):
    """What users reach the servers' terminals through."""
    return Service("nova-serialproxy", ["/usr/bin/nova-serialproxy", "--config-file", lab.etc("nova", "nova.conf")],
                   ready=lambda: listens(PORTS["nova-serialproxy"]), port=PORTS["nova-serialproxy"])


def neutron(lab):
    return Service("neutron", ["/usr/bin/neutron-server", "--config-file", lab.etc("neutron", "neutron.conf"),
                               "--config-file", lab.etc("neutron", "ml2_conf.ini")],
                   ready=lambda: answers_http(f"http://{ADDRESS}:{PORTS['neutron']}/"), port=PORTS["neutron"])


def services(lab):
    return [*rabbitmq(lab), memcached(), keystone(lab), glance(lab), placement(lab), nova_api(lab),
            nova_daemon(lab, "nova-conductor"), nova_daemon(lab, "nova-scheduler"), nova_serialproxy(lab),
            neutron(lab)]


def start(processes, service, folder=None):
    if folder:
        os.makedirs(folder, exist_ok=True)
    started = processes.start(service.name, service.command, service.environment)
    processes.wait_ready(service.name, service.ready)
    return "answers" if started else None
