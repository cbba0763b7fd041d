namespace NovaDockerNet.OpenStack.Http;

/// <summary>keystoneauth1.loading.session: how to reach a service over HTTP.</summary>
public sealed record HttpTransportOptions
{
    /// <summary>PEM bundle that replaces the system's trusted roots.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM client certificate; the key may be in the same file.</summary>
    public string? CertFile { get; init; }

    public string? KeyFile { get; init; }

    /// <summary>Accept any server certificate.</summary>
    public bool Insecure { get; init; }

    /// <summary>For one attempt, body included; for a download or a streamed upload, between two pieces of the body.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>First pause before a retry; doubles each time up to <see cref="LongestRetryDelay"/>, as keystoneauth's.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromSeconds(60);

    public int MaxConnectionsPerServer { get; init; } = 32;
}
