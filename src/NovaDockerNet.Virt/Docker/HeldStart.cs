using NovaDockerNet.Networking.Containers;

namespace NovaDockerNet.Virt.Docker;

/// <summary>
/// A start that Docker works on while the network of the container is still being made: everything is done but to let the process go, for which
/// it waits in nova-runc.
/// </summary>
sealed class HeldStart : IAsyncDisposable
{
    // Meanwhile dockerd has the container locked: it answers no inspect of it and does not end.
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(10);

    private readonly ContainerHold _hold;
    private readonly ITimer _limit;
    private readonly Task<Exception?> _outcome;

    private HeldStart(ContainerHold hold, Func<Task> start, TimeProvider time)
    {
        _hold = hold;
        _limit = time.CreateTimer(_ => hold.Dispose(), null, LongestHold, Timeout.InfiniteTimeSpan);
        _outcome = StartAsync(hold, start);
    }

    /// <param name="hold">Belongs to the start from here on.</param>
    /// <param name="start">Ends when the process runs, or fails; it is called at once and its answer waited for in any case.</param>
    /// <param name="time">Says when the start has been held for too long.</param>
    public static HeldStart Begin(ContainerHold hold, Func<Task> start, TimeProvider time) => new(hold, start, time);

    /// <summary>Null when the container runs. Otherwise why it does not: it is as if nobody had tried to start it.</summary>
    public async Task<Exception?> LetGoAsync()
    {
        await _hold.ReleaseAsync();
        return await _outcome;
    }

    /// <summary>Gives the start up unless it was let go, and waits for Docker to have seen it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _limit.DisposeAsync();
        _hold.Dispose();
        await _outcome;
    }

    private static async Task<Exception?> StartAsync(ContainerHold hold, Func<Task> start)
    {
        try
        {
            await start();
            return null;
        }
        catch (Exception e)
        {
            // What a dockerd that is gone has left waiting must not run beside what its successor starts.
            hold.Dispose();
            return e;
        }
    }
}
