namespace NovaDockerNet.DockerEngine.Containers;

public sealed record WaitContainerError(string Message);
