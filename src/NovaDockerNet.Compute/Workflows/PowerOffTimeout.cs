using System.Globalization;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>How long a guest gets to stop by itself. nova: compute/manager.py _get_power_off_values.</summary>
static class PowerOffTimeout
{
    /// <param name="services">For loading and for the configured timeout.</param>
    /// <param name="context">The operation's.</param>
    /// <param name="instance">Its image may ask for another timeout.</param>
    /// <param name="cleanShutdown">False kills it at once.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    public static async Task<TimeSpan> OfAsync(
        WorkflowServices services, RequestContext context, Instance instance, bool cleanShutdown, CancellationToken cancellationToken)
    {
        if (!cleanShutdown)
            return TimeSpan.Zero;
        await instance.LoadAsync(services.Conductor, context, Instance.Fields.SystemMetadata, cancellationToken);
        return instance.SystemMetadata.GetValueOrDefault("image_os_shutdown_timeout") is { } text
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : services.Options.ShutdownTimeout;
    }
}
