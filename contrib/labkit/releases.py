"""OpenStack releases the lab can bring up, as data."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Release:
    name: str
    nova: str
    debian: str
    # command or file that must be there -> package that brings it
    packages: dict = field(default_factory=dict)
    # the same of what `lab up` does without, by what needs it
    optional: dict = field(default_factory=dict)


ZED = Release(
    name="zed",
    nova="26",
    debian="bookworm",
    packages={
        "/usr/sbin/mariadbd": "mariadb-server-core",
        "/usr/bin/mariadb-install-db": "mariadb-server-core",
        "/usr/bin/mariadb": "mariadb-client-core",
        "/usr/bin/mariadb-dump": "mariadb-client",
        "/usr/lib/rabbitmq/bin/rabbitmq-server": "rabbitmq-server",
        "/usr/bin/memcached": "memcached",
        "/usr/bin/uwsgi": "uwsgi-core",
        "/usr/lib/uwsgi/plugins/python3_plugin.so": "uwsgi-plugin-python3",
        "/usr/bin/keystone-wsgi-public": "keystone",
        "/usr/bin/glance-wsgi-api": "glance-api",
        "/usr/bin/placement-api": "placement-api",
        "/usr/bin/nova-api-wsgi": "nova-api",
        "/usr/bin/nova-conductor": "nova-conductor",
        "/usr/bin/nova-scheduler": "nova-scheduler",
        "/usr/bin/nova-serialproxy": "nova-consoleproxy",
        "/usr/bin/neutron-server": "neutron-server",
        "/usr/bin/neutron-openvswitch-agent": "neutron-openvswitch-agent",
        "/usr/bin/openstack": "python3-openstackclient",
        "/usr/sbin/ovs-vswitchd": "openvswitch-switch",
        "/usr/sbin/dockerd": "docker.io",
        "/usr/bin/docker": "docker.io",
        "/usr/bin/containerd": "containerd",
        "/usr/bin/busybox": "busybox-static",
        "/usr/sbin/ip": "iproute2",
    },
    optional={
        "dashboard": {"/usr/share/openstack-dashboard/wsgi.py": "openstack-dashboard"},
        "browser": {
            "/usr/bin/chromium": "chromium",
            "/usr/bin/chromedriver": "chromium-driver",
            "/usr/lib/python3/dist-packages/selenium": "python3-selenium",
        },
    },
)

RELEASES = {release.name: release for release in (ZED,)}
