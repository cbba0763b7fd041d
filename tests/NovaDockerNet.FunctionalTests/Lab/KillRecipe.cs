using Newtonsoft.Json.Linq;

namespace NovaDockerNet.FunctionalTests.Lab;

/// <summary>One operation in the kill matrix: how to ask for it, and what must be true when the service is back.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Points">Operations of `nova-docker-net fault-points` whose points this one passes.</param>
/// <param name="From">Status a server must have before; null: the operation creates it.</param>
/// <param name="To">Status it must have afterwards; null: it is gone.</param>
/// <param name="Action">The server action; null for create and delete.</param>
internal sealed record KillRecipe(string Name, string[] Points, string? From, string? To, string? Action = null, JToken? Argument = null)
{
    /// <summary>Points at which the request may be lost, because nothing is recorded yet: the server may then be in ERROR, with a fault.</summary>
    public string[] MayFailAt { get; init; } = [];

    /// <summary>The status of an operation that is given back instead of finished; which of the two depends on the point.</summary>
    public string? Or { get; init; }
}
