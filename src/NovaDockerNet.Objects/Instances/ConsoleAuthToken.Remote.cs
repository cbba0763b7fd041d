namespace NovaDockerNet.Objects.Instances;

public sealed partial class ConsoleAuthToken
{
    /// <summary>Forgets the console tokens of a server that goes away.</summary>
    public static Task CleanForInstanceAsync(IConductor conductor, RequestContext context, string instanceUuid, CancellationToken ct) =>
        conductor.ClassActionAsync(context, ObjectClass, "clean_console_auths_for_instance", [instanceUuid], [], ct);

    /// <summary>Makes a token for this console and stores its hash; returns the token. nova: authorize.</summary>
    public async Task<string> AuthorizeAsync(IConductor conductor, RequestContext context, TimeSpan ttl, CancellationToken ct) =>
        (string?)await conductor.ObjectActionAsync(context, this, "authorize", [(long)ttl.TotalSeconds], [], ct)
        ?? throw new Oslo.VersionedObjects.ObjectFormatException("authorize answered without a token.");

    /// <summary>Forgets the tokens of this cell that are no longer valid.</summary>
    public static Task CleanExpiredAsync(IConductor conductor, RequestContext context, CancellationToken ct) =>
        conductor.ClassActionAsync(context, ObjectClass, "clean_expired_console_auths", [], [], ct);

    public static Task CleanExpiredForHostAsync(IConductor conductor, RequestContext context, string host, CancellationToken ct) =>
        conductor.ClassActionAsync(context, ObjectClass, "clean_expired_console_auths_for_host", [host], [], ct);
}
