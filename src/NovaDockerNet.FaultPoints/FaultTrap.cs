namespace NovaDockerNet.FaultPoints;

/// <summary>Watches for the points of a plan, which may come from a file that changes, and lets the process die.</summary>
internal sealed class FaultTrap
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _known;
    private readonly TextWriter _report;
    private readonly Action _die;
    private readonly string? _file;
    private string _text = "";
    private FaultPlan _plan = FaultPlan.Parse("");

    internal FaultTrap(string setting, IEnumerable<string> known, TextWriter report, Action die)
    {
        (_known, _report, _die) = ([.. known], report, die);
        if (setting.StartsWith('@'))
            _file = setting[1..];
        else
            Use(setting);
    }

    /// <summary>Returns, stands still for ever, or ends the process.</summary>
    internal void Pass(FaultPoint point, string instanceUuid)
    {
        FaultPlan.Verdict verdict;
        using (_gate.EnterScope())
        {
            if (_file is not null)
                Use(Read(_file));
            verdict = _plan.Arrive(point, instanceUuid);
            if (verdict != FaultPlan.Verdict.Pass)
                _report.WriteLine($"fault point {point} reached by {instanceUuid}{(verdict == FaultPlan.Verdict.Die ? ": killing this process" : "")}");
            if (verdict == FaultPlan.Verdict.Die)
            {
                _report.Flush();
                _die();
            }
        }
        if (verdict != FaultPlan.Verdict.Pass)
            Thread.Sleep(Timeout.Infinite);
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (FileNotFoundException)
        {
            return "";
        }
    }

    private void Use(string text)
    {
        if (text == _text)
            return;
        var plan = FaultPlan.Parse(text);
        if (plan.Ids.FirstOrDefault(id => !_known.Contains(id)) is { } unknown)
            throw new FaultSwitchException($"there is no fault point \"{unknown}\"; `nova-docker-net fault-points` lists them");
        (_text, _plan) = (text, plan);
    }
}
