using BenchmarkDotNet.Attributes;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Oslo.Messaging.Rpc;
using NovaDockerNet.Oslo.Messaging.Wire;

namespace NovaDockerNet.Benchmarks;

/// <summary>A build request as nova-conductor sends it, from bytes to the objects in it and back.</summary>
public class MessageBenchmarks
{
    private byte[] _body = [];
    private JObject _args = [];
    private JObject _context = [];
    private JObject _instance = [];
    private Instance _changed = null!;

    [GlobalSetup]
    public void Setup()
    {
        var request = Fixture.Request("boot");
        (_args, _context) = (request.Args, request.ContextValues);
        _instance = (JObject)request.Args["instance"]!;
        _body = EncodeRequest();
        _changed = Instance.View(_instance);
        _changed.Host = "node1";
    }

    [Benchmark]
    public byte[] EncodeRequest() =>
        Envelope.Write(RequestCodec.Write(new RpcTarget("compute", "node1", Version: "6.0"), _context, "build_and_run_instance", _args, "id", null));

    [Benchmark]
    public object DecodeRequest() => RequestCodec.Read(Envelope.Read(_body));

    [Benchmark]
    public long DecodeInstance()
    {
        var instance = Instance.View((JObject)_instance.DeepClone());
        return instance.Uuid.Length + instance.Flavor.MemoryMb + instance.SystemMetadata.Count;
    }

    [Benchmark]
    public string EncodeInstance() => _changed.ToPrimitive().ToString(Newtonsoft.Json.Formatting.None);
}
