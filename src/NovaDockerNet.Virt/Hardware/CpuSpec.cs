using System.Collections.Immutable;
using System.Globalization;
using NovaDockerNet.Objects.Exceptions;

namespace NovaDockerNet.Virt.Hardware;

/// <summary>Sets of CPUs as text: numbers, ranges and exclusions, such as "4-12,^8,15". nova: virt/hardware.py parse_cpu_spec, format_cpu_spec.</summary>
public static class CpuSpec
{
    /// <summary>An exclusion counts wherever it stands. What is empty between commas is left out.</summary>
    /// <exception cref="Invalid">Names the part that is none.</exception>
    public static ImmutableSortedSet<int> Parse(string spec)
    {
        var (included, excluded) = (ImmutableSortedSet.CreateBuilder<int>(), new HashSet<int>());
        foreach (var rule in spec.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (excludes, text) = rule[0] == '^' ? (true, rule[1..]) : (false, rule);
            var ends = text.Split('-', 2, StringSplitOptions.TrimEntries);
            var kind = ends.Length == 2 ? "range" : excludes ? "exclusion" : "inclusion";
            if (!TryNumber(ends[0], out var first) || !TryNumber(ends[^1], out var last) || first > last)
                throw new Invalid($"Invalid {kind} expression '{rule}'");
            var cpus = Enumerable.Range(first, last - first + 1);
            if (excludes)
                excluded.UnionWith(cpus);
            else
                included.UnionWith(cpus);
        }
        included.ExceptWith(excluded);
        return included.ToImmutable();
    }

    /// <summary>With ranges, as the kernel writes it: "0-3,8". Of no CPU: empty.</summary>
    public static string Format(ImmutableSortedSet<int> cpus)
    {
        var ranges = new List<string>();
        for (var i = 0; i < cpus.Count; i++)
        {
            var first = cpus[i];
            while (i + 1 < cpus.Count && cpus[i + 1] == cpus[i] + 1)
                i++;
            ranges.Add(first == cpus[i] ? FormattableString.Invariant($"{first}") : FormattableString.Invariant($"{first}-{cpus[i]}"));
        }
        return string.Join(',', ranges);
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
