namespace NovaDockerNet.Daemon.Doctor;

/// <summary>What a check found; never empty.</summary>
internal sealed record CheckResult(string Name, IReadOnlyList<Finding> Findings)
{
    public Verdict Worst => Findings.Max(static finding => finding.Verdict);

    /// <summary>Others can build on what was checked.</summary>
    public bool IsUsable => Worst is Verdict.Ok or Verdict.Warning;
}
