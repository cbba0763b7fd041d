using System.Diagnostics;

namespace NovaDockerNet.FaultPoints;

/// <summary>Turns fault points on for this process: for tests that kill the service at each step of an operation. Off, they cost one read of a field.</summary>
public static class FaultSwitch
{
    /// <summary>The environment variable: points to die at (see README), or @ and the path of a file that holds them and may change.</summary>
    public const string Variable = "NOVA_DOCKER_NET_FAULT_POINT";

    private static readonly AsyncLocal<Action<FaultPoint, string>?> s_observer = new();
    private static volatile FaultTrap? s_trap;
    private static volatile bool s_on;

    internal static bool IsOn => s_on;

    /// <summary>Reads the variable; true when points are on now.</summary>
    /// <param name="known">All points of this process: a name that is none of them is a mistake.</param>
    /// <param name="report">Told of each point that stops an operation.</param>
    /// <exception cref="FaultSwitchException">A mistake in the variable, or a service manager in charge of this process.</exception>
    public static bool TurnOn(Func<string, string?> environment, IReadOnlyCollection<FaultPoint> known, TextWriter report)
    {
        if (environment(Variable) is not { Length: > 0 } text)
            return false;
        foreach (var manager in new[] { "NOTIFY_SOCKET", "INVOCATION_ID" })
        {
            if (environment(manager) is { Length: > 0 })
                throw new FaultSwitchException(
                    $"{Variable} is set, which makes the service kill itself: refused under systemd ({manager} is set). Take it out of the unit's environment.");
        }
        s_trap = new FaultTrap(text, [.. known.Select(point => point.Id)], report, Process.GetCurrentProcess().Kill);
        // Operations stand still on their threads.
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, 64), ports);
        s_on = true;
        report.WriteLine($"nova-docker-net: {Variable} is set; this process will kill itself at {text}");
        return true;
    }

    /// <summary>Tells of each point reached by what the caller starts from now on; for tests of a single operation. Dispose to stop.</summary>
    public static IDisposable Observe(Action<FaultPoint, string> observer)
    {
        s_observer.Value = observer;
        s_on = true;
        return new Observation();
    }

    internal static void Pass(FaultPoint point, string instanceUuid)
    {
        s_observer.Value?.Invoke(point, instanceUuid);
        s_trap?.Pass(point, instanceUuid);
    }

    private sealed class Observation : IDisposable
    {
        // The flag stays: others may observe at the same time.
        public void Dispose() => s_observer.Value = null;
    }
}
