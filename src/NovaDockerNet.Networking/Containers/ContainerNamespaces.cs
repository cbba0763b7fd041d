using System.Text;

namespace NovaDockerNet.Networking.Containers;

/// <summary>The files nova-runc reads: named after the container, holding the path of its namespace and what else it asks for. contrib/nova-runc/README.md is the contract.</summary>
public sealed class ContainerNamespaces(string folder)
{
    private const string OwnControlGroup = "own-cgroup";
    private const string Held = "held";

    public async Task BindAsync(string containerId, string namespacePath, bool ownControlGroup, CancellationToken cancellationToken)
    {
        // Without a look at what is there: nova-runc may have that for itself, after a start that was given up.
        var text = Text(namespacePath, ownControlGroup ? [OwnControlGroup] : []);
        (await ReplaceAsync(containerId, text, cancellationToken)).Dispose();
    }

    /// <summary>The same, and a start does not go on before it is let go.</summary>
    public async Task<ContainerHold> HoldAsync(string containerId, string namespacePath, bool ownControlGroup, CancellationToken cancellationToken)
    {
        var held = await ReplaceAsync(
            containerId, Text(namespacePath, ownControlGroup ? [OwnControlGroup, Held] : [Held]), cancellationToken);
        return new ContainerHold(held, () => BindAsync(containerId, namespacePath, ownControlGroup, CancellationToken.None));
    }

    public void Unbind(string containerId)
    {
        if (Directory.Exists(folder)) File.Delete(FileOf(containerId));
    }

    /// <returns>The new file, open: as long as it is, nobody else can lock it for himself.</returns>
    private async Task<FileStream> ReplaceAsync(string containerId, string text, CancellationToken cancellationToken)
    {
        var file = FileOf(containerId);
        Directory.CreateDirectory(folder);
        // A name no container can have, so that nova-runc never reads a half-written file.
        var temporary = Path.Combine(folder, $".{containerId}.{Guid.NewGuid():N}");
        // Which .NET locks for all who share (flock LOCK_SH); the lock is the open file's and stays with it when it is renamed.
        var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
            await stream.FlushAsync(cancellationToken);
            File.Move(temporary, file, overwrite: true);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            File.Delete(temporary);
            throw;
        }
    }

    private static string Text(string namespacePath, IReadOnlyList<string> wants) =>
        namespacePath + "\n" + (wants.Count == 0 ? "" : string.Join(' ', wants) + "\n");

    private string FileOf(string containerId)
        => containerId.Length > 0 && containerId.All(char.IsAsciiLetterOrDigit)
            ? Path.Combine(folder, containerId)
            : throw new ArgumentException($"'{containerId}' is not the id of a container", nameof(containerId));
}
