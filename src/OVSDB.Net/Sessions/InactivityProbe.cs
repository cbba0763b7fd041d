namespace OVSDB.Net.Sessions;

/// <summary>Decides, once per interval, whether a connection is alive, must be asked, or is dead.</summary>
internal sealed class InactivityProbe
{
    private long _seen;
    private bool _asked;

    public enum Verdict
    {
        Alive,
        Ask,
        Dead,
    }

    /// <param name="received">How many times something was received so far.</param>
    public Verdict Tick(long received)
    {
        var silent = received == _seen;
        var verdict = (silent, _asked) switch
        {
            (false, _) => Verdict.Alive,
            (true, false) => Verdict.Ask,
            (true, true) => Verdict.Dead,
        };
        _asked = silent;
        _seen = received;
        return verdict;
    }
}
