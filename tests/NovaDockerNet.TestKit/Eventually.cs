namespace NovaDockerNet.TestKit;

/// <summary>Polls for what happens by itself some time later.</summary>
public static class Eventually
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(() => Task.FromResult(condition()), what);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? limit = null)
    {
        var deadline = limit ?? s_deadline;
        var giveUp = DateTime.UtcNow + deadline;
        while (!await condition())
        {
            if (DateTime.UtcNow > giveUp) throw new TimeoutException($"not within {deadline.TotalSeconds} s: {what}");
            await Task.Delay(20);
        }
    }
}
