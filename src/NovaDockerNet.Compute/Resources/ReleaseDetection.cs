using Microsoft.Extensions.Logging;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Profiles;

namespace NovaDockerNet.Compute.Resources;

/// <summary>
/// Which release of nova this cloud runs: conductors write the same service version into their own rows as its computes would.
/// </summary>
public sealed partial class ReleaseDetection(ComputeOptions options, ILogger<ReleaseDetection> logger)
{
    /// <summary>The profile to use; the conductor must answer by now.</summary>
    /// <exception cref="UnsupportedReleaseException">With what to do.</exception>
    public async Task<NovaProfile> DetectAsync(IConductor conductor, RequestContext context, CancellationToken cancellationToken)
    {
        if (options.NovaRelease is { Length: > 0 } configured)
        {
            LogConfigured(configured);
            return NovaProfile.ForRelease(configured);
        }

        var version = await Service.GetMinimumVersionAsync(conductor, context, Service.ConductorBinary, cancellationToken);
        try
        {
            var profile = NovaProfile.ForServiceVersion(version);
            LogDetected(profile.Release, profile.Codename, version);
            return profile;
        }
        catch (UnsupportedReleaseException e)
        {
            // The lowest of all rows counts: one left behind by an old conductor hides the release.
            throw new UnsupportedReleaseException(
                $"{e.Message} That is the lowest version among the nova-conductor services (openstack compute service list). " +
                "Delete rows of conductors that are gone, or set [docker]nova_release.");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Control plane is nova {Release} ({Codename}), service version {Version}")]
    private partial void LogDetected(string release, string codename, int version);

    [LoggerMessage(Level = LogLevel.Information, Message = "Control plane is nova {Release} by [docker]nova_release")]
    private partial void LogConfigured(string release);
}
