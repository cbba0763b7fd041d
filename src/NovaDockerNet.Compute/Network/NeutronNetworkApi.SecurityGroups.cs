using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.OpenStack.Neutron;
using NovaDockerNet.OpenStack.Services;

namespace NovaDockerNet.Compute.Network;

public sealed partial class NeutronNetworkApi
{
    // Which of the ids are there: the others were deleted in this moment.
    private readonly RecentAnswers<string, IReadOnlyList<NeutronSecurityGroup>> _recentGroups = new(s_recent, groups => groups.Count > 0, time);

    public Task<IReadOnlyList<string>> GetSecurityGroupNamesAsync(RequestContext context, Instance instance, CancellationToken cancellationToken) =>
        GuardAsync(instance, async () =>
        {
            var ports = await clients.Admin(context).ListPortsAsync(PortsOf(instance), cancellationToken);
            return await NameSecurityGroupsAsync(context, [.. ports.SelectMany(port => port.SecurityGroups)], cancellationToken);
        });

    public async Task<IReadOnlyList<string>> NameSecurityGroupsAsync(
        RequestContext context, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
            return [];
        var distinct = ids.Distinct().Order(StringComparer.Ordinal).ToArray();
        var groups = await _recentGroups.GetAsync(string.Join(',', distinct), () => clients.Admin(context).ListSecurityGroupsAsync(
            new Query().AddEach("id", distinct).AddEach("fields", ["id", "name"]), CancellationToken.None)).WaitAsync(cancellationToken);
        // The name is optional, and a group that is gone by now is left out.
        return [.. ids.Select(id => groups.FirstOrDefault(g => g.Id == id)).OfType<NeutronSecurityGroup>().Select(g => g.Name.Length > 0 ? g.Name : g.Id)];
    }
}
