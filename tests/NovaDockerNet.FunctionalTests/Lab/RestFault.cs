namespace NovaDockerNet.FunctionalTests.Lab;

/// <summary>What a REST service in trouble does with a request.</summary>
public enum RestFault
{
    None,

    /// <summary>503, as a load balancer without a live back end answers.</summary>
    Unavailable,

    /// <summary>Takes the request and never answers.</summary>
    Hang,

    /// <summary>Does what is asked and breaks off in the middle of its answer.</summary>
    Cut,
}
