using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Tests.Golden;

namespace NovaDockerNet.Objects.Tests.Exceptions;

public partial class NovaExceptionTests
{
    [Theory]
    [InlineData("26")]
    [InlineData("31")]
    [InlineData("33")]
    [InlineData("34")]
    public void Formats_codes_and_bases_are_novas(string release)
    {
        using var contract = TestData.Contract();
        var table = contract.RootElement.GetProperty(release).GetProperty("exceptions");
        var problems = new List<string>();
        foreach (var name in NovaExceptions.Names.Where(n => n != nameof(NovaException)))
        {
            if (!table.TryGetProperty(name, out var expected))
                continue;
            var type = typeof(NovaException).Assembly.GetType($"NovaDockerNet.Objects.Exceptions.{name}")!;
            if (type.BaseType!.Name != expected.GetProperty("base").GetString())
                problems.Add($"{name} derives from {type.BaseType.Name}, in nova from {expected.GetProperty("base")}");

            var format = expected.GetProperty("format").GetString()!;
            var keys = Placeholder().Matches(format).Select(m => m.Groups[1].Value).Distinct().ToList();
            var constructor = type.GetConstructors().Single(c => c.GetParameters().Length == keys.Count &&
                c.GetParameters().All(p => p.ParameterType != typeof(ExceptionDetails) && p.Name != "message" | keys.Contains("message")));
            var arguments = constructor.GetParameters()
                .Select((p, i) => p.ParameterType == typeof(long) ? (object)(100L + i) : $"value{i}").ToArray();
            var made = (NovaException)constructor.Invoke(arguments);
            var message = Placeholder().Replace(format, m => arguments[keys.IndexOf(m.Groups[1].Value)].ToString()!);
            if (made.Message != message)
                problems.Add($"{name} {release} says '{made.Message}', in nova '{message}'");
            if (made.Code != expected.GetProperty("code").GetInt32())
                problems.Add($"{name} has code {made.Code}");
            if (!keys.Append("code").Order(StringComparer.Ordinal).SequenceEqual(made.WireKwargs().Properties().Select(p => p.Name).Order(StringComparer.Ordinal)))
                problems.Add($"{name} has kwargs {made.WireKwargs()}");
        }

        Assert.Empty(problems);
    }

    [Fact]
    public void A_remote_failure_comes_back_as_its_class()
    {
        var details = new ExceptionDetails("Conflict updating instance x.", 500, new JObject { ["instance_uuid"] = "x" });

        var revived = NovaExceptions.Revive("UnexpectedDeletingTaskStateError", details);

        Assert.IsType<UnexpectedTaskStateError>(revived, exactMatch: false);
        Assert.Equal("UnexpectedDeletingTaskStateError", revived.ClassName);
        Assert.Equal("Conflict updating instance x.", revived.Message);
        Assert.Equal("x", revived.WireKwargs().Value<string>("instance_uuid"));
        Assert.Null(NovaExceptions.Revive("SomethingElse", details));
    }

    [GeneratedRegex(@"%\((\w+)\)[sdir]")]
    private static partial Regex Placeholder();
}
