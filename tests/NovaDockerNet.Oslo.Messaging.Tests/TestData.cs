using System.IO.Compression;
using System.Text;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Wire;

namespace NovaDockerNet.Oslo.Messaging.Tests;

/// <summary>Messages recorded from real control planes.</summary>
internal static class TestData
{
    public static JObject WireSamples(string suite) => (JObject)MessageJson.Parse(Encoding.UTF8.GetString(Read($"wire-samples-{suite}.json")));

    /// <summary>One JSON object per line: exchange, rk, props, body.</summary>
    public static IEnumerable<JObject> Corpus(string name)
    {
        using var stream = new GZipStream(new MemoryStream(Read(name)), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            yield return (JObject)MessageJson.Parse(line);
    }

    public static TheoryData<string> CorpusNames() =>
        new(typeof(TestData).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".jsonl.gz", StringComparison.Ordinal)));

    private static byte[] Read(string name)
    {
        using var stream = typeof(TestData).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
