using Microsoft.Extensions.Logging;
using NovaDockerNet.Virt.Telemetry;

namespace NovaDockerNet.Virt.Undo;

/// <summary>The undo side of one operation: each step registers how to take itself back, and a failure unwinds them, last first.</summary>
/// <remarks>
/// Every undo runs under a token of its own with a time limit, never under the caller's (which is often already cancelled).
/// An undo never throws out of the log: its failure is logged and reported. After an ordered undo has failed the remaining ordered ones are
/// skipped, because they depend on it (container, then namespace, then host devices); independent ones still run.
/// Steps may be registered from parallel branches; all branches must have ended before the log is unwound.
/// </remarks>
public sealed partial class UndoLog
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TimeSpan _limit;
    private StepClock? _step;
    private bool _closed;

    internal UndoLog(string operation, string subject, TimeSpan limit, TimeProvider time, ILogger logger)
    {
        Operation = operation;
        Subject = subject;
        _limit = limit;
        _time = time;
        _logger = logger;
    }

    public string Operation { get; }

    /// <summary>What is operated on, as the log shows it: an instance uuid.</summary>
    public string Subject { get; }

    /// <summary>The step last entered, for messages; empty before the first.</summary>
    public string CurrentStep => _step?.Name ?? "";

    /// <summary>Starts the named step and ends the one before: one activity and one histogram point per step.</summary>
    public void EnterStep(string name)
    {
        using (_lock.EnterScope())
        {
            _step?.End();
            _step = new StepClock(Operation, name, _time);
        }
    }

    /// <summary>Registers how to take a step back. Register it before the call when the call can fail half done.</summary>
    /// <param name="ordered">Part of the chain that must unwind in order.</param>
    public void OnFailure(string step, Func<CancellationToken, Task> undo, bool ordered = false)
    {
        using (_lock.EnterScope())
        {
            if (_closed)
                throw new InvalidOperationException($"undo of \"{step}\" registered after {Operation} of {Subject} had ended");
            _entries.Add(new Entry(step, undo, ordered));
        }
    }

    /// <summary>Releases what must survive a failure (nova keeps networks over a reschedule).</summary>
    public bool Keep(string step)
    {
        using (_lock.EnterScope())
            return _entries.RemoveAll(e => e.Step == step) > 0;
    }

    /// <summary>The operation succeeded: nothing will be undone.</summary>
    internal void Commit() => Close();

    /// <summary>Takes back every registered step, last first. Never throws.</summary>
    internal async Task<UndoReport> UnwindAsync()
    {
        var entries = Close();
        List<string> done = [], skipped = [];
        List<UndoFailure> failures = [];
        var chainBroken = false;
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            var entry = entries[i];
            if (entry.Ordered && chainBroken)
            {
                LogUndoSkipped(Operation, Subject, entry.Step);
                skipped.Add(entry.Step);
                continue;
            }
            try
            {
                await RunOneAsync(entry);
                done.Add(entry.Step);
            }
            catch (Exception e)
            {
                LogUndoFailed(e, Operation, Subject, entry.Step);
                failures.Add(new UndoFailure(entry.Step, e));
                chainBroken |= entry.Ordered;
            }
        }
        return new UndoReport(done, failures, skipped);
    }

    private async Task RunOneAsync(Entry entry)
    {
        using var limit = new CancellationTokenSource(_limit, _time);
        var undo = entry.Undo(limit.Token);
        try
        {
            // WaitAsync, because an undo that ignores its token must not hold the operation for ever.
            await undo.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            if (!undo.IsCompleted)
                _ = undo.ContinueWith(late => LogUndoEndedLate(late.Exception, Operation, Subject, entry.Step), TaskScheduler.Default);
            throw new TimeoutException($"undo of \"{entry.Step}\" did not end within {_limit.TotalSeconds:0} s");
        }
    }

    private List<Entry> Close()
    {
        using (_lock.EnterScope())
        {
            _closed = true;
            _step?.End();
            List<Entry> entries = [.. _entries];
            _entries.Clear();
            return entries;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Operation} of {Subject}: undo of \"{Step}\" failed")]
    private partial void LogUndoFailed(Exception exception, string operation, string subject, string step);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Operation} of {Subject}: undo of \"{Step}\" skipped, because one it depends on failed")]
    private partial void LogUndoSkipped(string operation, string subject, string step);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Operation} of {Subject}: the abandoned undo of \"{Step}\" ended after its time limit")]
    private partial void LogUndoEndedLate(Exception? exception, string operation, string subject, string step);

    private sealed record Entry(string Step, Func<CancellationToken, Task> Undo, bool Ordered);
}
