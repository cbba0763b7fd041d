using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Daemon.Doctor;

/// <summary>The whole screen, for people and (README, "doctor") for programs.</summary>
internal sealed record DoctorReport(IReadOnlyList<CheckResult> Checks)
{
    private const int NameWidth = 15;

    public Verdict Worst => Checks.Count == 0 ? Verdict.Ok : Checks.Max(static check => check.Worst);

    /// <summary>0 when all is well, 1 with warnings, 2 with failures. What could not be checked follows from a failure elsewhere.</summary>
    public int ExitCode => Worst switch
    {
        Verdict.Failure => 2,
        Verdict.Warning => 1,
        _ => 0,
    };

    /// <summary>With every text as <paramref name="mask"/> leaves it.</summary>
    public DoctorReport Masked(Func<string, string> mask) => new(
    [
        .. Checks.Select(check => check with
        {
            Findings = [.. check.Findings.Select(finding => finding with { Text = mask(finding.Text), Advice = finding.Advice is { } advice ? mask(advice) : null })],
        }),
    ]);

    public string ToText()
    {
        var text = new StringWriter { NewLine = "\n" };
        foreach (var check in Checks)
        {
            var name = check.Name;
            foreach (var finding in check.Findings)
            {
                text.WriteLine($"{Word(finding.Verdict),-8} {name,-NameWidth} {finding.Text}");
                if (finding.Advice is { } advice)
                    text.WriteLine($"{string.Empty,-8} {string.Empty,-NameWidth} -> {advice}");
                name = string.Empty;
            }
        }
        var (warnings, failures) = (Count(Verdict.Warning), Count(Verdict.Failure));
        text.WriteLine(failures + warnings == 0 ? "All is well." : $"{failures} failure(s), {warnings} warning(s).");
        return text.ToString();
    }

    public string ToJson() => new JObject
    {
        ["version"] = 1,
        ["result"] = Name(Worst),
        ["checks"] = new JArray(Checks.Select(static check => new JObject
        {
            ["name"] = check.Name,
            ["result"] = Name(check.Worst),
            ["findings"] = new JArray(check.Findings.Select(static finding => new JObject
            {
                ["result"] = Name(finding.Verdict),
                ["text"] = finding.Text,
                ["advice"] = finding.Advice,
            })),
        })),
    }.ToString(Formatting.Indented) + "\n";

    private int Count(Verdict verdict) => Checks.Sum(check => check.Findings.Count(finding => finding.Verdict == verdict));

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Ok => "ok",
        Verdict.NotChecked => "-",
        Verdict.Warning => "WARNING",
        _ => "FAILURE",
    };

    private static string Name(Verdict verdict) => verdict switch
    {
        Verdict.Ok => "ok",
        Verdict.NotChecked => "not checked",
        Verdict.Warning => "warning",
        _ => "failure",
    };
}
