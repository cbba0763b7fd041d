namespace NovaDockerNet.Daemon.Tests;

internal static class SampleConfiguration
{
    public const string Text =
        """
        [DEFAULT]
        host = node-1
        state_path = /srv/nova
        transport_url = rabbit://openstack:secret@127.0.0.1:5672/nova
        rpc_response_timeout = 180
        vif_plugging_timeout = 120
        reserved_host_memory_mb = 1024
        cpu_allocation_ratio = 4.0
        # Options of other services and of nova's own driver do no harm.
        compute_driver = libvirt.LibvirtDriver
        osapi_compute_workers = 1

        [oslo_messaging_rabbit]
        rabbit_quorum_queue = true

        [neutron]
        auth_type = password
        auth_url = http://keystone/v3
        user_domain_name = Default
        project_domain_name = Default
        project_name = service
        username = neutron
        password = n3utron
        region_name = RegionOne
        http_retries = 5
        ovs_bridge = br-test
        timeout = 30

        [glance]
        api_servers = http://g1:9292,http://g2:9292

        [placement]
        auth_section = neutron

        [os_vif_ovs]
        ovsdb_connection = tcp:127.0.0.1:6640

        [docker]
        host_url = unix:///run/docker-test.sock
        run_dir = /run/other

        """;
}
