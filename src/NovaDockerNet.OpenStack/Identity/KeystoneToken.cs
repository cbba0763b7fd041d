namespace NovaDockerNet.OpenStack.Identity;

/// <param name="Id">Whoever holds it is the user.</param>
/// <param name="Obtained">By the monotonic clock: one that is set must neither keep a token that has ended nor drop one that is good.</param>
/// <param name="KeptFor">Until shortly before it ends.</param>
/// <param name="Catalog">What came with it.</param>
sealed record KeystoneToken(string Id, long Obtained, TimeSpan KeptFor, ServiceCatalog Catalog)
{
    public override string ToString() => $"token kept for {KeptFor}";
}
