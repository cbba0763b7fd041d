using NovaDockerNet.TestKit;
using Xunit;

namespace NovaDockerNet.FaultPoints.Tests;

public sealed class FaultSwitchTests
{
    private const string Uuid = "11111111-1111-4111-8111-111111111111";

    private static readonly FaultPointList s_list = new();
    private static readonly FaultPoint s_point = s_list.Add("spawn", "record written");

    [Theory]
    [InlineData("NOTIFY_SOCKET")]
    [InlineData("INVOCATION_ID")]
    public void Refused_under_systemd(string variable)
    {
        var environment = new Dictionary<string, string> { [FaultSwitch.Variable] = "spawn:01", [variable] = "x" };
        var e = Assert.Throws<FaultSwitchException>(() => FaultSwitch.TurnOn(environment.GetValueOrDefault, s_list.Points, TextWriter.Null));
        Assert.Contains(variable, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Off_unless_asked_for()
    {
        Assert.False(FaultSwitch.TurnOn(_ => null, s_list.Points, TextWriter.Null));
        s_point.Reached(Uuid);
    }

    [Fact]
    public void A_name_that_is_none_is_a_mistake()
    {
        var e = Assert.Throws<FaultSwitchException>(() => FaultSwitch.TurnOn(name => name == FaultSwitch.Variable ? "spawn:99" : null, s_list.Points, TextWriter.Null));
        Assert.Contains("spawn:99", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_arms_a_running_process()
    {
        using var folder = new TempDirectory();
        var file = folder.File("points");
        using var report = new StringWriter();
        var trap = new FaultTrap("@" + file, ["spawn:01"], report, () => throw new OperationCanceledException("dead"));
        trap.Pass(s_point, Uuid);

        File.WriteAllText(file, "spawn:01\n");

        Assert.Equal("dead", Assert.Throws<OperationCanceledException>(() => trap.Pass(s_point, Uuid)).Message);
        Assert.Contains($"fault point spawn:01 record written reached by {Uuid}: killing", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Observers_see_their_own_operations_only()
    {
        List<string> here = [];
        using (FaultSwitch.Observe((point, instance) => here.Add($"{point.Id} {instance}")))
            await Task.Run(() => s_point.Reached(Uuid));
        s_point.Reached(Uuid);
        Assert.Equal([$"spawn:01 {Uuid}"], here);
    }
}
