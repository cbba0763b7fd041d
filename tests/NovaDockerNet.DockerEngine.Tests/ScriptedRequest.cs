namespace NovaDockerNet.DockerEngine.Tests;

sealed record ScriptedRequest(string Method, string Path, string Body, bool Upgrade);
