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
        return lines == 0 ? "" : await driver.GetConsoleOutputAsync(instance.Uuid, lines, cancellationToken);
    }

    private static int? Lines(JToken? tailLength) => tailLength switch
    {
        null or { Type: JTokenType.Null } => null,
        _ when int.TryParse(tailLength.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var lines) => lines < 0 ? null : lines,
        _ => 0,
    };
}
