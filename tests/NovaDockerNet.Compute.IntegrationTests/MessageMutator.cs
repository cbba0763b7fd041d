using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Tests.Fakes;

namespace NovaDockerNet.Compute.IntegrationTests;

/// <summary>Damages recorded requests in the ways a broken, newer or hostile peer would; the same seed gives the same messages.</summary>
sealed class MessageMutator(int seed, string replyQueue)
{
    private const string IdPlaceholder = "0123456789abcdef0123456789abcdef";
    private static readonly string[] Requests =
    [
        "boot", "delete", "start", "stop", "reboot-hard", "pause", "unpause", "suspend", "resume", "console-log", "diagnostics", "password",
        "attach-interface", "more-detach-interface", "rebuild", "rescue", "snapshot", "serial-console", "more-external-instance-event", "more-prep-resize",
        "more-confirm-resize", "more-revert-resize", "more-live-migration", "more-check-can-live-migrate-destination", "more-unshelve", "more-crash-dump",
    ];

    private readonly Random _random = new(seed);
    private readonly IReadOnlyList<RecordedRequest> _requests = [.. Requests.Select(Fixture.Request)];
    private readonly Dictionary<string, byte[]> _bodies = Requests.ToDictionary(
        name => name, name => Bytes(Message(Fixture.Request(name), IdPlaceholder, RequestOf(IdPlaceholder), replyQueue)));
    private byte[]? _repeat;

    /// <summary>The instances of the recorded requests, as rows.</summary>
    public IEnumerable<JObject> Instances => _requests.Where(r => r.Args["instance"] is JObject).Select(r => r.InstanceData);

    public MutatedMessage Next() => _repeat is { } repeated ? Repeated(repeated) : _random.Next(100) switch
    {
        < 25 => FlipBits(),
        < 38 => Truncate(),
        < 46 => Splice(),
        < 50 => Garbage(),
        < 55 => Duplicate(),
        < 59 => UnknownMethod(),
        < 63 => UnknownVersion(),
        < 67 => WrongArguments(),
        < 79 => WrongType(),
        < 82 => NewerObject(),
        < 90 => OddContext(),
        < 93 => OddReplyAddress(),
        < 96 => DeepNesting(),
        < 97 => HugeField(),
        _ => Unchanged(),
    };

    public MutatedMessage Unchanged()
    {
        var (body, id) = Fresh();
        return new MutatedMessage("unchanged", body, id, RequestOf(id));
    }

    /// <summary>No message of oslo.messaging at all.</summary>
    public MutatedMessage Garbage()
    {
        byte[] body = _random.Next(10) switch
        {
            0 => [],
            1 => "null"u8.ToArray(),
            2 => "[]"u8.ToArray(),
            3 => "{}"u8.ToArray(),
            4 => "{\"oslo.version\": \"3.0\", \"oslo.message\": \"{}\"}"u8.ToArray(),
            5 => "{\"oslo.version\": \"2.0\", \"oslo.message\": {}}"u8.ToArray(),
            6 => "{\"oslo.version\": \"2.0\", \"oslo.message\": \"[1, 2]\"}"u8.ToArray(),
            7 => "{\"oslo.version\": \"2.0\", \"oslo.message\": \"{\\\"method\\\": 5}\"}"u8.ToArray(),
            8 => Encoding.UTF8.GetBytes(new string('[', 100_000)),
            _ => RandomBytes(_random.Next(1, 2_000)),
        };
        return new MutatedMessage("garbage", body);
    }

    /// <summary>Followed by itself: more than sixteen messages later nobody would know it again.</summary>
    public MutatedMessage Duplicate()
    {
        var (body, id) = Fresh();
        _repeat = body;
        return new MutatedMessage("unchanged", body, id, RequestOf(id));
    }

    private MutatedMessage Repeated(byte[] body)
    {
        _repeat = null;
        return new MutatedMessage("duplicate", body);
    }

    public MutatedMessage UnknownMethod() => Refused("unknown method", message =>
        message["method"] = Pick("_build_networks_for_instance", "__init__", "", "no_such_method", "build_and_run_instance\0", "BUILD_AND_RUN_INSTANCE"));

    public MutatedMessage UnknownVersion() => Refused("unknown version", message => message["version"] = Pick("7.0", "6.99", "4.0", "six", "", "6", "-1.0", "99999999999.0"));

    public MutatedMessage WrongArguments() => Refused("wrong arguments", message =>
    {
        var args = (JObject)message["args"]!;
        if (_random.Next(2) == 0)
            args[Pick("no_such_argument", "", "self", "context")] = 1;
        else
            args.RemoveAll();
    });

    private MutatedMessage FlipBits()
    {
        var (body, id) = Fresh();
        for (var flips = _random.Next(1, 9); flips > 0; flips--)
            body[_random.Next(body.Length)] ^= (byte)(1 << _random.Next(8));
        return new MutatedMessage("flipped bits", body, Request: RequestOf(id));
    }

    private MutatedMessage Truncate()
    {
        var (body, id) = Fresh();
        return new MutatedMessage("truncated", body[.._random.Next(body.Length)], Request: RequestOf(id));
    }

    private MutatedMessage Splice()
    {
        var (body, id) = Fresh();
        var length = _random.Next(1, 400);
        body.AsSpan(_random.Next(body.Length - length), length).CopyTo(body.AsSpan(_random.Next(body.Length - length)));
        return new MutatedMessage("spliced", body, Request: RequestOf(id));
    }

    private MutatedMessage WrongType() => Answered("wrong type", message => Replace((JObject)message["args"]!, OddValue()));

    private MutatedMessage NewerObject() => Answered("newer object", message =>
    {
        var envelopes = message["args"]!.SelectTokens("$..['nova_object.version']").ToList();
        if (envelopes.Count > 0)
            envelopes[_random.Next(envelopes.Count)].Replace(new JValue(Pick("99.0", "2.99", "1.99", "0.1", "x", "")));
    });

    private MutatedMessage OddContext() => Answered("odd context", message =>
    {
        var keys = message.Properties().Where(p => p.Name.StartsWith("_context_", StringComparison.Ordinal)).ToList();
        var key = keys[_random.Next(keys.Count)];
        if (_random.Next(4) == 0)
            key.Remove();
        else
            key.Value = OddValue();
    });

    private MutatedMessage OddReplyAddress()
    {
        var (message, id) = FreshMessage();
        switch (_random.Next(6))
        {
            case 0:
                message["_reply_q"] = "reply_nobody_" + _random.Next(3);
                break;
            case 1:
                message["_reply_q"] = new string('q', 1_000);
                break;
            case 2:
                message.Remove("_reply_q");
                break;
            case 3:
                message["_reply_q"] = "";
                break;
            case 4:
                message["_timeout"] = OddValue();
                break;
            default:
                message[Pick("_msg_id", "_reply_q", "_unique_id", "namespace", "version", "args")] = OddValue();
                break;
        }
        return new MutatedMessage("odd reply address", Bytes(message), Request: RequestOf(id));
    }

    private MutatedMessage DeepNesting()
    {
        var (message, id) = FreshMessage();
        var depth = _random.Next(10, 3_000);
        Replace((JObject)message["args"]!, new JValue("@deep@"));
        var inner = Write(message).Replace("\"@deep@\"", new string('[', depth) + new string(']', depth), StringComparison.Ordinal);
        return new MutatedMessage("deep nesting", Wrap(inner), Request: RequestOf(id));
    }

    private MutatedMessage HugeField() => Answered("huge field", message =>
        Replace((JObject)message["args"]!, new JValue(new string('x', _random.Next(20_000, 300_000)))));

    private MutatedMessage Answered(string kind, Action<JObject> change)
    {
        var (message, id) = FreshMessage();
        change(message);
        return new MutatedMessage(kind, Bytes(message), id, RequestOf(id));
    }

    private MutatedMessage Refused(string kind, Action<JObject> change)
    {
        var (message, id) = FreshMessage();
        change(message);
        return new MutatedMessage(kind, Bytes(message), id, RequestOf(id), Refused: true);
    }

    private (JObject Message, string Id) FreshMessage()
    {
        var id = NextId();
        return (Message(_requests[_random.Next(_requests.Count)], id, RequestOf(id), replyQueue), id);
    }

    /// <summary>A recorded request as bytes, with ids of its own.</summary>
    private (byte[] Body, string Id) Fresh()
    {
        var body = (byte[])_bodies[Requests[_random.Next(Requests.Length)]].Clone();
        var id = NextId();
        var (placeholder, bytes) = (Encoding.ASCII.GetBytes(IdPlaceholder), Encoding.ASCII.GetBytes(id));
        for (var rest = body.AsSpan(); rest.IndexOf(placeholder) is >= 0 and var found; rest = rest[(found + placeholder.Length)..])
            bytes.CopyTo(rest[found..]);
        return (body, id);
    }

    // Random: a flipped bit must not make one message's id that of another.
    private string NextId() => Convert.ToHexStringLower(RandomBytes(16));

    private static string RequestOf(string id) => "req-" + id;

    /// <summary>Puts a value at some place below the arguments.</summary>
    private void Replace(JObject args, JToken value)
    {
        JToken place = args;
        while (place is JContainer { Count: > 0 } container && (place == args || _random.Next(5) > 0))
        {
            place = container.ElementAt(_random.Next(container.Count));
            if (place is JProperty property)
                place = property.Value;
        }
        if (place != args)
            place.Replace(value);
    }

    private JToken OddValue() => _random.Next(12) switch
    {
        0 => JValue.CreateNull(),
        1 => true,
        2 => -1,
        3 => new JValue(long.MaxValue),
        4 => new JValue(1e308),
        5 => "",
        6 => "\u2603\ud83d\ude00\u0000\u001b[31m",
        7 => new JArray(),
        8 => new JArray(1, "two", JValue.CreateNull(), new JObject()),
        9 => new JObject(),
        10 => new JObject { ["nova_object.name"] = "Instance", ["nova_object.data"] = 5 },
        _ => "../../../etc/passwd",
    };

    private byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        bytes[0] = 0xff;
        return bytes;
    }

    private string Pick(params string[] values) => values[_random.Next(values.Length)];

    private static JObject Message(RecordedRequest request, string id, string requestId, string replyQueue)
    {
        var message = new JObject
        {
            ["method"] = request.Method,
            ["args"] = request.Args.DeepClone(),
            ["version"] = request.Version,
            ["_msg_id"] = id,
            ["_reply_q"] = replyQueue,
            ["_timeout"] = null,
            ["_unique_id"] = id,
        };
        foreach (var (key, value) in request.ContextValues)
            message["_context_" + key] = value?.DeepClone();
        message["_context_request_id"] = requestId;
        return message;
    }

    private static byte[] Bytes(JObject message) => Wrap(Write(message));

    private static byte[] Wrap(string inner) =>
        Encoding.UTF8.GetBytes(Write(new JObject { ["oslo.version"] = "2.0", ["oslo.message"] = inner }));

    private static string Write(JToken token)
    {
        var text = new StringBuilder();
        using (var writer = new JsonTextWriter(new StringWriter(text)) { StringEscapeHandling = StringEscapeHandling.EscapeNonAscii })
            token.WriteTo(writer);
        return text.ToString();
    }
}
