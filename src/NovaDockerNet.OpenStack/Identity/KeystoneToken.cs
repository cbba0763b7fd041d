namespace NovaDockerNet.OpenStack.Identity;

sealed record KeystoneToken(string Id, DateTimeOffset RenewAt, ServiceCatalog Catalog)
{
    /// <summary>Whoever holds the id is the user.</summary>
    public override string ToString() => $"token until {RenewAt:u}";
}
