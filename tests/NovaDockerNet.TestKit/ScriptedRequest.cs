namespace NovaDockerNet.TestKit;

public sealed record ScriptedRequest(string Method, string Path, string Body, bool Upgrade);
