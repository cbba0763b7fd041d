using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Rpc;

namespace NovaDockerNet.Compute.Tests.Fakes;

sealed class FakeRpcClient : IRpcClient
{
    private readonly Lock _gate = new();
    private readonly List<SentMessage> _sent = [];

    public Func<SentMessage, JToken?> OnCall { get; set; } = _ => null;

    public IReadOnlyList<SentMessage> Sent
    {
        get
        {
            using (_gate.EnterScope())
                return [.. _sent];
        }
    }

    /// <summary>Forgets what it was told.</summary>
    public void Forget()
    {
        using (_gate.EnterScope())
            _sent.Clear();
    }

    public Task<JToken?> CallAsync(
        RpcTarget target, JObject context, string method, JObject args, RpcCallOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(OnCall(Record(new SentMessage(target, method, args, options))));

    public bool Listening { get; set; } = true;

    public Task<bool> HasListenerAsync(RpcTarget target, CancellationToken cancellationToken = default) => Task.FromResult(Listening);

    public Task CastAsync(RpcTarget target, JObject context, string method, JObject args, CancellationToken cancellationToken = default)
    {
        Record(new SentMessage(target, method, args, null));
        return Task.CompletedTask;
    }

    private SentMessage Record(SentMessage message)
    {
        using (_gate.EnterScope())
            _sent.Add(message);
        return message;
    }
}

sealed record SentMessage(RpcTarget Target, string Method, JObject Args, RpcCallOptions? Options);
