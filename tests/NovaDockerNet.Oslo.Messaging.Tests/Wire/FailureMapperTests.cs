using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Wire;

namespace NovaDockerNet.Oslo.Messaging.Tests.Wire;

public sealed class FailureMapperTests
{
    public static TheoryData<Exception, string, string> Exceptions() => new()
    {
        { new NotImplementedException("resize"), "builtins", "NotImplementedError" },
        { new NotSupportedException("resize"), "builtins", "NotImplementedError" },
        { new ArgumentException("bad"), "builtins", "ValueError" },
        { new RpcArgumentException("unexpected argument 'x'"), "builtins", "TypeError" },
        { new RpcTimeoutException("late"), "oslo_messaging.exceptions", "MessagingTimeout" },
        { new NoSuchMethodException("x"), "oslo_messaging.rpc.dispatcher", "NoSuchMethod" },
        { new UnsupportedVersionException("7.0", "x"), "oslo_messaging.rpc.dispatcher", "UnsupportedVersion" },
        { new InvalidOperationException("odd"), "System", "InvalidOperationException" },
        { new OperationCanceledException(), "oslo_messaging.server", "MessagingServerError" },
    };

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Each_exception_has_its_python_name(Exception exception, string module, string name)
    {
        var failure = FailureMapper.Map(exception);

        Assert.Equal((module, name), (failure.Module, failure.Class));
    }

    [Fact]
    public void A_failure_of_strange_shape_is_still_a_failure()
    {
        var failure = RpcFailure.Read("""{"class": {"a": 1}, "message": ["x"], "module": null, "args": "y"}""");

        Assert.Equal((string.Empty, 0), (failure.Module, failure.Args.Count));
        Assert.Contains("x", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_holds_what_python_needs_to_rebuild_the_exception()
    {
        var failure = JObject.Parse(FailureMapper.Map(Thrown(new InstanceNotFound("01234567"))).Write());

        Assert.Equal("InstanceNotFound", (string?)failure["class"]);
        Assert.Equal("nova.exception", (string?)failure["module"]);
        Assert.Equal("Instance 01234567 could not be found.", (string?)failure["message"]);
        Assert.Equal(["Instance 01234567 could not be found."], failure["args"]!.Select(arg => (string)arg!));
        Assert.Equal("01234567", (string?)failure["kwargs"]!["instance_id"]);
        Assert.StartsWith("Traceback", (string?)failure["tb"]![0]);
        Assert.Contains(failure["tb"]!, line => ((string)line!).Contains(nameof(Thrown)));
        Assert.Equal("InstanceNotFound: Instance 01234567 could not be found.\n", (string?)failure["tb"]!.Last);
    }

    [Fact]
    public void The_suffix_of_a_rebuilt_exception_is_stripped()
    {
        var text = """{"class": "InstanceNotFound_Remote", "module": "nova.exception_Remote", "message": "m", "tb": [], "args": [], "kwargs": {}}""";

        var failure = RpcFailure.Read(text);

        Assert.Equal(("nova.exception", "InstanceNotFound"), (failure.Module, failure.Class));
    }

    private static Exception Thrown(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception caught)
        {
            return caught;
        }
    }

    private sealed class InstanceNotFound(string id) : Exception($"Instance {id} could not be found."), IRpcFailure
    {
        public string Class => "InstanceNotFound";

        public string Module => "nova.exception";

        public JArray Args => [Message];

        public JObject Kwargs => new() { ["instance_id"] = id, ["code"] = 404 };
    }
}
