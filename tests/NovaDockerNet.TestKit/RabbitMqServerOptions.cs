namespace NovaDockerNet.TestKit;

public sealed record RabbitMqServerOptions
{
    public string UserName { get; init; } = "nova";

    public string Password { get; init; } = "s3cret";

    public string VirtualHost { get; init; } = "/";

    /// <summary>PEM; opens a TLS listener.</summary>
    public string? CertificateFile { get; init; }

    public string? KeyFile { get; init; }
}
