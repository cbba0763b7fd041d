using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.Messaging.Failures;

/// <summary>What a remote method raised. Decide by <see cref="Class"/>: the module depends on where the peer defined it.</summary>
public sealed class RpcRemoteException(
    string remoteClass, string remoteModule, string message, JArray args, JObject kwargs, IReadOnlyList<string> traceback)
    : MessagingException($"{remoteClass}: {message}"), IRpcFailure
{
    /// <summary>Python class, without the suffix _Remote.</summary>
    public string Class { get; } = remoteClass;

    /// <summary>Python module, without the suffix _Remote.</summary>
    public string Module { get; } = remoteModule;

    /// <summary>The text of the remote exception alone.</summary>
    public string RemoteMessage { get; } = message;

    public JArray Args { get; } = args;

    public JObject Kwargs { get; } = kwargs;

    /// <summary>The remote traceback, one entry per frame, for the log.</summary>
    public IReadOnlyList<string> Traceback { get; } = traceback;
}
