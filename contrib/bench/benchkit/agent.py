"""Neutron's L2 agent of a host that has none: alive, so that ports bind there, and wiring nothing."""

import threading
import time

import oslo_messaging
from oslo_config import cfg

from labkit.layout import INTEGRATION_BRIDGE, PHYSICAL_NETWORK, PROVIDER_BRIDGE

REPORT_SECONDS = 20


class ReportedAgent:
    """neutron: agent/rpc.py PluginReportStateAPI, with the state that the Open vSwitch agent of a lab node reports."""

    def __init__(self, lab, host):
        self.host, self.stop = host, threading.Event()
        # The global one: oslo.messaging registers options of its own with it alone.
        cfg.CONF([], project="neutron", default_config_files=[], default_config_dirs=[])
        self.transport = oslo_messaging.get_rpc_transport(cfg.CONF, url=lab.rabbit_url)
        target = oslo_messaging.Target(exchange="neutron", topic="q-reports-plugin", version="1.2")
        self.client = oslo_messaging.get_rpc_client(self.transport, target, timeout=60)
        self.thread = threading.Thread(target=self.work, name="agent", daemon=True)

    def __enter__(self):
        self.report(start=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join(35)
        self.transport.cleanup()

    def work(self):
        while not self.stop.wait(REPORT_SECONDS):
            try:
                self.report()
            except oslo_messaging.MessagingTimeout:
                continue  # a busy Neutron; it takes an agent for dead only after some missed reports

    def report(self, start=False):
        state = {
            "binary": "neutron-openvswitch-agent", "host": self.host, "topic": "N/A", "agent_type": "Open vSwitch agent",
            "configurations": {"bridge_mappings": {PHYSICAL_NETWORK: PROVIDER_BRIDGE}, "integration_bridge": INTEGRATION_BRIDGE,
                               "datapath_type": "system", "tunnel_types": [], "tunneling_ip": None, "devices": 0,
                               "vhostuser_socket_dir": "/var/run/openvswitch", "ovs_capabilities": {"datapath_types": [], "iface_types": []}},
        }
        if start:
            state["start_flag"] = True
        now = time.strftime("%Y-%m-%dT%H:%M:%S.000000", time.gmtime())
        self.client.call({}, "report_state", agent_state={"agent_state": state}, time=now)
