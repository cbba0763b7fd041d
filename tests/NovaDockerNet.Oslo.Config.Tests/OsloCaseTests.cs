using System.Globalization;
using Newtonsoft.Json.Linq;
using NovaDockerNet.TestKit;
using Xunit;

namespace NovaDockerNet.Oslo.Config.Tests;

/// <summary>Every case of oslo-cases.json was run through oslo.config 9.0 itself; the values and errors there are its answers.</summary>
public sealed class OsloCaseTests
{
    private static readonly JArray s_cases = JArray.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "oslo-cases.json")));

    public static TheoryData<string> Names => [.. s_cases.Select(static item => (string)item["name"]!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Answers_as_oslo_config(string name)
    {
        var test = (JObject)s_cases.Single(item => (string)item["name"]! == name);
        using var folder = new TempDirectory();
        List<string> files = [];
        foreach (var text in test["files"]!)
        {
            files.Add(folder.File(files.Count.ToString("00", CultureInfo.InvariantCulture) + ".conf"));
            File.WriteAllText(files[^1], (string)text!);
        }
        var options = test["options"]!.Cast<JObject>().Select(item => (Case: item, Option: Declare(item))).ToList();
        var registry = new OptionRegistry(options.Select(static pair => pair.Option));

        if (test["error"] is not null)
        {
            var failure = Assert.Throws<OsloConfigException>(() => OsloConfig.Load(files, [], null, registry));
            Assert.Equal(files[0], failure.Location!.File);
            Assert.True(failure.Location.Line > 0);
            return;
        }
        var config = OsloConfig.Load(files, [], null, registry);
        foreach (var (item, option) in options)
        {
            if (item["error"] is not null)
            {
                var failure = Assert.Throws<OsloConfigException>(() => option.ReadFrom(config));
                Assert.Equal(option.Name, failure.Option);
                Assert.NotNull(failure.Location);
            }
            else
            {
                var value = option.ReadFrom(config);
                Assert.Equal(item["value"]!.ToString(Newtonsoft.Json.Formatting.None), value is null ? "null" : JToken.FromObject(value).ToString(Newtonsoft.Json.Formatting.None));
            }
        }
    }

    private static ConfigOption Declare(JObject item)
    {
        var group = (string)item["group"]!;
        var name = (string)item["name"]!;
        var given = item["default"];
        var old = item["deprecated"]?.Values<string>().Select(static text => text!).ToList();
        var choices = item["choices"]?.Values<string>().Select(static text => text!).ToList();
        return (string)item["type"]! switch
        {
            "string" when given is not null => Options.String(group, name, (string)given!, "", choices, old),
            "string" => Options.OptionalString(group, name, "", choices, old),
            "integer" when given is not null => Options.Integer(group, name, (int)given, "", (int?)item["min"], (int?)item["max"]),
            "integer" => Options.OptionalInteger(group, name, "", (int?)item["min"], (int?)item["max"]),
            "float" when given is not null => Options.Float(group, name, (double)given, "", (double?)item["min"]),
            "float" => Options.OptionalFloat(group, name, "", (double?)item["min"]),
            "boolean" => Options.Boolean(group, name, (bool?)given ?? false, ""),
            "list" => Options.List(group, name, given?.Values<string>().Select(static text => text!).ToList() ?? [], ""),
            "multi" => Options.MultiString(group, name, given?.Values<string>().Select(static text => text!).ToList() ?? [], "", old),
            "port" => Options.Port(group, name, 0, ""),
            var other => throw new InvalidOperationException(other),
        };
    }
}
