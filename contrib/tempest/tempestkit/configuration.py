"""tempest.conf for the lab: every feature on that NovaDockerNet has."""

import os

from labkit import settings
from labkit.layout import REGION

# Off is what the README's list of refusals names, and what this lab has no service for.
COMPUTE_FEATURES = {
    "disk_config": True, "change_password": True, "console_output": True, "resize": True, "pause": True, "shelve": True, "suspend": True,
    "interface_attach": True, "snapshot": True, "personality": True, "config_drive": True, "serial_console": True,
    "enable_instance_password": True, "hostname_fqdn_sanitization": True, "rescue": True,
    "cold_migration": False, "live_migration": False, "shelve_migrate": False, "stable_rescue": False, "ide_bus": False,
    "vnc_console": False, "spice_console": False, "rdp_console": False, "metadata_service": False, "attach_encrypted_volume": False,
    "swap_volume": False, "volume_multiattach": False, "can_migrate_between_any_hosts": False,
}


def write(lab, folder, network, public_network, images, flavors):
    path = os.path.join(folder, "etc", "tempest.conf")
    settings.write(path, {
        "DEFAULT": {"log_file": os.path.join(folder, "tempest.log"), "debug": False, "use_stderr": False},
        "oslo_concurrency": {"lock_path": os.path.join(folder, "locks")},
        "auth": {"use_dynamic_credentials": True, "create_isolated_networks": False, "admin_username": "admin", "admin_password": lab.secret("admin"),
                 "admin_project_name": "admin", "admin_domain_name": "Default", "tempest_roles": "member"},
        "identity": {"uri_v3": lab.url("keystone"), "auth_version": "v3", "region": REGION, "v3_endpoint_type": "public"},
        "identity-feature-enabled": {"api_v2": False, "api_v3": True},
        "service_available": {"cinder": False, "swift": False, "horizon": False, "neutron": True, "nova": True, "glance": True},
        "compute": {"image_ref": images[0], "image_ref_alt": images[1], "flavor_ref": flavors[0], "flavor_ref_alt": flavors[1],
                    "fixed_network_name": network, "build_timeout": 180, "ready_wait": 0, "build_interval": 1, "min_compute_nodes": 1,
                    "max_microversion": "latest", "hypervisor_type": "docker"},
        "compute-feature-enabled": COMPUTE_FEATURES,
        "network": {"floating_network_name": "", "public_network_id": public_network, "project_network_cidr": "10.41.0.0/16", "port_vnic_type": "normal"},
        "network-feature-enabled": {"floating_ips": False, "ipv6": True, "api_extensions": "all"},
        "image-feature-enabled": {"api_v2": True, "import_image": False},
        "image": {"disk_formats": "raw", "container_formats": "docker"},
        "validation": {"run_validation": True, "connect_method": "fixed", "network_for_ssh": network, "image_ssh_user": "root",
                       "image_alt_ssh_user": "root", "auth_method": "keypair", "ssh_timeout": 90, "ping_timeout": 60, "connect_timeout": 10,
                       "security_group": True, "security_group_rules": True},
        "scenario": {"dhcp_client": ""},
    })
    return path
