namespace NovaDockerNet.Daemon.Doctor;

/// <summary>One line of the screen.</summary>
/// <param name="Advice">What to do about it; nothing when all is well.</param>
internal sealed record Finding(Verdict Verdict, string Text, string? Advice = null)
{
    public static Finding Ok(string text) => new(Verdict.Ok, text);

    public static Finding NotChecked(string why) => new(Verdict.NotChecked, "not checked: " + why);

    public static Finding Warning(string text, string advice) => new(Verdict.Warning, text, advice);

    public static Finding Failure(string text, string? advice) => new(Verdict.Failure, text, advice);
}
