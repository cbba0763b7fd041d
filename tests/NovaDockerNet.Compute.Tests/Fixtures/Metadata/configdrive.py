#!/usr/bin/python3
"""Makes configdrive.json: what Nova's own InstanceMetadata puts on the config drive of a server.

Run with python3-nova 26 installed: ./configdrive.py > configdrive.json. The server is the one of Requests/boot.json with a network, user data,
metadata, a key, a file, a password and a tagged interface; security groups and network information are given, because both would be asked of Neutron.
"""

import base64
import json
import os
import sys

from unittest import mock

from nova.api.metadata import base
from nova.api.metadata import vendordata_json
import nova.conf
from nova import context
from nova.network import model
from nova import objects

HERE = os.path.dirname(os.path.realpath(__file__))
CONF = nova.conf.CONF
NETWORK = [
    {"id": "798b7a83-5e65-442c-a1d9-3f5994f3ed76", "address": "fa:16:3e:1e:b8:92", "type": "ovs", "devname": "tap798b7a83-5e",
     "ovs_interfaceid": "798b7a83-5e65-442c-a1d9-3f5994f3ed76", "active": True, "vnic_type": "normal", "profile": {}, "meta": {},
     "details": {}, "preserve_on_delete": False, "delegate_create": True, "qbh_params": None, "qbg_params": None,
     "network": {"id": "4d13068f-337a-42cf-b39a-e4e7b444edba", "bridge": "br-int", "label": "net1",
                 "meta": {"injected": True, "tenant_id": "p", "mtu": 1450},
                 "subnets": [
                     {"cidr": "10.0.1.0/24", "version": 4, "meta": {},
                      "dns": [{"address": "10.0.1.53", "type": "dns", "version": 4, "meta": {}},
                              {"address": "10.0.1.54", "type": "dns", "version": 4, "meta": {}}],
                      "gateway": {"address": "10.0.1.1", "type": "gateway", "version": 4, "meta": {}},
                      "routes": [{"cidr": "10.99.0.0/16", "interface": None, "meta": {},
                                  "gateway": {"address": "10.0.1.254", "type": "gateway", "version": 4, "meta": {}}}],
                      "ips": [{"address": "10.0.1.183", "type": "fixed", "version": 4, "meta": {},
                               "floating_ips": [{"address": "203.0.113.7", "type": "floating", "version": 4, "meta": {}}]}]},
                     {"cidr": "2001:db8:1::/64", "version": 6, "meta": {"ipv6_address_mode": "slaac"},
                      "dns": [{"address": "2001:db8::53", "type": "dns", "version": 6, "meta": {}}],
                      "gateway": {"address": "2001:db8:1::1", "type": "gateway", "version": 6, "meta": {}}, "routes": [],
                      "ips": [{"address": "2001:db8:1::5", "type": "fixed", "version": 6, "meta": {}, "floating_ips": []}]}]}},
    {"id": "11111111-5e65-442c-a1d9-3f5994f3ed76", "address": "fa:16:3e:00:00:02", "type": "ovs", "devname": None,
     "ovs_interfaceid": "11111111-5e65-442c-a1d9-3f5994f3ed76", "active": True, "vnic_type": "normal", "profile": {}, "meta": {},
     "details": {}, "preserve_on_delete": False, "delegate_create": True, "qbh_params": None, "qbg_params": None,
     "network": {"id": "22222222-337a-42cf-b39a-e4e7b444edba", "bridge": "br-int", "label": "net2",
                 "meta": {"injected": False, "tenant_id": "p", "mtu": 1450},
                 "subnets": [
                     {"cidr": "10.0.2.0/25", "version": 4, "meta": {"dhcp_server": "10.0.2.2"}, "dns": [],
                      "gateway": {"address": None, "type": "gateway", "version": 4, "meta": {}}, "routes": [],
                      "ips": [{"address": "10.0.2.9", "type": "fixed", "version": 4, "meta": {}, "floating_ips": []}]}]}},
]
FILES = [("/etc/motd", "welcome\n"), ("/etc/app/key", "k")]
PASSWORD = "Sekr3t"
GROUPS = [{"name": "default"}, {"name": "web"}]
VENDOR = {"vendor": {"mirror": "http://mirror.example/"}}


def main():
    objects.register_all()
    CONF([], project="nova", default_config_files=[])
    CONF.set_override("dhcp_domain", "novalocal", group="api")
    with open(os.path.join(HERE, "..", "Requests", "boot.json")) as source:
        primitive = json.load(source)["args"]["instance"]
    data = primitive["nova_object.data"]
    data["metadata"] = {"role": "web"}
    data["availability_zone"] = "nova"
    data["root_device_name"] = "/dev/vda"
    data["default_swap_device"] = "/dev/vdb"
    data["display_name"] = "i\u00f6"
    data["user_data"] = base64.b64encode("#!/bin/sh\necho h\u00e4llo\n".encode()).decode()
    devices = objects.InstanceDeviceMetadata(devices=[objects.NetworkInterfaceMetadata(mac=NETWORK[0]["address"], tags=["front"], vf_trusted=False)])
    devices.obj_reset_changes(recursive=True)
    data["device_metadata"] = devices.obj_to_primitive()
    primitive.pop("nova_object.changes", None)
    instance = objects.Instance.obj_from_primitive(primitive, context.get_admin_context())
    with mock.patch.object(base.security_group_api, "get_instance_security_groups", return_value=GROUPS), \
            mock.patch.object(objects.Instance, "get_bdms", return_value=objects.BlockDeviceMappingList(objects=[])), \
            mock.patch.object(vendordata_json.JsonFileVendorData, "get", return_value=VENDOR):
        made = base.InstanceMetadata(
            instance, content=[(path, text.encode()) for path, text in FILES], extra_md={"admin_pass": PASSWORD},
            network_info=model.NetworkInfo.hydrate(json.loads(json.dumps(NETWORK))))
        files = {}
        for path, content in made.metadata_for_config_drive():
            content = content.encode() if isinstance(content, str) else content
            if path.endswith(".json"):
                document = json.loads(content)
                if "random_seed" in document:
                    assert len(base64.b64decode(document["random_seed"])) == 512
                    document["random_seed"] = "512 random bytes"
                files[path] = {"json": document}
            else:
                files[path] = {"base64": base64.b64encode(content).decode()}
    json.dump({"instance": primitive, "network_info": NETWORK, "files": FILES, "password": PASSWORD, "groups": [g["name"] for g in GROUPS],
               "vendor_data": VENDOR, "config_drive": files}, sys.stdout, indent=1, sort_keys=True)
    print()


if __name__ == "__main__":
    main()
