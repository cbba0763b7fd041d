using System.Formats.Tar;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Virt.Images.Archives;

/// <summary>Where each file of an uncompressed tar stands.</summary>
sealed class ArchiveIndex
{
    private const int MostEntries = 100_000;
    private const int MostLinks = 8;
    private const int LongestJson = 16 << 20;

    private readonly FileStream _file;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    private ArchiveIndex(FileStream file) => _file = file;

    public IEnumerable<string> Names => _entries.Keys;

    /// <exception cref="ImageFormatException">Not a tar, or cut short.</exception>
    public static Task<ArchiveIndex> ReadAsync(FileStream file, CancellationToken cancellationToken) => ReadAsync(file, static _ => true, cancellationToken);

    /// <param name="keep">Which names matter; the others are only passed over, however many they are.</param>
    /// <exception cref="ImageFormatException">Not a tar, or cut short.</exception>
    public static async Task<ArchiveIndex> ReadAsync(FileStream file, Func<string, bool> keep, CancellationToken cancellationToken)
    {
        if (!FileKind.IsTar(file))
            throw new ImageFormatException(FileKind.Describe(file));
        var index = new ArchiveIndex(file);
        file.Position = 0;
        try
        {
            await using var tar = new TarReader(new HeaderLimitStream(file), leaveOpen: true);
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
                index.Add(entry, keep);
        }
        // The last two: a NUL in a path, a length beyond any array.
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or InvalidOperationException)
        {
            throw new ImageFormatException($"the archive is truncated or damaged: {e.Message}", e);
        }
        return index;
    }

    public bool Contains(string name) => _entries.ContainsKey(Normalise(name));

    public FileSlice Open(string name)
    {
        var entry = Resolve(name);
        return new FileSlice(_file, entry.Offset, entry.Length);
    }

    public byte[] ReadAll(string name)
    {
        using var slice = Open(name);
        if (slice.Length > LongestJson)
            throw new ImageFormatException($"{name} in the archive is unreasonably large ({slice.Length} bytes)");
        var data = new byte[slice.Length];
        slice.ReadExactly(data);
        return data;
    }

    public T ReadJson<T>(string name)
        where T : JToken
    {
        try
        {
            using var reader = new JsonTextReader(new StringReader(Encoding.UTF8.GetString(ReadAll(name))))
            {
                DateParseHandling = DateParseHandling.None,
                MaxDepth = 128,
            };
            return JToken.ReadFrom(reader) as T ?? throw new ImageFormatException($"{name} in the archive has the wrong shape");
        }
        catch (JsonException e)
        {
            throw new ImageFormatException($"{name} in the archive is not valid JSON: {e.Message}", e);
        }
    }

    private void Add(TarEntry entry, Func<string, bool> keep)
    {
        var isFile = entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile;
        if (isFile && entry.DataOffset + entry.Length > _file.Length)
            throw new ImageFormatException($"the archive is truncated: it ends inside {entry.Name}");
        var name = Normalise(entry.Name);
        if (!keep(name))
            return;
        if (_entries.Count >= MostEntries)
            throw new ImageFormatException($"the archive has more than {MostEntries} entries");
        switch (entry.EntryType)
        {
            case var _ when isFile:
                _entries[name] = new Entry(entry.DataOffset, entry.Length, null);
                break;
            case TarEntryType.SymbolicLink:
                _entries[name] = new Entry(0, 0, Normalise(Path.Combine(Path.GetDirectoryName(name) ?? "", entry.LinkName)));
                break;
            case TarEntryType.HardLink:
                _entries[name] = new Entry(0, 0, Normalise(entry.LinkName));
                break;
        }
    }

    private Entry Resolve(string name)
    {
        // docker save writes a layer that occurs twice as a link to the first.
        var current = Normalise(name);
        for (var hops = 0; hops <= MostLinks; hops++)
        {
            if (!_entries.TryGetValue(current, out var entry))
                throw new ImageFormatException($"{name} is missing from the archive");
            if (entry.LinkTarget is null)
                return entry;
            current = entry.LinkTarget;
        }
        throw new ImageFormatException($"{name} in the archive is a link without an end");
    }

    private static string Normalise(string name) => Path.GetFullPath(name, "/").TrimStart('/');

    private sealed record Entry(long Offset, long Length, string? LinkTarget);
}
