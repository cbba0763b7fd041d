using System.Globalization;

namespace NovaDockerNet.FaultPoints;

/// <summary>
/// The points to die at: <c>spawn:03</c>, <c>spawn:03#2</c> (when it is reached for the second time), <c>spawn:03=UUID</c> (by this instance),
/// several with commas or line ends between them.
/// </summary>
/// <remarks>
/// With several, each is waited for: an operation that has reached one stands still there until the last is reached, and then the process dies
/// with each operation at its point. So one death serves for many operations.
/// </remarks>
internal sealed class FaultPlan
{
    private readonly List<Slot> _slots;

    private FaultPlan(List<Slot> slots) => _slots = slots;

    internal enum Verdict
    {
        /// <summary>Go on.</summary>
        Pass,

        /// <summary>Stand still: others are still on their way.</summary>
        Wait,

        /// <summary>This was the last.</summary>
        Die,
    }

    /// <summary>The ids named.</summary>
    internal IEnumerable<string> Ids => _slots.Select(slot => slot.Id);

    internal static FaultPlan Parse(string text) =>
        new([.. text.Split([',', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ParseSlot)]);

    internal Verdict Arrive(FaultPoint point, string instanceUuid)
    {
        foreach (var slot in _slots)
        {
            if (slot.Left == 0 || slot.Id != point.Id || (slot.Instance is not null && slot.Instance != instanceUuid))
                continue;
            if (--slot.Left > 0)
                return Verdict.Pass;
            return _slots.TrueForAll(s => s.Left == 0) ? Verdict.Die : Verdict.Wait;
        }
        return Verdict.Pass;
    }

    private static Slot ParseSlot(string text)
    {
        var (rest, instance) = Cut(text, '=');
        var (id, count) = Cut(rest, '#');
        if (count is null)
            return new Slot(id, instance, 1);
        return int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var times) && times > 0
            ? new Slot(id, instance, times)
            : throw new FaultSwitchException($"\"{text}\" is no fault point: after # comes how often it must be reached, from 1");
    }

    private static (string Before, string? After) Cut(string text, char mark) =>
        text.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at ? (text[..at].Trim(), text[(at + 1)..].Trim()) : (text, null);

    private sealed class Slot(string id, string? instance, int left)
    {
        public string Id => id;

        public string? Instance => instance;

        public int Left { get; set; } = left;
    }
}
