namespace NovaDockerNet.OpenStack.Identity;

sealed record KeystoneToken(string Id, DateTimeOffset RenewAt, ServiceCatalog Catalog);
