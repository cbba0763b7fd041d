using NovaDockerNet.Objects;

namespace NovaDockerNet.Compute.Resources;

/// <summary>This service's row in nova's services table. nova: service.py Service.start, servicegroup/drivers/db.py.</summary>
public interface IServiceRecord
{
    /// <summary>Creates the row or brings its version up to the profile's.</summary>
    Task EnsureAsync(RequestContext context, CancellationToken cancellationToken);

    /// <summary>Reports the service as alive every report_interval, until cancelled. Survives a conductor that is away.</summary>
    Task RunHeartbeatAsync(CancellationToken cancellationToken);
}
