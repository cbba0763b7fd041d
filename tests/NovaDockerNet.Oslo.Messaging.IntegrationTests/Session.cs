using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.Oslo.Messaging.Rpc;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.Oslo.Messaging.IntegrationTests;

/// <summary>Our side of a conversation: a transport and a server of topic compute, host1.</summary>
internal sealed class Session : IAsyncDisposable
{
    private Session(RpcTransport transport, RecordingLoggerFactory logs)
    {
        Transport = transport;
        Logs = logs;
    }

    public RpcTransport Transport { get; }

    public RecordingLoggerFactory Logs { get; }

    public RpcServer? Server { get; private set; }

    public Dictionary<string, RpcMethod> Methods { get; } = new()
    {
        ["echo"] = (request, _) => Task.FromResult<JToken?>(new JObject { ["args"] = request.Args, ["context"] = request.Context }),
        ["nothing"] = (_, _) => Task.FromResult<JToken?>(null),
    };

    public static async Task<Session> OpenAsync(TransportOptions options, bool serve = true)
    {
        // Short pauses: the tests wait for what they cause.
        options = options with { RabbitRetryInterval = TimeSpan.FromMilliseconds(200), KombuReconnectDelay = TimeSpan.FromMilliseconds(100) };
        var logs = new RecordingLoggerFactory();
        var session = new Session(await RpcTransport.CreateAsync(options, logs, TimeProvider.System, CancellationToken.None), logs);
        if (serve)
        {
            var ping = new Dictionary<string, RpcMethod> { ["ping"] = (r, _) => Task.FromResult<JToken?>(new JObject { ["service"] = "compute", ["arg"] = r.Args["arg"] }) };
            try
            {
                session.Server = await session.Transport.StartServerAsync(
                    "compute", "host1", new RpcDispatcher([new RpcEndpoint(null, "6.1", session.Methods), new RpcEndpoint("baseapi", "1.1", ping)]), CancellationToken.None);
            }
            catch (MessagingException)
            {
                await session.DisposeAsync();
                throw;
            }
        }
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is not null)
            await Server.DisposeAsync();
        await Transport.DisposeAsync();
        Logs.Dispose();
    }
}
