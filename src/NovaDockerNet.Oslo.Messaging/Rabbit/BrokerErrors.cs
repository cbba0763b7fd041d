using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Topology;
using RabbitMQ.Client.Exceptions;

namespace NovaDockerNet.Oslo.Messaging.Rabbit;

/// <summary>Sorts what the library throws: the connection is gone, or the broker refuses this one thing.</summary>
internal static class BrokerErrors
{
    private const ushort AccessRefused = 403;
    public const ushort NotFound = 404;
    private const ushort ResourceLocked = 405;
    private const ushort PreconditionFailed = 406;

    /// <summary>The connection or channel cannot be used any more; a new one may work.</summary>
    public static bool IsConnectionLoss(Exception exception) =>
        exception is RabbitMQClientException or IOException or TimeoutException or ObjectDisposedException;

    public static ushort? ReplyCode(Exception exception) =>
        (exception as OperationInterruptedException)?.ShutdownReason?.ReplyCode;

    /// <summary>A refusal that repeating cannot cure, explained; otherwise null.</summary>
    public static MessagingOperationException? AsRefusal(Exception exception, string what, bool transient) =>
        ReplyCode(exception) is AccessRefused or ResourceLocked or PreconditionFailed
            ? new MessagingOperationException(
                $"RabbitMQ refuses to declare {what}: "
                + DeclarationConflict.Explain(((OperationInterruptedException)exception).ShutdownReason!.ReplyText, transient),
                exception)
            : null;
}
