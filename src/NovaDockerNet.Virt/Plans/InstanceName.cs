using System.Globalization;
using System.Text.RegularExpressions;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Virt.Plans;

/// <summary>nova: objects/instance.py Instance.name, [DEFAULT] instance_name_template.</summary>
public static partial class InstanceName
{
    public static string Format(string template, Instance instance) => Placeholder().Replace(template, match =>
    {
        var field = match.Groups["name"].Value switch
        {
            "" or "id" => (object)instance.Id,
            "uuid" => instance.Uuid,
            "hostname" => instance.Hostname ?? "",
            var other => throw new FormatException($"instance_name_template \"{template}\": %({other}) is not supported"),
        };
        var width = match.Groups["width"].Value;
        return (match.Groups["kind"].Value, field) switch
        {
            ("x", long id) => id.ToString("x" + width.TrimStart('0'), CultureInfo.InvariantCulture),
            ("d", long id) => id.ToString("d" + width.TrimStart('0'), CultureInfo.InvariantCulture),
            (_, var value) => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    });

    [GeneratedRegex(@"%(?:\((?<name>\w+)\))?(?<width>0?\d*)(?<kind>[xds])")]
    private static partial Regex Placeholder();
}
