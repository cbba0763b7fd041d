using Microsoft.Extensions.Logging;
using NovaDockerNet.Oslo.Messaging.Failures;

namespace NovaDockerNet.Compute.Workflows.Resize;

/// <summary>
/// What a leg of a resize reads before it does anything. A conductor that ends takes requests along that it has not answered; a leg given up for
/// that would leave a server between its two sizes, and reading twice harms nobody.
/// </summary>
static partial class LegRead
{
    private const int Attempts = 3;

    /// <exception cref="RpcTimeoutException">No conductor has answered any of the attempts.</exception>
    internal static async Task<T> AskAsync<T>(Func<Task<T>> read, ILogger logger)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await read();
            }
            catch (RpcTimeoutException e) when (attempt < Attempts)
            {
                LogUnanswered(logger, attempt, Attempts, e.Message);
            }
        }
    }

    internal static Task AskAsync(Func<Task> read, ILogger logger) => AskAsync(
        async () =>
        {
            await read();
            return true;
        },
        logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reading before a leg of a resize, attempt {Attempt} of {Attempts}: {Reason}")]
    private static partial void LogUnanswered(ILogger logger, int attempt, int attempts, string reason);
}
