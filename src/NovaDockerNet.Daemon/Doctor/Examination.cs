namespace NovaDockerNet.Daemon.Doctor;

/// <summary>Runs the checks side by side, each within its limit, so that the whole takes seconds even where everything is dead.</summary>
/// <param name="checks">A check stands behind those it needs.</param>
internal sealed class Examination(IReadOnlyList<Check> checks, TimeSpan limit, TimeProvider time)
{
    /// <summary>For what a check puts back after its limit.</summary>
    private static readonly TimeSpan s_cleaningUp = TimeSpan.FromSeconds(30);

    /// <exception cref="OperationCanceledException">Told to stop; by then every check has cleaned up.</exception>
    public async Task<DoctorReport> RunAsync(CancellationToken cancellationToken)
    {
        var running = new Dictionary<string, Task<CheckResult>>();
        foreach (var check in checks)
        {
            running[check.Name] = ExamineAsync(
                check, [.. check.Needs.Select(name => running[name])], [.. check.After.Select(name => running[name])], cancellationToken);
        }
        return new DoctorReport(await Task.WhenAll(checks.Select(check => running[check.Name])));
    }

    private async Task<CheckResult> ExamineAsync(
        Check check, IReadOnlyList<Task<CheckResult>> needs, IReadOnlyList<Task<CheckResult>> after, CancellationToken cancellationToken)
    {
        await Task.WhenAll(after);
        if ((await Task.WhenAll(needs)).FirstOrDefault(static result => !result.IsUsable) is { } missing)
            return new CheckResult(check.Name, [Finding.NotChecked($"needs {missing.Name}")]);

        using var limited = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limited.Token, cancellationToken);
        try
        {
            // On a thread of its own: a file system that hangs must not hold up the others.
            var findings = await Task.Run(() => check.RunAsync(either.Token), CancellationToken.None)
                .WaitAsync(limit + s_cleaningUp, time, CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return new CheckResult(check.Name, findings);
        }
        catch (Exception e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var text = limited.IsCancellationRequested && e is OperationCanceledException or TimeoutException
                ? $"no answer within {limit.TotalSeconds:0.#} s"
                : e.Message.ReplaceLineEndings(" ");
            return new CheckResult(check.Name, [Finding.Failure(text, check.Advice)]);
        }
    }
}
