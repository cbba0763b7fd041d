using NovaDockerNet.Objects;
using NovaDockerNet.OpenStack;
using NovaDockerNet.OpenStack.Glance;
using NovaDockerNet.OpenStack.Identity;
using NovaDockerNet.OpenStack.Services;

namespace NovaDockerNet.Compute.Faults;

/// <summary>Images with the caller's rights. nova: image/glance.py.</summary>
public sealed class GlanceImageApi(OpenStackService glance) : IImageApi
{
    public async Task DeleteAsync(RequestContext context, string imageId, CancellationToken cancellationToken)
    {
        var service = context.AuthToken is { } token
            ? glance.AsUser(new UserAuth(token, context.ServiceCatalog), context.GlobalRequestId)
            : glance.AsAdmin(context.GlobalRequestId);
        try
        {
            await new GlanceClient(service).DeleteAsync(imageId, cancellationToken);
        }
        catch (OpenStackHttpException e) when (e.IsNotFound)
        {
            // Gone is what was wanted.
        }
    }
}
