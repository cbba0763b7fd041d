using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.OpenStack.Identity;
using NovaDockerNet.OpenStack.Neutron;
using NovaDockerNet.OpenStack.Services;

namespace NovaDockerNet.Compute.Network;

/// <summary>nova: network/neutron.py get_client. Neutron as the user of a request, or with [neutron]'s credentials.</summary>
public sealed class NeutronClients(OpenStackService service)
{
    /// <summary>The user's token; [neutron]'s credentials only for an admin context without one (periodic tasks).</summary>
    public NeutronClient ForUser(RequestContext context) => context switch
    {
        { AuthToken: { } token } => new(service.AsUser(new UserAuth(token, context.ServiceCatalog), GlobalId(context))),
        { IsAdmin: true } => Admin(context),
        _ => throw new Unauthorized(),
    };

    public NeutronClient Admin(RequestContext context) => new(service.AsAdmin(GlobalId(context)));

    private static string? GlobalId(RequestContext context) => context.GlobalRequestId ?? context.RequestId;
}
