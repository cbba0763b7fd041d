using System.Text.RegularExpressions;

namespace NovaDockerNet.Oslo.Messaging.Topology;

/// <summary>Explains a PRECONDITION_FAILED of the broker in terms of nova.conf.</summary>
internal static partial class DeclarationConflict
{
    /// <summary>The broker's text, followed by the option that decides about the argument it names.</summary>
    public static string Explain(string brokerText, bool transient)
    {
        var match = Argument().Match(brokerText);
        if (!match.Success)
            return brokerText;
        var option = match.Groups["arg"].Value switch
        {
            "durable" => transient ? "rabbit_transient_quorum_queue" : "amqp_durable_queues (or rabbit_quorum_queue)",
            "auto_delete" => "amqp_auto_delete",
            "x-queue-type" or "type" => transient ? "rabbit_transient_quorum_queue (or rabbit_stream_fanout)" : "rabbit_quorum_queue",
            "x-expires" or "x-max-age" => "rabbit_transient_queues_ttl",
            "x-ha-policy" => "rabbit_ha_queues",
            "x-delivery-limit" => "rabbit_quorum_delivery_limit",
            "x-max-in-memory-length" => "rabbit_quorum_max_memory_length",
            "x-max-in-memory-bytes" => "rabbit_quorum_max_memory_bytes",
            _ => null,
        };
        return option is null
            ? brokerText
            : $"{brokerText}. [oslo_messaging_rabbit] {option} differs from what the existing declaration was made with: "
                + "copy the option from the cloud's other services, or delete the left-over queue with rabbitmqctl delete_queue";
    }

    [GeneratedRegex("inequivalent arg '(?<arg>[^']+)'")]
    private static partial Regex Argument();
}
