using System.Globalization;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>nova: compute/manager.py get_console_output, _tail_log.</summary>
sealed class ConsoleOutput(IVirtDriver driver)
{
    /// <param name="tailLength">An int, its text, or None for all there is; anything else counts as 0, as int() of it would fail.</param>
    public async Task<string> GetAsync(Instance instance, JToken? tailLength, CancellationToken cancellationToken)
    {
        var lines = Lines(tailLength);
        if (lines == 0)
            return "";
        var output = await driver.GetConsoleOutputAsync(instance.Uuid, lines, cancellationToken);
        // Who asks for three lines and splits them must find three, as in nova, not an empty fourth behind the last newline.
        return lines is not null && output.EndsWith('\n') ? output[..^1] : output;
    }

    private static int? Lines(JToken? tailLength) => tailLength switch
    {
        null or { Type: JTokenType.Null } => null,
        _ when int.TryParse(tailLength.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var lines) => lines < 0 ? null : lines,
        _ => 0,
    };
}
