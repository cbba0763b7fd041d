using System.Net;
using System.Net.Sockets;
using NovaDockerNet.Oslo.Config;

namespace NovaDockerNet.Daemon.Configuration;

/// <summary>[DEFAULT]: who this host is, and what nova-compute's own options are called in nova/conf/base.py, netconf.py, paths.py, service.py.</summary>
internal static class ServiceSection
{
    private const string Group = ConfigOption.DefaultGroup;

    public static readonly ConfigOption<string> Host = Options.String(
        Group, "host", Dns.GetHostName(),
        "Name of this host: the service record, the RPC server name and the binding host of Neutron ports. It must not change while servers are here, and must be that of the host's Neutron agent.",
        sampleDefault: "<current_hostname>");

    public static readonly ConfigOption<string> MyIp = Options.String(
        Group, "my_ip", OwnAddress(), "The address this host is reached at; reported as the hypervisor's host_ip.", sampleDefault: "<host_ipv4>");

    public static readonly ConfigOption<string> StatePath = Options.String(
        Group, "state_path", "/var/lib/nova-docker-net",
        "Folder of what must survive a reboot: a folder per server below instances, image records and downloads below images.");

    public static readonly ConfigOption<TimeSpan> ReportInterval = Options.Seconds(
        Group, "report_interval", 10, "Seconds between two reports that the service is alive.", min: 1);

    public static readonly ConfigOption<TimeSpan> ServiceDownTime = Options.Seconds(
        Group, "service_down_time", 60, "Seconds without report after which Nova takes a service for dead.", min: 1);

    public static readonly ConfigOption<TimeSpan> GracefulShutdownTimeout = Options.Seconds(
        Group, "graceful_shutdown_timeout", 60, "Seconds that operations in flight get to finish when the service is told to stop; 0 does not wait for them.", min: 0);

    public static readonly ConfigOption<bool> PeriodicEnable = Options.Boolean(Group, "periodic_enable", true, "Run the periodic tasks.");

    public static readonly ConfigOption<int> PeriodicFuzzyDelay = Options.Integer(
        Group, "periodic_fuzzy_delay", 60, "Up to this many seconds, drawn at random, before periodic tasks run first.", min: 0);

    public static readonly ConfigOption<string> InstanceNameTemplate = Options.String(
        Group, "instance_name_template", "instance-%08x", "Template of a server's internal name (OS-EXT-SRV-ATTR:instance_name).");

    public static IReadOnlyList<ConfigOption> All { get; } =
    [
        Host, MyIp, StatePath, ReportInterval, ServiceDownTime, GracefulShutdownTimeout, PeriodicEnable, PeriodicFuzzyDelay, InstanceNameTemplate,
    ];

    // oslo_utils.netutils.get_my_ipv4: the source address of a packet to the documentation network; nothing is sent.
    private static string OwnAddress()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(IPAddress.Parse("192.0.2.0"), 9);
            return ((IPEndPoint)socket.LocalEndPoint!).Address.ToString();
        }
        catch (SocketException)
        {
            // No route at all, as on a host that is still being set up.
            return "127.0.0.1";
        }
    }
}
