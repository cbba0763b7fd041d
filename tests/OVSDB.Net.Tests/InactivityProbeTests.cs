using OVSDB.Net.Sessions;
using Xunit;

namespace OVSDB.Net.Tests;

public sealed class InactivityProbeTests
{
    [Fact]
    public void Silence_is_asked_about_once_and_an_answer_starts_anew()
    {
        var probe = new InactivityProbe();
        Assert.Equal(
            [
                InactivityProbe.Verdict.Alive, InactivityProbe.Verdict.Ask, InactivityProbe.Verdict.Alive, InactivityProbe.Verdict.Ask,
                InactivityProbe.Verdict.Dead,
            ],
            new long[] { 1, 1, 2, 2, 2 }.Select(probe.Tick));
    }

    [Fact]
    public void A_busy_connection_is_never_asked()
    {
        var probe = new InactivityProbe();
        Assert.All(Enumerable.Range(1, 5), received => Assert.Equal(InactivityProbe.Verdict.Alive, probe.Tick(received)));
    }
}
