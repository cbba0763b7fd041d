using NovaDockerNet.Netlink;
using NovaDockerNet.Netlink.Links;
using NovaDockerNet.Netlink.Namespaces;
using NovaDockerNet.Networking;
using NovaDockerNet.Networking.Containers;
using NovaDockerNet.Networking.Plans;
using NovaDockerNet.Networking.Ports;

namespace NovaDockerNet.Virt.IntegrationTests;

/// <summary>Namespaces, devices and addresses for real, without a switch: the host ends live in a namespace of the test's.</summary>
sealed class NamespaceNetworks(string runDirectory) : IInstanceNetworks
{
    private const string Switch = "switch";
    private readonly NetworkNamespaceFolder _folder = new(Path.Combine(runDirectory, "netns"));
    private readonly string _bindings = Path.Combine(runDirectory, "netns-by-container");
    private readonly ContainerNamespaces _containers = new(Path.Combine(runDirectory, "netns-by-container"));

    public Task CheckAsync(CancellationToken cancellationToken)
    {
        _folder.Ensure();
        Directory.CreateDirectory(_bindings);
        return Task.CompletedTask;
    }

    public async Task PrepareAsync(string instanceUuid, CancellationToken cancellationToken)
    {
        using var guest = await _folder.EnsureAsync(instanceUuid, cancellationToken);
    }

    public async Task EnsureAsync(string instanceUuid, InstanceNetworkPlan plan, CancellationToken cancellationToken)
    {
        using var host = await _folder.EnsureAsync(Switch, cancellationToken);
        using var guest = await _folder.EnsureAsync(instanceUuid, cancellationToken);
        using var hostSocket = await RouteSocket.OpenAsync(host);
        using var guestSocket = await RouteSocket.OpenAsync(guest);
        foreach (var nic in plan.Nics)
        {
            if (await guestSocket.FindLinkAsync(nic.GuestDevice, cancellationToken) is null)
            {
                await hostSocket.CreateVethAsync(
                    new VethPair
                    {
                        Name = nic.HostDevice,
                        PeerName = nic.GuestDevice,
                        PeerNamespace = guest,
                        PeerMacAddress = nic.MacAddress,
                        Mtu = nic.Mtu,
                    }, cancellationToken);
            }
            var link = (await guestSocket.FindLinkAsync(nic.GuestDevice, cancellationToken))!;
            await guestSocket.SetLinkAsync(link.Index, new LinkChange { Up = true }, cancellationToken);
            await guestSocket.EnsureAddressesAsync(link.Index, [.. nic.Addresses], cancellationToken);
        }
    }

    public Task AnnounceAsync(string instanceUuid, InstanceNetworkPlan plan, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task RemoveAsync(string instanceUuid, CancellationToken cancellationToken)
    {
        _folder.Delete(instanceUuid);
        return Task.CompletedTask;
    }

    public Task RemoveNicAsync(string instanceUuid, string portId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public string NamespacePath(string instanceUuid) => _folder.PathOf(instanceUuid);

    public Task<IReadOnlyList<string>> ListNamespacesAsync(CancellationToken cancellationToken)
        => Task.FromResult<IReadOnlyList<string>>([.. _folder.List().Where(name => name != Switch)]);

    public Task<IReadOnlyList<PluggedPort>> ListPortsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PluggedPort>>([]);

    public Task BindContainerAsync(string containerId, string instanceUuid, bool ownControlGroup, CancellationToken cancellationToken)
        => _containers.BindAsync(containerId, NamespacePath(instanceUuid), ownControlGroup, cancellationToken);

    public Task<ContainerHold> HoldContainerAsync(string containerId, string instanceUuid, bool ownControlGroup, CancellationToken cancellationToken)
        => _containers.HoldAsync(containerId, NamespacePath(instanceUuid), ownControlGroup, cancellationToken);

    public Task UnbindContainerAsync(string containerId, CancellationToken cancellationToken)
    {
        _containers.Unbind(containerId);
        return Task.CompletedTask;
    }

    public IReadOnlyList<string> Bindings => [.. Directory.EnumerateFiles(_bindings).Select(path => Path.GetFileName(path))];

    /// <summary>As a reboot of the host does.</summary>
    public void ForgetEverything()
    {
        foreach (var name in _folder.List())
            _folder.Delete(name);
        foreach (var binding in Bindings)
            File.Delete(Path.Combine(_bindings, binding));
    }
}
