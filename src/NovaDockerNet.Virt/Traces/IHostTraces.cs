namespace NovaDockerNet.Virt.Traces;

/// <summary>Everything on this host that carries our mark, whether Nova knows of it or not.</summary>
public interface IHostTraces
{
    /// <summary>Only reads, so it may be asked beside a running service.</summary>
    Task<IReadOnlyList<HostTrace>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Those of one instance.</summary>
    Task<IReadOnlyList<HostTrace>> ListAsync(string instanceUuid, CancellationToken cancellationToken);

    /// <summary>Removes a binding or a temporary file; what belongs to an instance goes with IVirtDriver.DestroyAsync.</summary>
    Task RemoveFileAsync(HostTrace trace, CancellationToken cancellationToken);
}
