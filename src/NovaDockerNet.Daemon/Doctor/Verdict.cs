namespace NovaDockerNet.Daemon.Doctor;

/// <summary>How a finding stands; the worst one decides the exit code.</summary>
internal enum Verdict
{
    Ok,
    NotChecked,
    Warning,
    Failure,
}
