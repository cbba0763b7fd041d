namespace NovaDockerNet.Daemon.Doctor;

/// <summary>One thing that is looked at. What it throws is a failure with the exception's text and <see cref="Advice"/>.</summary>
/// <param name="name">As it stands on the screen.</param>
/// <param name="needs">Checks without whose success this one could only fail likewise.</param>
internal abstract class Check(string name, params IReadOnlyList<string> needs)
{
    public string Name { get; } = name;

    public IReadOnlyList<string> Needs { get; } = needs;

    /// <summary>Checks that must be over before, however they ended.</summary>
    public virtual IReadOnlyList<string> After => [];

    /// <summary>What to do when the check itself throws.</summary>
    protected internal virtual string? Advice => null;

    public abstract Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken);
}
