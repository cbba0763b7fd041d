using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Virt.Plans;

namespace NovaDockerNet.Virt.Images.Archives;

/// <summary>An image's configuration, read so that Docker can see nothing in it that we do not.</summary>
/// <remarks>Go's encoding/json takes member names in any case and lets the last of two win: checks of one spelling would be checks of nothing.</remarks>
static class ImageConfiguration
{
    private static readonly string[] s_names = ["os", "architecture", "rootfs", "config", "container_config"];
    private static readonly string[] s_processMembers = ["config", "container_config"];
    private static readonly JsonLoadSettings s_strict = new() { DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error };

    public static JObject Parse(byte[] text)
    {
        try
        {
            using var reader = new JsonTextReader(new StringReader(Encoding.UTF8.GetString(text)))
            {
                DateParseHandling = DateParseHandling.None,
                FloatParseHandling = FloatParseHandling.Decimal,
                MaxDepth = 128,
            };
            var config = JObject.Load(reader, s_strict);
            RequireSpelling(config, s_names);
            if (config["rootfs"] is JObject layers)
                RequireSpelling(layers, ["diff_ids"]);
            foreach (var process in Processes(config))
                RequireSpelling(process, ["Labels"]);
            return config;
        }
        catch (JsonException e)
        {
            throw new ImageFormatException($"the image's configuration is not valid JSON: {e.Message}", e);
        }
    }

    /// <summary>Takes away labels that would make anyone's container of this image look like one of our servers (a snapshot made with docker commit has them).</summary>
    /// <returns>Whether there were any.</returns>
    public static bool RemoveOurLabels(JObject config)
    {
        var ours = Processes(config).Select(process => process["Labels"]).OfType<JObject>()
            .SelectMany(labels => labels.Properties()).Where(label => label.Name.StartsWith(GuestLabels.Prefix, StringComparison.Ordinal)).ToList();
        ours.ForEach(label => label.Remove());
        return ours.Count > 0;
    }

    private static IEnumerable<JObject> Processes(JObject config) => s_processMembers.Select(name => config[name]).OfType<JObject>();

    private static void RequireSpelling(JObject member, string[] names)
    {
        foreach (var property in member.Properties())
        {
            if (Array.Find(names, name => name != property.Name && Fold(name) == Fold(property.Name)) is { } meant)
                throw new ImageFormatException($"its configuration has {property.Name} where {meant} is meant");
        }
    }

    // To Go the long s and the Kelvin sign are cases of s and k; .NET's invariant rules leave them alone.
    private static string Fold(string name) => name.ToLowerInvariant().Replace('\u017f', 's').Replace('\u212a', 'k');
}
