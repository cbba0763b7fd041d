using Microsoft.Extensions.Logging;

namespace NovaDockerNet.Compute.Locking;

/// <summary>Owns the operations that outlive their RPC dispatch (builds; lifecycle events) so that stopping can wait for them.</summary>
sealed partial class BackgroundOperations(ILogger<BackgroundOperations> logger)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _running = [];
    private bool _closed;

    public int Count
    {
        get
        {
            using (_gate.EnterScope())
                return _running.Count;
        }
    }

    /// <summary>The service stops and takes no more.</summary>
    public bool IsClosed
    {
        get
        {
            using (_gate.EnterScope())
                return _closed;
        }
    }

    /// <summary>Starts the operation detached from its caller. nova: utils.spawn_n.</summary>
    public void Start(string name, Func<Task> operation)
    {
        Task task;
        using (_gate.EnterScope())
        {
            if (_closed)
                throw new InvalidOperationException($"{name}: the service is stopping and takes no more operations");
            task = RunAsync(name, operation);
            _running.Add(task);
        }
        _ = task.ContinueWith(Forget, TaskScheduler.Default);
    }

    /// <summary>Takes nothing more and waits for what runs; false when the limit passed first.</summary>
    public async Task<bool> DrainAsync(TimeSpan limit, TimeProvider time)
    {
        Task[] running;
        using (_gate.EnterScope())
        {
            _closed = true;
            running = [.. _running];
        }
        try
        {
            await Task.WhenAll(running).WaitAsync(limit, time);
            return true;
        }
        catch (TimeoutException)
        {
            LogStillRunning(running.Count(t => !t.IsCompleted), limit.TotalSeconds);
            return false;
        }
    }

    private async Task RunAsync(string name, Func<Task> operation)
    {
        // The caller goes on before the first step of the operation runs.
        await Task.Yield();
        try
        {
            await operation();
        }
        catch (OperationCanceledException)
        {
            LogCancelled(name);
        }
        catch (Exception e)
        {
            // The filters around the operation have told nova; here is only the log left.
            LogFailed(e, name);
        }
    }

    private void Forget(Task task)
    {
        using (_gate.EnterScope())
            _running.Remove(task);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Operation} failed")]
    private partial void LogFailed(Exception exception, string operation);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Operation} was interrupted because the service stops; the next start takes it up")]
    private partial void LogCancelled(string operation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} operations still run after {Seconds} s; the next start takes them up")]
    private partial void LogStillRunning(int count, double seconds);
}
