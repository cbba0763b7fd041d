namespace NovaDockerNet.Virt.Images;

/// <summary>Decides when a long transfer is worth a log line: every ten per cent or every few seconds, whichever comes later than nothing.</summary>
sealed class TransferProgress(long total, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private long _lastTime = time.GetTimestamp();
    private long _lastTenth;

    public long Done { get; set; }

    public int Percent => total > 0 ? (int)(Done * 100 / total) : 0;

    public bool IsDue()
    {
        var tenth = total > 0 ? Done * 10 / total : 0;
        var elapsed = time.GetElapsedTime(_lastTime);
        // Small images pass all tenths within a second: those lines say nothing.
        if (elapsed < Interval && (tenth == _lastTenth || elapsed < TimeSpan.FromSeconds(1)))
            return false;
        _lastTenth = tenth;
        _lastTime = time.GetTimestamp();
        return true;
    }
}
