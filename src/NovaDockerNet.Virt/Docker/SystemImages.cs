using System.Collections.Concurrent;
using System.Formats.Tar;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.Virt.Plans;

namespace NovaDockerNet.Virt.Docker;

/// <summary>Which images have systemd as their process 1: looked up once per image and run of the service.</summary>
internal sealed class SystemImages(DockerEngineClient docker)
{
    private readonly ConcurrentDictionary<(string Image, string Program), bool> _known = [];

    /// <summary>Null when no container of the image has been looked into yet.</summary>
    internal bool? Known(string dockerImageId, string program) => _known.TryGetValue((dockerImageId, program), out var systemd) ? systemd : null;

    internal async Task<bool> LookIntoAsync(string containerId, string dockerImageId, string program, CancellationToken cancellationToken)
    {
        var systemd = SystemGuest.IsSystemd(program, await LinkTargetAsync(containerId, program, cancellationToken));
        _known[(dockerImageId, program)] = systemd;
        return systemd;
    }

    private async Task<string?> LinkTargetAsync(string containerId, string program, CancellationToken cancellationToken)
    {
        try
        {
            // Of a symbolic link the archive holds the link; of a program it is not read beyond the header.
            await using var archive = await docker.Containers.GetArchiveAsync(containerId, program, cancellationToken);
            await using var tar = new TarReader(archive);
            return await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { EntryType: TarEntryType.SymbolicLink } link ? link.LinkName : null;
        }
        catch (DockerNotFoundException)
        {
            // The start says what is missing, better than we could here.
            return null;
        }
    }
}
