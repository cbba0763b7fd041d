"""Configuration files of every service, as dictionaries written to the lab's own etc folder."""

import os
import shutil

from .errors import LabError
from .layout import ADDRESS, INTEGRATION_BRIDGE, PHYSICAL_NETWORK, PORTS, PROVIDER_BRIDGE, REGION, VLAN_RANGE


def write(path, sections, mode=0o640):
    """An INI file from {section: {option: value or list of values}}."""
    lines = []
    for section, options in sections.items():
        lines.append(f"[{section}]")
        for name, value in options.items():
            for each in value if isinstance(value, list) else [value]:
                lines.append(f"{name} = {str(each).lower() if isinstance(each, bool) else each}")
        lines.append("")
    write_text(path, "\n".join(lines), mode)


def write_text(path, text, mode=0o640):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(os.open(path + ".new", os.O_CREAT | os.O_WRONLY | os.O_TRUNC, mode), "w", encoding="utf-8") as target:
        target.write(text)
    os.replace(path + ".new", path)


def credentials(lab, user):
    """keystoneauth options of a service user."""
    return {
        "auth_type": "password",
        "auth_url": lab.url("keystone"),
        "user_domain_name": "Default",
        "project_domain_name": "Default",
        "project_name": "service",
        "username": user,
        "password": lab.secret(user),
        "region_name": REGION,
    }


def authtoken(lab, user):
    """The section with which a service checks the tokens it is given."""
    return {
        **credentials(lab, user),
        "www_authenticate_uri": lab.url("keystone"),
        "memcached_servers": f"{ADDRESS}:{PORTS['memcached']}",
        "service_token_roles": "service",
        "service_token_roles_required": True,
    }


DATABASE_POOL = {"max_pool_size": 10, "max_overflow": 20, "connection_recycle_time": 280}


def keystone(lab):
    write(lab.etc("keystone", "keystone.conf"), {
        "DEFAULT": {"use_stderr": True, "max_token_size": 255},
        "database": {"connection": lab.database_url("keystone"), **DATABASE_POOL},
        "token": {"provider": "fernet"},
        "fernet_tokens": {"key_repository": lab.etc("keystone", "fernet-keys")},
        "fernet_receipts": {"key_repository": lab.etc("keystone", "fernet-keys")},
        "credential": {"key_repository": lab.etc("keystone", "credential-keys")},
        "identity": {"password_hash_rounds": 4},
        "cache": {"enabled": True, "backend": "dogpile.cache.memcached",
                  "memcache_servers": f"{ADDRESS}:{PORTS['memcached']}"},
    })


def glance(lab):
    write(lab.etc("glance", "glance-api.conf"), {
        "DEFAULT": {"use_stderr": True, "enabled_backends": "file:file", "workers": 1,
                    "image_size_cap": 21474836480, "enabled_import_methods": "[]"},
        "database": {"connection": lab.database_url("glance"), **DATABASE_POOL},
        "glance_store": {"default_backend": "file"},
        "file": {"filesystem_store_datadir": lab.path("glance", "images")},
        "os_glance_tasks_store": {"filesystem_store_datadir": lab.path("glance", "tasks")},
        "os_glance_staging_store": {"filesystem_store_datadir": lab.path("glance", "staging")},
        "image_format": {"container_formats": "ami,ari,aki,bare,ovf,ova,docker,compressed"},
        "keystone_authtoken": authtoken(lab, "glance"),
        "paste_deploy": {"flavor": "keystone"},
        "oslo_limit": {},
    })
    for folder in ("images", "tasks", "staging"):
        os.makedirs(lab.path("glance", folder), exist_ok=True)
    copy_packaged(lab, "glance", "glance-api-paste.ini", "/usr/share/glance-common")


def placement(lab):
    write(lab.etc("placement", "placement.conf"), {
        "DEFAULT": {"use_stderr": True},
        "placement_database": {"connection": lab.database_url("placement"), **DATABASE_POOL},
        "api": {"auth_strategy": "keystone"},
        "keystone_authtoken": authtoken(lab, "placement"),
    })


def nova_common(lab):
    """What the control plane's nova.conf and a compute's have in common."""
    service = credentials(lab, "nova")
    return {
        "DEFAULT": {"transport_url": lab.rabbit_url, "use_stderr": True, "my_ip": ADDRESS},
        "keystone_authtoken": authtoken(lab, "nova"),
        "service_user": {**service, "send_service_user_token": True},
        "placement": service,
        "neutron": {**service, "service_metadata_proxy": False},
        "glance": {"api_servers": lab.url("glance"), **service},
    }


def nova(lab):
    common = nova_common(lab)
    write(lab.etc("nova", "nova.conf"), {
        **common,
        "DEFAULT": {
            **common["DEFAULT"],
            "state_path": lab.path("nova"),
            "osapi_compute_workers": 1,
            "enabled_apis": "osapi_compute",
            "allow_resize_to_same_host": True,
            "host": "controller",
        },
        "api": {"auth_strategy": "keystone"},
        "api_database": {"connection": lab.database_url("nova_api"), **DATABASE_POOL},
        "database": {"connection": lab.database_url("nova"), **DATABASE_POOL},
        "serial_console": {"serialproxy_host": ADDRESS, "serialproxy_port": PORTS["nova-serialproxy"]},
        "conductor": {"workers": 2},
        "scheduler": {"workers": 1, "discover_hosts_in_cells_interval": 10},
        "filter_scheduler": {"image_properties_default_architecture": "x86_64"},
        "quota": {"instances": -1, "cores": -1, "ram": -1, "server_groups": -1, "server_group_members": -1},
        "oslo_concurrency": {"lock_path": lab.path("nova", "locks")},
        "upgrade_levels": {},
    })
    os.makedirs(lab.path("nova", "locks"), exist_ok=True)
    copy_packaged(lab, "nova", "api-paste.ini", "/etc/nova", "/usr/share/nova-common")


def neutron(lab):
    write(lab.etc("neutron", "neutron.conf"), {
        "DEFAULT": {
            "transport_url": lab.rabbit_url,
            "use_stderr": True,
            "bind_host": ADDRESS,
            "bind_port": PORTS["neutron"],
            "auth_strategy": "keystone",
            "core_plugin": "ml2",
            "service_plugins": "router,trunk",
            "api_workers": 1,
            "rpc_workers": 1,
            "rpc_state_report_workers": 0,
            "state_path": lab.path("neutron"),
            "api_paste_config": lab.etc("neutron", "api-paste.ini"),
            "notify_nova_on_port_status_changes": True,
            "notify_nova_on_port_data_changes": True,
            "send_events_interval": 1,
            "allow_overlapping_ips": True,
            "dhcp_agent_notification": False,
            "agent_down_time": 75,
        },
        "database": {"connection": lab.database_url("neutron"), **DATABASE_POOL},
        "keystone_authtoken": authtoken(lab, "neutron"),
        "nova": {**credentials(lab, "nova"), "endpoint_type": "internal"},
        "placement": credentials(lab, "placement"),
        "quotas": {f"quota_{what}": -1 for what in
                   ("network", "subnet", "port", "security_group", "security_group_rule")},
        "oslo_concurrency": {"lock_path": lab.path("neutron", "locks")},
    })
    write(lab.etc("neutron", "ml2_conf.ini"), {
        "ml2": {
            "type_drivers": "flat,vlan,vxlan",
            "tenant_network_types": "vlan",
            "mechanism_drivers": "openvswitch",
            "extension_drivers": "port_security",
        },
        "ml2_type_flat": {"flat_networks": PHYSICAL_NETWORK},
        "ml2_type_vlan": {"network_vlan_ranges": f"{PHYSICAL_NETWORK}:{VLAN_RANGE}"},
        "ml2_type_vxlan": {"vni_ranges": "1:1000"},
        "securitygroup": {"enable_security_group": True},
    })
    os.makedirs(lab.path("neutron", "locks"), exist_ok=True)
    copy_packaged(lab, "neutron", "api-paste.ini", "/etc/neutron", "/usr/share/neutron-common")


def neutron_agent(node, datapath):
    """The L2 agent of a compute node, on the node's own Open vSwitch."""
    lab = node.lab
    helper = {"helper_command": "privsep-helper"}
    write(node.path("etc", "neutron-agent.conf"), {
        "DEFAULT": {
            "transport_url": lab.rabbit_url,
            "use_stderr": True,
            "host": node.node.name,
            "state_path": node.path("neutron"),
        },
        "ovs": {
            "datapath_type": datapath,
            "ovsdb_connection": f"unix:{node.ovsdb_socket}",
            "integration_bridge": INTEGRATION_BRIDGE,
            "bridge_mappings": f"{PHYSICAL_NETWORK}:{PROVIDER_BRIDGE}",
            "of_listen_address": ADDRESS,
            "of_listen_port": node.node.openflow_port,
            # A request under way while ovs-vswitchd restarts breaks os-ken's handler, and the agent waits for its answer: five minutes by default.
            "of_request_timeout": 10,
            "local_ip": ADDRESS,
        },
        "agent": {"root_helper": "", "root_helper_daemon": "", "polling_interval": 1, "tunnel_types": ""},
        "securitygroup": {"enable_security_group": True, "firewall_driver": "noop"},
        "oslo_concurrency": {"lock_path": node.path("neutron", "locks")},
        **{section: helper for section in ("privsep", "privsep_dhcp_release", "privsep_ovs_vsctl",
                                           "privsep_namespace", "privsep_conntrack", "privsep_link")},
    })
    os.makedirs(node.path("neutron", "locks"), exist_ok=True)


def nova_compute(node):
    """The nova.conf of a node's compute service: what nova-compute would be given, and our [docker] group."""
    common = nova_common(node.lab)
    write(node.nova_conf, {
        **common,
        "DEFAULT": {
            **common["DEFAULT"],
            "host": node.node.name,
            "state_path": node.path("nova"),
            "vif_plugging_timeout": 120,
            "vif_plugging_is_fatal": True,
            # Images of the tests whose first process ignores SIGTERM would hold every stop for a minute.
            "shutdown_timeout": 10,
            # There is no metadata service in the lab: keys and user data come by config drive.
            "force_config_drive": True,
            "reserved_host_memory_mb": 512,
            "reserved_host_disk_mb": 0,
            "cpu_allocation_ratio": 16.0,
            "ram_allocation_ratio": 1.5,
        },
        "neutron": {**common["neutron"], "ovs_bridge": INTEGRATION_BRIDGE},
        "serial_console": {"enabled": True, "base_url": f"ws://{ADDRESS}:{PORTS['nova-serialproxy']}/"},
        "os_vif_ovs": {"ovsdb_connection": f"unix:{node.ovsdb_socket}"},
        "docker": {"host_url": f"unix://{node.docker_socket}", "run_dir": node.service_run, "node_name": node.node.name},
    })
    os.makedirs(node.path("nova"), exist_ok=True)


def dashboard(lab, folder, static):
    """Horizon's local_settings.py: what differs from its defaults."""
    values = {
        "ALLOWED_HOSTS": [ADDRESS],
        "WEBROOT": "/",
        "STATIC_ROOT": static,
        "COMPRESS_OFFLINE": True,
        "POLICY_FILES_PATH": lab.etc("dashboard", "policy"),
        "SECRET_KEY": lab.secret("dashboard"),
        "CACHES": {"default": {"BACKEND": "django.core.cache.backends.memcached.PyMemcacheCache",
                               "LOCATION": f"{ADDRESS}:{PORTS['memcached']}"}},
        "OPENSTACK_HOST": ADDRESS,
        "OPENSTACK_KEYSTONE_URL": lab.url("keystone"),
        "OPENSTACK_KEYSTONE_DEFAULT_ROLE": "member",
        "AVAILABLE_REGIONS": [(lab.url("keystone"), REGION)],
        "TIME_ZONE": "UTC",
        # Containers have no screen: the other kinds would each be asked for first, and refused.
        "CONSOLE_TYPE": "SERIAL",
        # The Console tab frames Horizon's own page of the serial console, which Django's default refuses.
        "X_FRAME_OPTIONS": "SAMEORIGIN",
        "LOGGING": {
            "version": 1,
            "disable_existing_loggers": False,
            "handlers": {"stderr": {"class": "logging.StreamHandler"}},
            "root": {"handlers": ["stderr"], "level": "WARNING"},
        },
    }
    write_text(os.path.join(folder, "local_settings.py"),
               "".join(f"{name} = {value!r}\n" for name, value in values.items()))


def rabbitmq(lab):
    write_text(lab.etc("rabbitmq", "rabbitmq.conf"), "\n".join((
        f"listeners.tcp.1 = {ADDRESS}:{PORTS['rabbitmq']}",
        "default_user = openstack",
        f"default_pass = {lab.secret('rabbitmq')}",
        "default_user_tags.administrator = true",
        "default_permissions.configure = .*",
        "default_permissions.read = .*",
        "default_permissions.write = .*",
        "vm_memory_high_watermark.absolute = 1GB",
        "disk_free_limit.absolute = 50MB",
        "log.console = true",
        "log.console.level = warning",
        "log.file = false",
        "")))
    write_text(lab.etc("rabbitmq", "enabled_plugins"), "[].\n")
    write_text(lab.etc("rabbitmq", "rabbitmq-env.conf"), "")
    assignments = "".join(f"export {name}='{value}'\n" for name, value in rabbitmq_environment(lab).items())
    write_text(lab.path("tools", "rabbitmqctl"),
               f"#!/bin/sh\n# rabbitmqctl of the lab's broker\n{assignments}"
               "exec /usr/lib/rabbitmq/bin/rabbitmqctl \"$@\"\n", 0o755)


def rabbitmq_environment(lab):
    return {
        "HOME": lab.path("rabbitmq"),
        "RABBITMQ_NODENAME": "ndn-lab@localhost",
        "RABBITMQ_CONFIG_FILE": lab.etc("rabbitmq", "rabbitmq.conf"),
        "RABBITMQ_CONF_ENV_FILE": lab.etc("rabbitmq", "rabbitmq-env.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": lab.etc("rabbitmq", "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": lab.path("rabbitmq", "mnesia"),
        "RABBITMQ_LOG_BASE": lab.path("rabbitmq", "log"),
        "RABBITMQ_GENERATED_CONFIG_DIR": lab.path("rabbitmq", "generated"),
        "RABBITMQ_PID_FILE": lab.path("rabbitmq", "pid"),
        "RABBITMQ_DIST_PORT": str(PORTS["rabbitmq-dist"]),
        "RABBITMQ_CTL_DIST_PORT_MIN": str(PORTS["rabbitmq-dist"] + 10),
        "RABBITMQ_CTL_DIST_PORT_MAX": str(PORTS["rabbitmq-dist"] + 20),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS":
            "+sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}",
        "ERL_EPMD_PORT": str(PORTS["epmd"]),
        "ERL_EPMD_ADDRESS": ADDRESS,
        "ERL_CRASH_DUMP": "/dev/null",
    }


def copy_packaged(lab, project, name, *folders):
    """A paste file the package brings, unchanged; the machine's own edited copy is only read."""
    for folder in folders:
        source = os.path.join(folder, name)
        if os.path.exists(source):
            os.makedirs(lab.etc(project), exist_ok=True)
            shutil.copyfile(source, lab.etc(project, name))
            return
    raise LabError(f"{name} of {project} is in none of {', '.join(folders)}: is the package installed?")


def write_control_plane(lab):
    for writer in (keystone, glance, placement, nova, neutron, rabbitmq):
        writer(lab)
    return "configuration written"
