using NovaDockerNet.Netlink.Interop;
using NovaDockerNet.Netlink.Links;

namespace NovaDockerNet.Netlink;

public sealed partial class RouteSocket
{
    // A name stays taken for 12 to 300 ms after the namespace of its peer was dropped, for longer when many go at once.
    private static readonly TimeSpan s_nameRetryDelay = TimeSpan.FromMilliseconds(10);
    private const int NameRetries = 300;

    public async Task<IReadOnlyList<Link>> ListLinksAsync(CancellationToken cancellationToken)
        => [.. (await DumpAsync(LinkMessages.List, "list links", cancellationToken)).Select(LinkMessages.Read)];

    /// <summary>Null if there is none of this name.</summary>
    public async Task<Link?> FindLinkAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var result = await RequestAsync(LinkMessages.Get(name), $"get link {name}", cancellationToken);
            return result.Messages.Select(LinkMessages.Read).FirstOrDefault();
        }
        catch (NetlinkException exception) when (exception.Errno == Errno.ENODEV)
        {
            return null;
        }
    }

    /// <summary>Makes both ends in one message, down. Waits for a name that a dying namespace still holds.</summary>
    /// <returns>The near end.</returns>
    /// <exception cref="NetlinkException">EEXIST: one of the names is in use, and not by a device that is going away.</exception>
    public async Task<Link> CreateVethAsync(VethPair pair, CancellationToken cancellationToken)
    {
        var operation = $"create veth {pair.Name} with peer {pair.PeerName} in {pair.PeerNamespace.Path}";
        for (var attempt = 0; ; attempt++)
        {
            var message = LinkMessages.CreateVeth(pair, (uint)pair.PeerNamespace.Handle.DangerousGetHandle());
            try
            {
                await RequestAsync(message, operation, cancellationToken);
                break;
            }
            catch (NetlinkException exception) when (exception.Errno == Errno.EEXIST && attempt < NameRetries)
            {
                await Task.Delay(s_nameRetryDelay, cancellationToken);
            }
        }

        return await FindLinkAsync(pair.Name, cancellationToken) ?? throw new NetlinkException(operation, Errno.ENODEV, "it vanished at once");
    }

    public Task SetLinkAsync(int index, LinkChange change, CancellationToken cancellationToken)
        => RequestAsync(LinkMessages.Set(index, change), $"set link {index}", cancellationToken);

    /// <summary>Takes 10 to 35 ms. True if it was there; of a veth both ends go.</summary>
    public async Task<bool> RemoveLinkAsync(int index, CancellationToken cancellationToken)
    {
        try
        {
            await RequestAsync(LinkMessages.Delete(index), $"delete link {index}", cancellationToken);
            return true;
        }
        catch (NetlinkException exception) when (exception.Errno == Errno.ENODEV)
        {
            return false;
        }
    }

    /// <summary>Brings the device up, with the given MTU and MAC, if it differs.</summary>
    /// <returns>Whether anything was changed.</returns>
    public async Task<bool> EnsureLinkAsync(Link link, LinkChange wanted, CancellationToken cancellationToken)
    {
        var change = new LinkChange
        {
            Up = wanted.Up == link.IsUp ? null : wanted.Up,
            Mtu = wanted.Mtu == link.Mtu ? null : wanted.Mtu,
            MacAddress = string.Equals(wanted.MacAddress, link.MacAddress, StringComparison.OrdinalIgnoreCase) ? null : wanted.MacAddress,
            Name = wanted.Name == link.Name ? null : wanted.Name,
        };
        if (change == new LinkChange()) return false;
        await SetLinkAsync(link.Index, change, cancellationToken);
        return true;
    }
}
