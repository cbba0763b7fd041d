using System.IO.Compression;
using System.Text.Json;

namespace NovaDockerNet.Objects.Tests.Golden;

/// <summary>Recorded primitives and tables of nova's own code, kept compressed beside the tests.</summary>
internal static class TestData
{
    public static IEnumerable<string> Lines(string name)
    {
        using var reader = Open(name);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    public static JsonDocument Contract()
    {
        using var reader = Open("contract.json.gz");
        return JsonDocument.Parse(reader.ReadToEnd());
    }

    private static StreamReader Open(string name)
    {
        var stream = typeof(TestData).Assembly.GetManifestResourceStream($"NovaDockerNet.Objects.Tests.Data.{name}")
                     ?? throw new InvalidOperationException($"No test data '{name}'.");
        return new StreamReader(new GZipStream(stream, CompressionMode.Decompress));
    }
}
