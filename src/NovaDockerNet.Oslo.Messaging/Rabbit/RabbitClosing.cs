using RabbitMQ.Client;

namespace NovaDockerNet.Oslo.Messaging.Rabbit;

/// <summary>Closes what may already be broken.</summary>
internal static class RabbitClosing
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>AbortAsync is the library's close that swallows the errors of a dead peer.</summary>
    public static async Task CloseAsync(IConnection connection)
    {
        await connection.AbortAsync(Limit);
        await connection.DisposeAsync();
    }

    public static async Task DisposeAsync(IChannel channel)
    {
        if (channel.IsOpen)
        {
            using var limit = new CancellationTokenSource(Limit);
            await channel.AbortAsync(limit.Token);
        }
        await channel.DisposeAsync();
    }
}
