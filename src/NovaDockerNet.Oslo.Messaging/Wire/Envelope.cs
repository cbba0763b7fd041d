using System.Text;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Rpc;

namespace NovaDockerNet.Oslo.Messaging.Wire;

/// <summary>
/// The envelope of version 2.0: the inner message is a string that holds JSON. oslo.messaging: _drivers/common.py serialize_msg, deserialize_msg.
/// </summary>
internal static class Envelope
{
    private const string VersionKey = "oslo.version";
    private const string MessageKey = "oslo.message";
    private static readonly RpcVersion Ours = new(2, 0, 0);
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Write(JObject message)
    {
        var envelope = new JObject { [VersionKey] = "2.0", [MessageKey] = MessageJson.Write(message) };
        return MessageJson.WriteBytes(envelope);
    }

    /// <summary>Opens an envelope; a bare object is a message of version 1.0 and is returned as it is.</summary>
    public static JObject Read(ReadOnlySpan<byte> body)
    {
        string text;
        try
        {
            text = StrictUtf8.GetString(body);
        }
        catch (ArgumentException e)
        {
            throw new MalformedMessageException("the body is not UTF-8", e);
        }

        if (MessageJson.Parse(text) is not JObject envelope)
            throw new MalformedMessageException("the body is not a JSON object");
        if (!envelope.ContainsKey(VersionKey) || !envelope.ContainsKey(MessageKey))
            return envelope;

        var version = envelope[VersionKey]!.Type == JTokenType.String ? (string?)envelope[VersionKey] : null;
        if (!RpcVersion.TryParse(version, out var envelopeVersion) || !Ours.Serves(envelopeVersion))
            throw new MalformedMessageException($"envelope version {envelope[VersionKey]} is not supported, 2.0 is");
        if (envelope[MessageKey]!.Type != JTokenType.String)
            throw new MalformedMessageException("oslo.message is not a string");
        return MessageJson.Parse((string)envelope[MessageKey]!) as JObject
            ?? throw new MalformedMessageException("oslo.message does not hold a JSON object");
    }
}
