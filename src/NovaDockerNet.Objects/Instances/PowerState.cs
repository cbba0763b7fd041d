namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/compute/power_state.py; an integer on the wire.</summary>
public enum PowerState
{
    NoState = 0,
    Running = 1,
    Paused = 3,
    Shutdown = 4,
    Crashed = 6,
    Suspended = 7,
}
