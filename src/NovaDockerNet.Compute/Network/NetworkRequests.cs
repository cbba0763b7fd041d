using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Compute.Network;

/// <summary>nova: objects/network_request.py, the questions asked of a request.</summary>
static class NetworkRequests
{
    private const string Auto = "auto";
    private const string None = "none";

    private static readonly Field<string?>[] s_identity =
    [
        NetworkRequest.Fields.NetworkId, NetworkRequest.Fields.Address, NetworkRequest.Fields.PortId,
        NetworkRequest.Fields.PciRequestId, NetworkRequest.Fields.ArqUuid, NetworkRequest.Fields.DeviceProfile,
    ];

    /// <summary>Neutron shall make a network if the project has none.</summary>
    internal static bool AutoAllocate(this NetworkRequestList requests) => OnlyNetwork(requests) == Auto;

    /// <summary>The server shall have no network.</summary>
    internal static bool NoAllocate(this NetworkRequestList requests) => OnlyNetwork(requests) == None;

    internal static bool IsSingleUnspecified(this NetworkRequestList requests) =>
        requests.Count == 1 && s_identity.All(field => requests[0].OrNull(field) is null);

    internal static IEnumerable<string> PortIds(this NetworkRequestList requests) =>
        requests.Select(request => request.OrNull(NetworkRequest.Fields.PortId)).OfType<string>();

    /// <summary>An unset field counts as null here (obj_load_attr).</summary>
    internal static string? OrNull(this NetworkRequest request, Field<string?> field) =>
        request.IsSet(field) ? (string?)request.Envelope["nova_object.data"]![field.Name] : null;

    private static string? OnlyNetwork(NetworkRequestList requests) =>
        requests.Count == 1 ? requests[0].OrNull(NetworkRequest.Fields.NetworkId) : null;
}
