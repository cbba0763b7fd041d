using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects;

/// <summary>Makes received arguments readable: objects newer than the profile come back from the conductor at our versions.</summary>
public static class ConductorReceiver
{
    public static Task<JToken> ReceiveAsync(this IConductor conductor, RequestContext context, JToken value, CancellationToken ct) =>
        new ObjectReceiver(conductor.Profile.VersionOf, (envelope, token) => conductor.BackportAsync(context, envelope, token)).ReceiveAsync(value, ct);
}
