using NovaDockerNet.Netlink.Addressing;
using NovaDockerNet.Netlink.Interop;

namespace NovaDockerNet.Netlink;

public sealed partial class RouteSocket
{
    private const byte GlobalScope = 0;

    public async Task<IReadOnlyList<AddressEntry>> ListAddressesAsync(int interfaceIndex, CancellationToken cancellationToken)
    {
        var messages = await DumpAsync(() => AddressMessages.List(interfaceIndex), $"list addresses of link {interfaceIndex}", cancellationToken);
        return [.. messages.Select(AddressMessages.Read).Where(entry => entry.InterfaceIndex == interfaceIndex)];
    }

    /// <summary>Adds the address; one that is there already is left as it is. IPv6 addresses skip duplicate address detection.</summary>
    public async Task AddAddressAsync(int interfaceIndex, InterfaceAddress address, CancellationToken cancellationToken)
    {
        try
        {
            await RequestAsync(AddressMessages.Add(interfaceIndex, address), $"add address {address} to link {interfaceIndex}", cancellationToken);
        }
        catch (NetlinkException exception) when (exception.Errno == Errno.EEXIST)
        {
            // As wanted.
        }
    }

    public async Task RemoveAddressAsync(int interfaceIndex, InterfaceAddress address, CancellationToken cancellationToken)
    {
        try
        {
            await RequestAsync(AddressMessages.Remove(interfaceIndex, address), $"remove address {address} from link {interfaceIndex}", cancellationToken);
        }
        catch (NetlinkException exception) when (exception.Errno == Errno.EADDRNOTAVAIL)
        {
            // As wanted.
        }
    }

    /// <summary>Gives the device exactly these addresses; link-local ones are the kernel's and stay.</summary>
    /// <returns>Whether anything was changed.</returns>
    public async Task<bool> EnsureAddressesAsync(int interfaceIndex, IReadOnlyCollection<InterfaceAddress> wanted, CancellationToken cancellationToken)
    {
        var present = await PresentAsync();
        var surplus = present.Except(wanted).ToList();
        // Surplus ones first: the same address with another prefix length cannot be added beside itself on IPv6.
        foreach (var address in surplus) await RemoveAddressAsync(interfaceIndex, address, cancellationToken);
        // With a primary IPv4 address go the secondary ones of its subnet, unless net.ipv4.conf.*.promote_secondaries is set.
        if (surplus.Count > 0) present = await PresentAsync();
        var missing = wanted.Where(address => !present.Contains(address)).ToList();
        foreach (var address in missing) await AddAddressAsync(interfaceIndex, address, cancellationToken);
        return surplus.Count + missing.Count > 0;

        async Task<HashSet<InterfaceAddress>> PresentAsync() => (await ListAddressesAsync(interfaceIndex, cancellationToken))
            .Where(entry => entry.Scope == GlobalScope || wanted.Contains(entry.Address))
            .Select(entry => entry.Address)
            .ToHashSet();
    }
}
