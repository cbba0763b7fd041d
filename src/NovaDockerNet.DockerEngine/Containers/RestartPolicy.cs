namespace NovaDockerNet.DockerEngine.Containers;

/// <param name="Name">no, always, unless-stopped, on-failure</param>
public sealed record RestartPolicy(string Name, int MaximumRetryCount = 0);
