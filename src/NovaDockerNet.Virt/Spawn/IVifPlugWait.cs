namespace NovaDockerNet.Virt.Spawn;

/// <summary>An armed wait for Neutron's network-vif-plugged. Dispose to stop waiting. nova: virtapi.wait_for_instance_event.</summary>
public interface IVifPlugWait : IAsyncDisposable
{
    /// <summary>Completes when all ports are plugged; fails with VirtualInterfaceCreateException at the time limit or on a failed event.</summary>
    Task Completion { get; }
}
