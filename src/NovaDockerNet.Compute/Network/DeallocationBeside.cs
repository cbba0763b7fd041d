namespace NovaDockerNet.Compute.Network;

/// <summary>What a deallocation that runs beside other work is told by it, and leaves to it.</summary>
public sealed record DeallocationBeside
{
    /// <summary>For a deallocation that somebody waits for.</summary>
    public static DeallocationBeside Nothing { get; } = new();

    /// <summary>
    /// Ends when no guest uses the addresses any more. Ports are looked up before and released only then; should it fail, the deallocation
    /// fails with it and has released nothing.
    /// </summary>
    public Task CutOff { get; init; } = Task.CompletedTask;

    /// <summary>Given what writes Nova's records, once the ports are released: the deallocation is over then. Null to have it waited for.</summary>
    public Action<Task>? Recording { get; init; }
}
