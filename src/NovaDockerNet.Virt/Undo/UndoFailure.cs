namespace NovaDockerNet.Virt.Undo;

/// <summary>An undo that threw, or did not return within its time limit (then <see cref="TimeoutException"/>).</summary>
public sealed record UndoFailure(string Step, Exception Exception);
