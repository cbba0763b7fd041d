namespace NovaDockerNet.OpenStack.Identity;

/// <summary>keystoneauth's options of a nova.conf group: auth_type <c>password</c>/<c>v3password</c>, or <c>v3applicationcredential</c>.</summary>
public sealed record KeystoneOptions
{
    /// <summary>With or without /v3.</summary>
    public required string AuthUrl { get; init; }

    public string? Username { get; init; }

    public string? UserId { get; init; }

    public string? Password { get; init; }

    public string? UserDomainName { get; init; }

    public string? UserDomainId { get; init; }

    public string? ProjectName { get; init; }

    public string? ProjectId { get; init; }

    public string? ProjectDomainName { get; init; }

    public string? ProjectDomainId { get; init; }

    /// <summary>"all" for a system-scoped token.</summary>
    public string? SystemScope { get; init; }

    public string? ApplicationCredentialId { get; init; }

    public string? ApplicationCredentialName { get; init; }

    public string? ApplicationCredentialSecret { get; init; }

    /// <summary>A token is renewed this long before it ends, so that a request on its way never carries a dead one.</summary>
    public TimeSpan ExpiryMargin { get; init; } = TimeSpan.FromSeconds(60);

    public int ConnectRetries { get; init; } = 3;

    public override string ToString() => $"{Username ?? UserId ?? ApplicationCredentialName ?? ApplicationCredentialId} at {AuthUrl}";
}
