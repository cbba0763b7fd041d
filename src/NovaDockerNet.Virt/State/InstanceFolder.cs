using System.Text;
using Newtonsoft.Json;
using NovaDockerNet.Virt.Spawn;

namespace NovaDockerNet.Virt.State;

/// <summary>One instance's folder under state_path: its record, and the files its container mounts.</summary>
public sealed class InstanceFolder(string path, string instanceUuid)
{
    private static readonly JsonSerializerSettings Settings = new()
    {
        DateParseHandling = DateParseHandling.None,
        FloatParseHandling = FloatParseHandling.Decimal,
        MaxDepth = 128,
        Formatting = Formatting.Indented,
    };

    private const UnixFileMode ReadableByGuest =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode OwnerOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string InstanceUuid => instanceUuid;

    public string DirectoryPath => path;

    /// <summary>Mounted as /etc/hosts.</summary>
    public string HostsPath => Path.Combine(path, "hosts");

    /// <summary>Mounted as /etc/resolv.conf.</summary>
    public string ResolvConfPath => Path.Combine(path, "resolv.conf");

    /// <summary>Mounted read-only as the config drive, where the server has one.</summary>
    public string ConfigDrivePath => Path.Combine(path, "config_drive");

    /// <summary>The config drive of its rescue container, which names another password.</summary>
    public string RescueConfigDrivePath => Path.Combine(path, "config_drive.rescue");

    public string RecordPath => Path.Combine(path, "record.json");

    public bool Exists => Directory.Exists(path);

    public void Ensure()
    {
        if (Directory.Exists(path))
            return;
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        AtomicFile.SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Null when there is none; a record that cannot be read is an error naming the file.</summary>
    public InstanceRecord? ReadRecord()
    {
        try
        {
            var text = File.ReadAllText(RecordPath);
            return JsonConvert.DeserializeObject<InstanceRecord>(text, Settings)
                ?? throw new InvalidDataException($"{RecordPath} is empty");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{RecordPath} is not a valid instance record: {e.Message}", e);
        }
    }

    public void WriteRecord(InstanceRecord record)
    {
        if (record.InstanceUuid != instanceUuid)
            throw new ArgumentException($"record of {record.InstanceUuid} written into the folder of {instanceUuid}", nameof(record));
        Ensure();
        AtomicFile.WriteAllText(RecordPath, JsonConvert.SerializeObject(record, Settings));
    }

    /// <summary>Writes a file the guest sees through a bind mount.</summary>
    /// <remarks>
    /// In place when it exists: a rename would leave running containers with the old inode. The content is rebuilt from the record before every
    /// start, so a crash in the middle costs nothing.
    /// </remarks>
    public void WriteGuestFile(string filePath, string text)
    {
        Ensure();
        if (!File.Exists(filePath))
            AtomicFile.WriteAllText(filePath, text, ReadableByGuest);
        else if (!Holds(filePath, Encoding.UTF8.GetBytes(text)))
            File.WriteAllText(filePath, text);
    }

    // The guest can write into this file too, as much as it likes: its length first.
    private static bool Holds(string filePath, byte[] contents)
    {
        using var file = new FileStream(filePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file.Length != contents.Length)
            return false;
        var present = new byte[contents.Length];
        return file.ReadAtLeast(present, present.Length, throwOnEndOfStream: false) == present.Length && present.AsSpan().SequenceEqual(contents);
    }

    public void EnsureConfigDrive(string drive)
    {
        Ensure();
        Directory.CreateDirectory(drive, OwnerOnlyFolder);
    }

    /// <summary>Fills a config drive anew. It holds secrets: as the device of a virtual machine, root alone reads it.</summary>
    /// <param name="drive"><see cref="ConfigDrivePath"/> or <see cref="RescueConfigDrivePath"/>.</param>
    /// <param name="files">All that is on it.</param>
    public void WriteConfigDrive(string drive, IReadOnlyList<ConfigDriveFile> files)
    {
        EnsureConfigDrive(drive);
        // The folder itself stays: it may be mounted already.
        foreach (var folder in Directory.EnumerateDirectories(drive))
            Directory.Delete(folder, recursive: true);
        foreach (var file in files)
        {
            var target = Path.GetFullPath(Path.Combine(drive, file.Path));
            if (!target.StartsWith(drive + "/", StringComparison.Ordinal))
                throw new ArgumentException($"\"{file.Path}\" leaves the config drive", nameof(files));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!, OwnerOnlyFolder);
            using var stream = new FileStream(
                target, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead });
            stream.Write(file.Contents);
        }
    }

    /// <summary>Idempotent.</summary>
    public void RemoveRescueConfigDrive()
    {
        if (Directory.Exists(RescueConfigDrivePath))
            Directory.Delete(RescueConfigDrivePath, recursive: true);
    }

    /// <summary>Idempotent.</summary>
    public void Remove()
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }
}
