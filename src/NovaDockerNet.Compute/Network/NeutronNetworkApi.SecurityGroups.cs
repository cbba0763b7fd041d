using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.OpenStack.Services;

namespace NovaDockerNet.Compute.Network;

public sealed partial class NeutronNetworkApi
{
    public Task<IReadOnlyList<string>> GetSecurityGroupNamesAsync(RequestContext context, Instance instance, CancellationToken cancellationToken) =>
        GuardAsync<IReadOnlyList<string>>(instance, async () =>
        {
            var admin = clients.Admin(context);
            var ports = await admin.ListPortsAsync(PortsOf(instance), cancellationToken);
            var ids = ports.SelectMany(port => port.SecurityGroups).ToList();
            if (ids.Count == 0)
                return [];
            var groups = await admin.ListSecurityGroupsAsync(new Query().AddEach("id", ids.Distinct()), cancellationToken);
            // The name is optional, and a group that is gone by now is left out.
            return [.. ids.Select(id => groups.FirstOrDefault(g => g.Id == id)).OfType<OpenStack.Neutron.NeutronSecurityGroup>()
                .Select(g => g.Name.Length > 0 ? g.Name : g.Id)];
        });
}
