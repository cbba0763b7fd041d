namespace NovaDockerNet.FaultPoints;

/// <summary>
/// A place between two side effects of an operation at which a test can let the process die. Free unless <see cref="FaultSwitch"/> is on.
/// </summary>
public sealed class FaultPoint
{
    internal FaultPoint(string operation, int number, string step) => (Operation, Number, Step) = (operation, number, step);

    /// <summary>What the code around it does: spawn, destroy, reboot.</summary>
    public string Operation { get; }

    /// <summary>Its place in the operation, from 1.</summary>
    public int Number { get; }

    /// <summary>What has just been done: "container created".</summary>
    public string Step { get; }

    /// <summary>How it is named to the switch: spawn:03.</summary>
    public string Id => $"{Operation}:{Number:00}";

    /// <summary>The step is done for this instance.</summary>
    public void Reached(string instanceUuid)
    {
        if (FaultSwitch.IsOn)
            FaultSwitch.Pass(this, instanceUuid);
    }

    /// <summary>For a step beside others, each of which may be the last.</summary>
    public async Task AfterAsync(Task step, string instanceUuid)
    {
        await step;
        Reached(instanceUuid);
    }

    public override string ToString() => $"{Id} {Step}";
}
