using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Compute.Workflows;
using NovaDockerNet.Objects.Instances;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Workflows;

public sealed class ConsoleOutputTests
{
    [Theory]
    [InlineData(null, "one\ntwo\n")]
    [InlineData(3, "one\ntwo")]
    [InlineData(0, "")]
    public async Task A_number_of_lines_is_that_many_when_split(int? lines, string expected)
    {
        var instance = Instance.View((JObject)Fixture.Request("console-log").Args["instance"]!);

        Assert.Equal(expected, await new ConsoleOutput(new FakeDriver { Console = "one\ntwo\n" }).GetAsync(instance, lines, CancellationToken.None));
    }
}
