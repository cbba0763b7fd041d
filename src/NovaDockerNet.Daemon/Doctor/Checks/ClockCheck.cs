using System.Globalization;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>Our clock against the Date headers of the services' answers.</summary>
/// <param name="skews">By service: its clock less ours.</param>
internal sealed class ClockCheck(Func<IReadOnlyDictionary<string, TimeSpan>> skews) : Check(CheckNames.Clock)
{
    // Date has whole seconds, and an answer takes its time.
    private static readonly TimeSpan s_notable = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_harmful = TimeSpan.FromSeconds(30);

    public override IReadOnlyList<string> After => [CheckNames.Placement, CheckNames.Neutron, CheckNames.Glance];

    public override Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Finding>>([Judge(skews())]);

    private static Finding Judge(IReadOnlyDictionary<string, TimeSpan> found)
    {
        if (found.Count == 0)
            return Finding.NotChecked("no service has answered");
        var (service, worst) = found.OrderByDescending(static pair => pair.Value.Duration()).First();
        var text = string.Create(CultureInfo.InvariantCulture, $"{service}'s clock is {worst.Duration().TotalSeconds:0.#} s {(worst > TimeSpan.Zero ? "ahead of" : "behind")} ours");
        const string Advice = "synchronise all hosts (chrony); Nova takes services for dead, and tokens end, by these clocks";
        if (worst.Duration() > s_harmful)
            return Finding.Failure(text, Advice);
        return worst.Duration() > s_notable ? Finding.Warning(text, Advice) : Finding.Ok($"agrees with {string.Join(", ", found.Keys.Order(StringComparer.Ordinal))}");
    }
}
