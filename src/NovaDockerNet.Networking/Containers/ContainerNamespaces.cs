namespace NovaDockerNet.Networking.Containers;

/// <summary>The files nova-runc reads: named after the container, holding the path of its namespace and what else it asks for. contrib/nova-runc/README.md is the contract.</summary>
internal sealed class ContainerNamespaces(string folder)
{
    private const string OwnControlGroup = "own-cgroup";

    internal async Task BindAsync(string containerId, string namespacePath, bool ownControlGroup, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var file = FileOf(containerId);
        var text = namespacePath + "\n" + (ownControlGroup ? OwnControlGroup + "\n" : "");
        if (File.Exists(file) && await File.ReadAllTextAsync(file, cancellationToken) == text) return;
        // A name no container can have, so that nova-runc never reads a half-written file.
        var temporary = Path.Combine(folder, $".{containerId}.{Guid.NewGuid():N}");
        try
        {
            await File.WriteAllTextAsync(temporary, text, cancellationToken);
            File.Move(temporary, file, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    internal void Unbind(string containerId)
    {
        if (Directory.Exists(folder)) File.Delete(FileOf(containerId));
    }

    private string FileOf(string containerId)
        => containerId.Length > 0 && containerId.All(char.IsAsciiLetterOrDigit)
            ? Path.Combine(folder, containerId)
            : throw new ArgumentException($"'{containerId}' is not the id of a container", nameof(containerId));
}
