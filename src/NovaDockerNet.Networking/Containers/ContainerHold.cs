namespace NovaDockerNet.Networking.Containers;

/// <summary>
/// Keeps the start of one container waiting in nova-runc, where everything has been done but to let its process go. The hold ends with the
/// service, however that ends: what nobody has let go by then does not start. contrib/nova-runc/README.md is the contract.
/// </summary>
/// <param name="file">The file that nova-runc waits for; locked as long as it is open.</param>
/// <param name="bind">Writes the file anew, without the hold.</param>
public sealed class ContainerHold(FileStream file, Func<Task> bind) : IDisposable
{
    private int _ended;

    /// <summary>Lets the start go on. Does nothing when the hold was given up before.</summary>
    public async Task ReleaseAsync()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        // In this order: nova-runc reads the file again when it is no longer locked.
        await using (file) await bind();
    }

    /// <summary>Gives the start up, if it was not let go: it fails, and the container is as it was before.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0) file.Dispose();
    }
}
