namespace NovaDockerNet.DockerEngine.Containers;

public enum WaitCondition
{
    NotRunning,
    NextExit,
    Removed,
}
