namespace NovaDockerNet.Oslo.Messaging.Wire;

/// <summary>32 hex digits, as Python's uuid4().hex.</summary>
internal static class WireId
{
    public static string Create() => Guid.NewGuid().ToString("N");
}
