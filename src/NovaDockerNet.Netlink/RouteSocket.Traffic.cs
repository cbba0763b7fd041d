using NovaDockerNet.Netlink.Interop;
using NovaDockerNet.Netlink.Traffic;

namespace NovaDockerNet.Netlink;

public sealed partial class RouteSocket
{
    /// <summary>What somebody has put at the root of the device; null while it has the kernel's own default.</summary>
    public async Task<QueueingDiscipline?> FindRootDisciplineAsync(int interfaceIndex, CancellationToken cancellationToken)
    {
        try
        {
            var result = await RequestAsync(
                TrafficMessages.GetRoot(interfaceIndex), $"get the root discipline of link {interfaceIndex}", cancellationToken);
            return result.Messages.Select(TrafficMessages.Read).FirstOrDefault(found => found.Handle != 0);
        }
        catch (NetlinkException exception) when (exception.Errno is Errno.ENOENT or Errno.EINVAL)
        {
            // The kernel does not show its defaults, and has nothing to answer then (net/sched/sch_api.c tc_qdisc_dump_ignore).
            return null;
        }
    }

    /// <summary>Puts a token bucket at the root of the device; one of the same handle is changed in place, with what waits in it.</summary>
    public Task ReplaceRootAsync(int interfaceIndex, uint handle, TokenBucket bucket, CancellationToken cancellationToken)
        => RequestAsync(
            TrafficMessages.ReplaceRoot(interfaceIndex, handle, bucket), $"put {bucket} on link {interfaceIndex}", cancellationToken);

    /// <summary>Gives the device the kernel's default back.</summary>
    public async Task RemoveRootDisciplineAsync(int interfaceIndex, CancellationToken cancellationToken)
    {
        try
        {
            await RequestAsync(TrafficMessages.RemoveRoot(interfaceIndex), $"remove the root discipline of link {interfaceIndex}", cancellationToken);
        }
        catch (NetlinkException exception) when (exception.Errno is Errno.ENOENT or Errno.EINVAL)
        {
            // As wanted.
        }
    }
}
