using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Drivers;
using NovaDockerNet.Oslo.Messaging.Topology;
using NovaDockerNet.Oslo.Messaging.Wire;

namespace NovaDockerNet.Oslo.Messaging.Notify;

/// <summary>
/// Sends to exchange control_exchange with key TOPIC.PRIORITY, and makes the queue of that name, so that what is sent before the first consumer
/// comes waits for it. oslo.messaging: notify/messaging.py, impl_rabbit.py notify_send.
/// </summary>
/// <param name="driver">The broker notifications go to.</param>
/// <param name="topology">Durability and arguments of queue and exchange.</param>
/// <param name="exchange">control_exchange.</param>
/// <param name="options">Topics and retry.</param>
/// <param name="enveloped">messagingv2; without it the message is the body itself.</param>
internal sealed class MessagingNotificationDriver(
    IRpcDriver driver, BrokerTopology topology, string exchange, NotifierOptions options, bool enveloped) : INotificationDriver
{
    public async Task NotifyAsync(JObject context, JObject message, NotificationPriority priority, CancellationToken cancellationToken)
    {
        foreach (var topic in options.Topics)
        {
            var packed = (JObject)message.DeepClone();
            packed["_unique_id"] = WireId.Create();
            foreach (var (key, value) in context)
                packed[RequestCodec.ContextPrefix + key] = value?.DeepClone();
            var body = enveloped ? Envelope.Write(packed) : MessageJson.WriteBytes(packed);
            var routingKey = $"{topic}.{priority.ToString().ToLowerInvariant()}";
            var publication = new Publication(topology.Topic(exchange), routingKey, body)
            {
                Queue = topology.NotificationQueue(exchange, routingKey),
                Attempts = options.Retry < 0 ? null : options.Retry + 1,
            };
            await driver.PublishAsync(publication, cancellationToken);
        }
    }
}
