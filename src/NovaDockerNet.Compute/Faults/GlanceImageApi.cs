using System.Net;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.OpenStack;
using NovaDockerNet.OpenStack.Glance;
using NovaDockerNet.OpenStack.Identity;
using NovaDockerNet.OpenStack.Services;

namespace NovaDockerNet.Compute.Faults;

/// <summary>Images with the caller's rights. nova: image/glance.py.</summary>
public sealed class GlanceImageApi(OpenStackService glance) : IImageApi
{
    // nova: image/glance.py _extract_attributes; what else there is are properties. os_hash_* and visibility are ours to keep: the digest is used.
    private static readonly string[] Attributes =
    [
        "size", "disk_format", "owner", "container_format", "status", "id", "name", "created_at", "updated_at", "checksum", "min_disk", "min_ram",
        "protected", "visibility", "os_hash_algo", "os_hash_value",
    ];

    // Links and lists of the API, none of which nova takes for properties.
    private static readonly string[] NotProperties = ["self", "file", "schema", "tags", "locations", "direct_url", "virtual_size", "os_hidden", "stores"];

    public async Task<JObject> GetAsync(RequestContext context, string imageId, CancellationToken cancellationToken)
    {
        try
        {
            return ToNova((await Client(context).ShowAsync(imageId, cancellationToken)).Json);
        }
        catch (OpenStackException e)
        {
            throw e switch
            {
                OpenStackHttpException { Status: HttpStatusCode.NotFound } => new ImageNotFound(imageId),
                OpenStackHttpException { Status: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } => new ImageNotAuthorized(imageId),
                _ => new GlanceConnectionFailed("glance", e.Message),
            };
        }
    }

    public async Task<IReadOnlyList<string>> ListAsync(
        RequestContext context, IReadOnlyDictionary<string, string> properties, CancellationToken cancellationToken) =>
        [.. (await Client(context).ListAsync(properties, cancellationToken)).Select(image => image.Id)];

    public async Task<string> UrlOfAsync(RequestContext context, string imageId, CancellationToken cancellationToken)
    {
        var endpoint = await (context.AuthToken is null ? glance.AsAdmin(null) : User(context)).EndpointAsync(cancellationToken);
        return $"{endpoint}/images/{imageId}";
    }

    public async Task DeleteAsync(RequestContext context, string imageId, CancellationToken cancellationToken)
    {
        try
        {
            await Client(context).DeleteAsync(imageId, cancellationToken);
        }
        catch (OpenStackHttpException e) when (e.IsNotFound)
        {
            // Gone is what was wanted.
        }
    }

    // nova: _translate_from_glance.
    private static JObject ToNova(JObject image)
    {
        var nova = new JObject();
        var properties = new JObject();
        foreach (var member in image.Properties())
        {
            if (Attributes.Contains(member.Name))
                nova[member.Name] = member.Value.DeepClone();
            else if (!NotProperties.Contains(member.Name))
                properties[member.Name] = member.Value.DeepClone();
        }
        nova["properties"] = properties;
        return nova;
    }

    private GlanceClient Client(RequestContext context) =>
        new(context.AuthToken is null ? glance.AsAdmin(context.GlobalRequestId) : User(context));

    private ServiceClient User(RequestContext context) =>
        glance.AsUser(new UserAuth(context.AuthToken!, context.ServiceCatalog), context.GlobalRequestId);
}
