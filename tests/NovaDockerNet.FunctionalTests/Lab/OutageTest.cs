using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.FunctionalTests.Lab;

/// <summary>A test in which something goes away that the service depends on, while operations are under way.</summary>
public abstract class OutageTest(LabSession lab, OutageService service) : FunctionalTest(lab)
{
    private protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(240);

    private protected OutageService Service { get; } = service;

    protected override string ServiceLog(string id) => $"the service about it:\n{Service.Tail(60, id)}";

    /// <summary>The request has left Nova's queues: it has its intent, or is done already.</summary>
    private protected async Task<bool> TakenAsync(string id)
    {
        if (Directory.EnumerateFiles(Path.Combine(Service.StatePath, "intents")).Any(path => Path.GetFileName(path).Contains(id, StringComparison.Ordinal)))
            return true;
        var server = await Lab.Servers.NextAsync(id);
        if (server is null || server["OS-EXT-STS:task_state"]!.Type == JTokenType.Null || (string?)server["status"] == "ERROR")
            return server is null || server["OS-EXT-SRV-ATTR:host"]!.Type != JTokenType.Null || (string?)server["status"] is "ERROR" or "SHELVED_OFFLOADED";
        return false;
    }

    /// <summary>Returns when all of Nova listens again.</summary>
    private protected async Task RestartBrokerAsync()
    {
        var consumed = await ConsumedQueuesAsync();
        await Lab.LabAsync("service", "restart", "rabbitmq");
        // Nova's own services take their time; what they publish before is not this service's to answer.
        await Eventually.TrueAsync(async () => consumed.IsSubsetOf(await ConsumedQueuesAsync()), "everybody consumes again", Limit);
    }

    /// <summary>What becomes of a guest shows at Nova a moment after it does on the host: so both are looked at until they agree.</summary>
    /// <param name="id">The server.</param>
    /// <param name="expected">The statuses that will do, asked for at each look; null: it is gone.</param>
    /// <param name="mayBeOff">Docker may have ended the guest, in a status that says nothing of it; Nova then shows it as off.</param>
    private protected async Task EventuallyWholeAsync(string id, Func<IReadOnlyList<string?>> expected, bool mayBeOff = false)
    {
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        while (true)
        {
            try
            {
                var status = await SettledAsync(id, Limit);
                Assert.Contains(status, expected());
                if (status is null)
                    Assert.Empty(await ContainersAsync(id));
                else if (mayBeOff && IsOff(await ShowAsync(id)))
                    Assert.All(await ContainersAsync(id), container => Assert.Equal("exited", container.State));
                else
                    await AssertWholeAsync(id, status);
                return;
            }
            catch (Exception) when (DateTime.UtcNow < deadline)
            {
                await Task.Delay(1000);
            }
        }
    }

    private protected static bool IsOff(JObject server) => (int)server["OS-EXT-STS:power_state"]! == (int)PowerState.Shutdown;

    /// <summary>The service is itself again: a server is built, reaches another one, and is deleted.</summary>
    private protected async Task AssertWorksAsync(string bystander)
    {
        try
        {
            await Eventually.TrueAsync(async () => await Lab.ServiceStateAsync() == "up", "the service is up", Limit);
            var neighbour = (string)(await BootAsync(Lab.TestImage))["id"]!;
            if ((string?)(await ShowAsync(bystander))["status"] == "SHUTOFF")
            {
                await ActAsync(bystander, "os-start");
                await WaitAsync(bystander, "ACTIVE");
            }
            Assert.True(await ReachesAsync(neighbour, Addresses(await ShowAsync(bystander))[0], attempts: 60), "the bystander is out of reach");
            await DeleteAsync(neighbour);
        }
        catch (Exception e)
        {
            Assert.Fail($"after the outage: {e.Message}\nthe service's last lines:\n{Service.Tail(60)}");
        }
    }

    private async Task<IReadOnlySet<string>> ConsumedQueuesAsync()
    {
        var (_, output, _) = await Command.TryAsync(Lab.Environment.Rabbitmqctl, "-q", "list_queues", "name", "consumers");
        return output.Split('\n').Select(line => line.Split('\t')).Where(row => row.Length == 2 && row[1] is not ("0" or "consumers"))
            // Those with a name of one connection come back under another.
            .Select(row => row[0]).Where(name => !name.StartsWith("reply_", StringComparison.Ordinal) && !name.Contains("_fanout_", StringComparison.Ordinal))
            .ToHashSet();
    }
}
