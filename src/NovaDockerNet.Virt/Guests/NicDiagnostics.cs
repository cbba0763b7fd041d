using System.Globalization;

namespace NovaDockerNet.Virt.Guests;

/// <summary>One interface as the guest counts it. nova: objects/diagnostics.py NicDiagnostics.</summary>
public sealed record NicDiagnostics(
    string Device, long RxOctets, long RxPackets, long RxErrors, long RxDrop, long TxOctets, long TxPackets, long TxErrors, long TxDrop)
{
    // Columns of proc_net(5) /proc/net/dev: bytes packets errs drop fifo frame compressed multicast, twice.
    private const int Columns = 16;

    /// <summary>Reads /proc/PID/net/dev; the loopback is not a NIC.</summary>
    public static IReadOnlyList<NicDiagnostics> Parse(string netDev)
    {
        List<NicDiagnostics> nics = [];
        foreach (var line in netDev.Split('\n').Skip(2))
        {
            var parts = line.Split(':', 2);
            if (parts.Length != 2 || parts[0].Trim() == "lo")
                continue;
            var numbers = parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (numbers.Length < Columns)
                continue;
            var n = Array.ConvertAll(numbers, text => long.Parse(text, CultureInfo.InvariantCulture));
            nics.Add(new NicDiagnostics(parts[0].Trim(), n[0], n[1], n[2], n[3], n[8], n[9], n[10], n[11]));
        }
        return nics;
    }
}
