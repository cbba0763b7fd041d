using NovaDockerNet.FaultPoints;

namespace NovaDockerNet.Networking;

/// <summary>Where a test can let the service die while it changes an instance's network.</summary>
public static class NetworkFaultPoints
{
    private static readonly FaultPointList s_list = new();

    internal static readonly FaultPoint NamespaceMade = s_list.Add("plug", "namespace made");
    internal static readonly FaultPoint DevicesMade = s_list.Add("plug", "devices made");
    internal static readonly FaultPoint PortsCommitted = s_list.Add("plug", "ports committed");
    internal static readonly FaultPoint NetworkReady = s_list.Add("plug", "ports open, addresses set");

    internal static readonly FaultPoint PortsRemoved = s_list.Add("unplug", "ports removed");
    internal static readonly FaultPoint NamespaceRemoved = s_list.Add("unplug", "namespace removed");

    public static IReadOnlyList<FaultPoint> All => s_list.Points;
}
