using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using NovaDockerNet.Virt.Telemetry;

namespace NovaDockerNet.Virt.Undo;

/// <summary>Runs operations under an <see cref="UndoLog"/>: success keeps everything, any exception unwinds and is rethrown as it was.</summary>
/// <param name="undoLimit">How long one undo may take; default 60 s.</param>
public sealed partial class UndoLogs(TimeProvider time, ILogger<UndoLogs> logger, TimeSpan? undoLimit = null)
{
    private readonly TimeSpan _undoLimit = undoLimit ?? TimeSpan.FromSeconds(60);

    public async Task RunAsync(
        string operation, string subject, Func<UndoLog, Task> body, Func<UndoReport, Exception, Task>? onIncomplete = null)
        => await RunAsync(operation, subject, async undo =>
        {
            await body(undo);
            return true;
        }, onIncomplete);

    /// <param name="onIncomplete">Called when something could not be undone: leave a visible mark for reconciliation. What it throws is logged only.</param>
    public async Task<T> RunAsync<T>(
        string operation, string subject, Func<UndoLog, Task<T>> body, Func<UndoReport, Exception, Task>? onIncomplete = null)
    {
        using var activity = VirtTelemetry.Source.StartActivity(operation);
        activity?.SetTag("nova.instance.uuid", subject);
        var undo = new UndoLog(operation, subject, _undoLimit, time, logger);
        try
        {
            var result = await body(undo);
            undo.Commit();
            return result;
        }
        catch (Exception e)
        {
            var original = ExceptionDispatchInfo.Capture(e);
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            LogUnwinding(operation, subject, undo.CurrentStep, e.Message);
            var report = await undo.UnwindAsync();
            if (!report.IsComplete)
                await ReportIncompleteAsync(operation, subject, report, e, onIncomplete);
            original.Throw();
            throw;
        }
    }

    private async Task ReportIncompleteAsync(
        string operation, string subject, UndoReport report, Exception cause, Func<UndoReport, Exception, Task>? onIncomplete)
    {
        LogIncomplete(operation, subject, report.ToString());
        if (onIncomplete is null)
            return;
        try
        {
            await onIncomplete(report, cause);
        }
        catch (Exception e)
        {
            LogMarkFailed(e, operation, subject);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Operation} of {Subject} failed at step \"{Step}\", undoing: {Reason}")]
    private partial void LogUnwinding(string operation, string subject, string step, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Operation} of {Subject} could not be undone completely; reconciliation will finish it. {Report}")]
    private partial void LogIncomplete(string operation, string subject, string report);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Operation} of {Subject}: the mark for the incomplete undo could not be written")]
    private partial void LogMarkFailed(Exception exception, string operation, string subject);
}
