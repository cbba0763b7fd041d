using Newtonsoft.Json.Linq;
using NovaDockerNet.OpenStack;
using NovaDockerNet.OpenStack.Services;

namespace NovaDockerNet.FunctionalTests.Lab;

/// <summary>
/// Servers as nova-api shows them, asked for once for all who wait for one: for each question nova-api asks Neutron in turn, and a machine with a few
/// processors would be busy with the questions alone.
/// </summary>
internal sealed class ServerPoll(ServiceClient compute)
{
    /// <summary>In which others join a question.</summary>
    private static readonly TimeSpan s_gather = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private Task<Dictionary<string, JObject>>? _next;

    /// <summary>As the server is at a moment after the call; null when it is gone.</summary>
    public async Task<JObject?> NextAsync(string id)
    {
        Task<Dictionary<string, JObject>> next;
        lock (_lock)
            next = _next ??= AskAsync();
        if ((await next).TryGetValue(id, out var server) && (string?)server["status"] != "ERROR")
            return server;
        try
        {
            // The list is without those that are deleted softly, and without the faults of those that no host has taken.
            return (JObject)(await compute.GetAsync($"/servers/{id}", CancellationToken.None))["server"]!;
        }
        catch (OpenStackHttpException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    private async Task<Dictionary<string, JObject>> AskAsync()
    {
        await Task.Delay(s_gather);
        lock (_lock)
            _next = null;
        var answer = await compute.GetAsync("/servers/detail?all_tenants=1", CancellationToken.None);
        return answer["servers"]!.Cast<JObject>().ToDictionary(server => (string)server["id"]!);
    }
}
