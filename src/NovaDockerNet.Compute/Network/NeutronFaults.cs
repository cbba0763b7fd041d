using System.Net;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.OpenStack;

namespace NovaDockerNet.Compute.Network;

/// <summary>Neutron's refusals as the exceptions nova raises for them. nova: network/neutron.py ClientWrapper and the except arms of API.</summary>
static class NeutronFaults
{
    /// <summary>Whoever is not let in, wherever it happens; null for anything else.</summary>
    internal static NovaException? AccessRefused(OpenStackHttpException e) => e.Status switch
    {
        HttpStatusCode.Unauthorized when e.WithOwnCredentials => new NeutronAdminCredentialConfigurationInvalid(),
        HttpStatusCode.Unauthorized => new Unauthorized(),
        HttpStatusCode.Forbidden => new Forbidden(e.ServiceMessage),
        _ => null,
    };

    /// <summary>nova: _create_port_minimal.</summary>
    internal static NovaException? OfCreate(OpenStackHttpException e, string networkId, string? fixedIp) => e.Code switch
    {
        "InvalidIpForNetwork" => new InvalidInput($"Fixed IP {fixedIp} is not a valid ip address for network {networkId}."),
        "IpAddressInUse" or "IpAddressAlreadyAllocated" => AlreadyInUse(fixedIp),
        "OverQuota" => new PortLimitExceeded(),
        "IpAddressGenerationFailure" => new NoMoreFixedIps(networkId),
        _ => null,
    };

    /// <summary>nova: _update_port.</summary>
    internal static NovaException? OfUpdate(OpenStackHttpException e, string portId, string? macAddress) => e.Code switch
    {
        "MacAddressInUse" => new PortInUse(macAddress ?? portId),
        "HostNotCompatibleWithFixedIps" => new FixedIpInvalidOnHost(portId),
        _ => null,
    };

    /// <summary>nova: _show_port.</summary>
    internal static NovaException OfShow(OpenStackHttpException e, string portId) => e.Status switch
    {
        HttpStatusCode.NotFound => new PortNotFound(portId),
        HttpStatusCode.Unauthorized => new Forbidden(),
        _ => new NovaException($"Failed to access port {portId}: {e.Message}", e),
    };

    private static FixedIpAlreadyInUse AlreadyInUse(string? fixedIp) =>
        new(new ExceptionDetails($"Fixed IP {fixedIp} is already in use.", 500, new JObject()));
}
