using System.Runtime.ExceptionServices;

namespace NovaDockerNet.Virt.Docker;

/// <summary>Two branches of one operation at once.</summary>
static class SideBySide
{
    /// <summary>When one fails the other is cancelled; both have ended when this returns, and the first failure is thrown.</summary>
    public static async Task RunAsync(
        Func<CancellationToken, Task> one, Func<CancellationToken, Task> other, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ExceptionDispatchInfo? first = null;
        await Task.WhenAll(GuardAsync(one), GuardAsync(other));
        first?.Throw();

        async Task GuardAsync(Func<CancellationToken, Task> branch)
        {
            try
            {
                await branch(both.Token);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref first, ExceptionDispatchInfo.Capture(e), null);
                await both.CancelAsync();
            }
        }
    }
}
