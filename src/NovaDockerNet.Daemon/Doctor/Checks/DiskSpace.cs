namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>Bytes of one file system.</summary>
internal sealed record DiskSpace(long Total, long Free)
{
    /// <summary>Of the file system the path is or will be on.</summary>
    public static DiskSpace Of(string path)
    {
        var folder = Path.GetFullPath(path);
        while (!Directory.Exists(folder))
            folder = Path.GetDirectoryName(folder) ?? "/";
        var drive = new DriveInfo(folder);
        return new DiskSpace(drive.TotalSize, drive.AvailableFreeSpace);
    }
}
