namespace NovaDockerNet.DockerEngine.Execs;

public sealed record ExecInspect
{
    public bool Running { get; init; }

    /// <summary>Null while it runs.</summary>
    public int? ExitCode { get; init; }

    public int Pid { get; init; }
}
