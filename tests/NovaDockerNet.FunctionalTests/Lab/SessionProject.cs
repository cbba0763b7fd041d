using Newtonsoft.Json.Linq;
using NovaDockerNet.OpenStack;
using NovaDockerNet.OpenStack.Services;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.FunctionalTests.Lab;

/// <summary>The project of a session, whose name is also the beginning of the names of its networks and images, and what belongs to it.</summary>
internal static class SessionProject
{
    private const string Prefix = "ndn-functional-";

    internal static string NewName() => Prefix + Guid.NewGuid().ToString("N")[..8];

    /// <summary>A session that was cut off has left servers, which take the room that tests count on.</summary>
    internal static async Task RemoveInterruptedAsync(CloudApis admin)
    {
        foreach (var project in (await admin.Identity.GetAsync("/projects", CancellationToken.None))["projects"]!)
        {
            if ((string)project["name"]! is var name && name.StartsWith(Prefix, StringComparison.Ordinal))
                await RemoveAsync(admin, name, (string)project["id"]!);
        }
    }

    /// <summary>Removes it with its servers, networks, images, security groups and its user.</summary>
    internal static async Task RemoveAsync(CloudApis admin, string name, string projectId)
    {
        await RemoveServersAsync(admin, projectId);
        foreach (var network in (await admin.Network.GetAsync("/v2.0/networks", CancellationToken.None))["networks"]!.Where(IsOurs))
        {
            foreach (var port in (await admin.Network.GetAsync($"/v2.0/ports?network_id={network["id"]}", CancellationToken.None))["ports"]!)
                await IgnoreMissingAsync(() => admin.Network.DeleteAsync($"/v2.0/ports/{port["id"]}", CancellationToken.None));
            await IgnoreMissingAsync(() => admin.Network.DeleteAsync($"/v2.0/networks/{network["id"]}", CancellationToken.None));
        }
        foreach (var image in (await admin.Image.GetAsync("/v2/images?limit=1000", CancellationToken.None))["images"]!.Where(image => IsOurs(image) || (string?)image["owner"] == projectId))
            await IgnoreMissingAsync(() => admin.Image.DeleteAsync($"/v2/images/{image["id"]}", CancellationToken.None));
        var groups = await admin.Network.GetAsync($"/v2.0/security-groups?tenant_id={projectId}", CancellationToken.None);
        foreach (var user in (await admin.Identity.GetAsync($"/users?name={name}", CancellationToken.None))["users"]!)
            await IgnoreMissingAsync(() => admin.Identity.DeleteAsync($"/users/{user["id"]}", CancellationToken.None));
        await IgnoreMissingAsync(() => admin.Identity.DeleteAsync($"/projects/{projectId}", CancellationToken.None));
        foreach (var group in groups["security_groups"]!)
            await IgnoreMissingAsync(() => admin.Network.DeleteAsync($"/v2.0/security-groups/{group["id"]}", CancellationToken.None));

        bool IsOurs(JToken resource) => ((string?)resource["name"])?.StartsWith(name, StringComparison.Ordinal) == true;
    }

    private static async Task RemoveServersAsync(CloudApis admin, string projectId)
    {
        var all = $"/servers?all_tenants=1&project_id={projectId}";
        var force = new JObject { ["forceDelete"] = JValue.CreateNull() };
        foreach (var server in (await admin.Compute.GetAsync(all, CancellationToken.None))["servers"]!)
            await IgnoreMissingAsync(() => admin.Compute.JsonAsync(
                new ServiceRequest(HttpMethod.Post, $"/servers/{server["id"]}/action") { Body = force }, CancellationToken.None));
        await Eventually.TrueAsync(
            async () => !(await admin.Compute.GetAsync(all, CancellationToken.None))["servers"]!.Any(),
            $"the servers of project {projectId} are gone", TimeSpan.FromSeconds(120));
    }

    private static async Task IgnoreMissingAsync(Func<Task> delete)
    {
        try
        {
            await delete();
        }
        catch (OpenStackHttpException e) when (e.IsNotFound)
        {
            // Gone already, as wanted.
        }
    }
}
