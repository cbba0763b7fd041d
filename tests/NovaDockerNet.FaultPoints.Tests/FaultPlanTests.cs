using Xunit;

namespace NovaDockerNet.FaultPoints.Tests;

public sealed class FaultPlanTests
{
    private const string A = "11111111-1111-4111-8111-111111111111";
    private const string B = "22222222-2222-4222-8222-222222222222";

    private static readonly FaultPointList s_list = new();
    private static readonly FaultPoint s_first = s_list.Add("spawn", "record written");
    private static readonly FaultPoint s_second = s_list.Add("spawn", "container created");
    private static readonly FaultPoint s_other = s_list.Add("destroy", "container removed");

    [Fact]
    public void Points_are_numbered_within_their_operation() =>
        Assert.Equal(["spawn:01 record written", "spawn:02 container created", "destroy:01 container removed"], s_list.Points.Select(p => p.ToString()));

    [Theory]
    [InlineData("", "pass pass pass")]
    [InlineData("spawn:02", "pass die pass")]
    [InlineData("spawn:01#2", "pass pass pass die")]
    [InlineData("spawn:01=" + B, "pass pass pass die")]
    [InlineData("destroy:01, spawn:01", "wait pass die")]
    [InlineData("spawn:01\nspawn:01", "wait pass pass die")]
    public void What_happens_at_each_point(string text, string expected)
    {
        var plan = FaultPlan.Parse(text);
        List<string> verdicts = [];
        foreach (var (point, instance) in new[] { (s_first, A), (s_second, A), (s_other, A), (s_first, B) }.Take(expected.Split(' ').Length))
            verdicts.Add(plan.Arrive(point, instance).ToString().ToLowerInvariant());
        Assert.Equal(expected, string.Join(' ', verdicts));
    }

    [Theory]
    [InlineData("spawn:01#0")]
    [InlineData("spawn:01#x")]
    public void A_count_is_a_number_from_one(string text) => Assert.Throws<FaultSwitchException>(() => FaultPlan.Parse(text));
}
