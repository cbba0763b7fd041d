namespace NovaDockerNet.FunctionalTests.Lab;

/// <summary>Tokens that Keystone gave to the service under test, and those of them that are taken for expired.</summary>
internal sealed class IssuedTokens
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _valid = [];
    private readonly HashSet<string> _expired = [];
    private int _refusals;

    /// <summary>How often an expired token was refused.</summary>
    public int Refusals => Volatile.Read(ref _refusals);

    public void Add(string token)
    {
        lock (_lock)
            _valid.Add(token);
    }

    /// <summary>From now on every token known so far is refused. Tokens of users are not the service's and stay good.</summary>
    public void ExpireAll()
    {
        lock (_lock)
        {
            _expired.UnionWith(_valid);
            _valid.Clear();
        }
    }

    /// <summary>Whether a request is to be answered with 401.</summary>
    public bool Refuses(params string?[] tokens)
    {
        lock (_lock)
        {
            if (!tokens.Any(token => token is not null && _expired.Contains(token)))
                return false;
        }
        Interlocked.Increment(ref _refusals);
        return true;
    }
}
