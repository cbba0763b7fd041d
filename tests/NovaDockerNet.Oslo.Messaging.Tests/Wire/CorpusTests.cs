using System.Text;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Rpc;
using NovaDockerNet.Oslo.Messaging.Wire;

namespace NovaDockerNet.Oslo.Messaging.Tests.Wire;

/// <summary>Every request and reply of recorded operations is read and written again without loss.</summary>
public sealed class CorpusTests
{
    [Theory]
    [MemberData(nameof(TestData.CorpusNames), MemberType = typeof(TestData))]
    public void Messages_round_trip(string name)
    {
        var seen = 0;
        foreach (var recorded in TestData.Corpus(name))
        {
            var message = Envelope.Read(Encoding.UTF8.GetBytes(MessageJson.Write(recorded["body"]!)));
            if (message.ContainsKey("method"))
                AssertRequest(message);
            else if (message.ContainsKey("result"))
                AssertReply(message);
            else
                continue;
            seen++;
        }
        Assert.True(seen > 0, "the recording holds no request and no reply");
    }

    private static void AssertRequest(JObject message)
    {
        var request = RequestCodec.Read((JObject)message.DeepClone());
        var reply = request.MessageId is { } id
            ? new ReplyAddress(id, request.ReplyQueue!, request.ClientTimeout is { Type: JTokenType.Integer } seconds ? (int)seconds : null)
            : null;
        var target = new RpcTarget("any", Namespace: request.Namespace, Version: request.Version);

        var again = RequestCodec.Write(target, request.Context, request.Method, request.Args, request.UniqueId!, reply);

        Assert.True(JToken.DeepEquals(message, again), request.Method);
        Assert.DoesNotContain(request.Context.Properties(), property => property.Name.StartsWith('_'));
    }

    private static void AssertReply(JObject message)
    {
        var reply = RpcReply.Read(message);
        var again = reply.Write((string)message["_unique_id"]!);

        if (reply.Failure is null)
            Assert.True(JToken.DeepEquals(message, again));
        else
            Assert.True(JToken.DeepEquals(MessageJson.Parse((string)message["failure"]!), MessageJson.Parse((string)again["failure"]!)));
    }
}
