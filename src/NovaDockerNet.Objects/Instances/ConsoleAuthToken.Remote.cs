namespace NovaDockerNet.Objects.Instances;

public sealed partial class ConsoleAuthToken
{
    /// <summary>Forgets the console tokens of a server that goes away.</summary>
    public static Task CleanForInstanceAsync(IConductor conductor, RequestContext context, string instanceUuid, CancellationToken ct) =>
        conductor.ClassActionAsync(context, ObjectClass, "clean_console_auths_for_instance", [instanceUuid], [], ct);

    public static Task CleanExpiredForHostAsync(IConductor conductor, RequestContext context, string host, CancellationToken ct) =>
        conductor.ClassActionAsync(context, ObjectClass, "clean_expired_console_auths_for_host", [host], [], ct);
}
