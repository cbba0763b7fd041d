using Newtonsoft.Json.Linq;
using NovaDockerNet.Daemon.Cli;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.FaultPoints;
using NovaDockerNet.FunctionalTests.Lab;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.FunctionalTests;

/// <summary>
/// kill -9 at every numbered point of every operation, and what the next start makes of it: the operation is finished, and nothing is left of
/// what is gone. Several servers are brought to a point each before the service dies, so that one death serves for many.
/// </summary>
public sealed class KillTests(LabSession lab) : FunctionalTest(lab), IDisposable
{
    /// <summary>Fewer than max_concurrent_builds: a build that stands at its point keeps its slot.</summary>
    private const int AtOnce = 9;

    /// <summary>What a machine with two processors and a ratio of 16 has room for, with some to spare.</summary>
    private const int MostServers = 24;

    /// <summary>A new operation is a row here.</summary>
    private static readonly KillRecipe[] s_recipes =
    [
        new("build", ["intent", "build", "allocate", "spawn", "run", "plug"], null, "ACTIVE") { MayFailAt = ["intent:01"] },
        new("terminate", ["intent", "terminate", "destroy", "unplug", "deallocate"], "ACTIVE", null),
        new("stop", ["intent", "stop", "power_off"], "ACTIVE", "SHUTOFF", "os-stop"),
        new("start", ["start", "power_on", "run"], "SHUTOFF", "ACTIVE", "os-start"),
        new("reboot", ["reboot", "power_off", "power_on", "run"], "ACTIVE", "ACTIVE", "reboot", new JObject { ["type"] = "SOFT" }),
        new("pause", ["pause"], "ACTIVE", "PAUSED", "pause"),
        new("unpause", ["unpause"], "PAUSED", "ACTIVE", "unpause"),
    ];

    /// <summary>LAB_KILL_ONLY=stop,reboot runs a part of the matrix by hand.</summary>
    private static readonly string[]? s_only = Environment.GetEnvironmentVariable("LAB_KILL_ONLY")?.Split(',');

    private readonly TempDirectory _folder = new();
    private readonly Dictionary<string, string> _servers = [];
    private OwnService _service = null!;

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Killed_at_every_point_and_started_again()
    {
        var pending = s_recipes.Where(recipe => s_only?.Contains(recipe.Name) ?? true).SelectMany(recipe => PointsOf(recipe).Select(point => (Recipe: recipe, Point: point))).ToList();
        Assert.True(pending.Count >= 30 || s_only is not null, $"only {pending.Count} points");
        await using var service = _service = await OwnService.StartAsync(Lab, _folder.File("points"));
        while (pending.Count > 0)
        {
            var batch = await NextBatchAsync(pending);
            await KillAsync(batch);
            pending.RemoveAll(row => batch.Any(step => step.Recipe == row.Recipe && step.Point == row.Point));
        }
    }

    private static IEnumerable<FaultPoint> PointsOf(KillRecipe recipe) => recipe.Points.SelectMany(operation =>
    {
        var points = Verbs.AllFaultPoints.Where(point => point.Operation == operation).ToList();
        Assert.True(points.Count > 0, $"recipe {recipe.Name}: there are no fault points of {operation}");
        return points;
    });

    /// <summary>Creations while there is room, then what running servers can serve for, deletions last.</summary>
    private async Task<IReadOnlyList<Step>> NextBatchAsync(IReadOnlyList<(KillRecipe Recipe, FaultPoint Point)> pending)
    {
        var creations = pending.Where(row => row.Recipe.From is null).Take(AtOnce).ToList();
        if (creations.Count > 0 && _servers.Count + creations.Count <= MostServers)
            return [.. creations.Select(row => new Step(row.Recipe, row.Point, null))];
        List<Step> batch = [];
        var free = new Dictionary<string, string>(_servers);
        foreach (var (recipe, point) in pending.Where(row => row.Recipe.From is not null).OrderBy(row => row.Recipe.To is null))
        {
            if (batch.Count == AtOnce || free.FirstOrDefault(server => server.Value == recipe.From).Key is not { } server)
                continue;
            free.Remove(server);
            batch.Add(new Step(recipe, point, server));
        }
        if (batch.Count > 0)
            return batch;
        if (creations.Count > 0)
        {
            // No deletion is left to make room by being killed.
            var surplus = _servers.Keys.Take(AtOnce).ToList();
            await Task.WhenAll(surplus.Select(DeleteAsync));
            surplus.ForEach(id => _servers.Remove(id));
            return await NextBatchAsync(pending);
        }
        await PrepareAsync(pending[0].Recipe.From!, Math.Min(AtOnce, pending.Count));
        return await NextBatchAsync(pending);
    }

    /// <summary>Brings servers into a status without being killed on the way.</summary>
    private async Task PrepareAsync(string status, int count)
    {
        var active = _servers.Where(server => server.Value == "ACTIVE").Select(server => server.Key).Take(count).ToList();
        var booted = await Task.WhenAll(Enumerable.Range(0, count - active.Count).Select(_ => BootAsync(Lab.TestImage)));
        active.AddRange(booted.Select(server => (string)server["id"]!));
        if (status != "ACTIVE")
        {
            var way = s_recipes.First(recipe => recipe.From == "ACTIVE" && recipe.To == status);
            await Task.WhenAll(active.Select(id => ActAsync(id, way.Action!, way.Argument)));
            foreach (var id in active)
                await WaitAsync(id, status);
        }
        active.ForEach(id => _servers[id] = status);
    }

    private async Task KillAsync(IReadOnlyList<Step> batch)
    {
        _service.Process.Arm(batch.Select(step => step.Server is null ? step.Point.Id : $"{step.Point.Id}={step.Server}"));
        var asked = await Task.WhenAll(batch.Select(AskAsync));
        var reached = await _service.Process.WaitKilledAsync();
        await _service.RestartAsync();
        foreach (var (step, id) in batch.Zip(asked))
        {
            var where = reached.Where(line => line.Contains(id, StringComparison.Ordinal)).ToList();
            var mayFail = step.Recipe.MayFailAt.Any(point => where.Any(line => line.Contains(point, StringComparison.Ordinal)));
            await AssertFinishedAsync(step.Recipe, id, where, mayFail);
        }
    }

    private async Task<string> AskAsync(Step step)
    {
        var (recipe, id) = (step.Recipe, step.Server);
        if (id is null)
            return await CreateAsync(Lab.TestImage);
        if (recipe.To is null)
            await Lab.User.Compute.DeleteAsync($"/servers/{id}", CancellationToken.None);
        else
            await ActAsync(id, recipe.Action!, recipe.Argument);
        return id;
    }

    private async Task AssertFinishedAsync(KillRecipe recipe, string id, IReadOnlyList<string> where, bool mayFail)
    {
        try
        {
            if (recipe.To is null)
            {
                await WaitGoneAsync(id);
                _servers.Remove(id);
                Assert.Empty(await ContainersAsync(id));
                return;
            }
            var status = mayFail ? await SettledAsync(id) ?? "gone" : (string)(await WaitAsync(id, recipe.To))["status"]!;
            await AssertWholeAsync(id, status);
            if (status == "ERROR")
                await DeleteAsync(id);
            else
                _servers[id] = status;
        }
        catch (Exception e)
        {
            Assert.Fail($"{recipe.Name} of {id}, killed at [{string.Join("; ", where)}]: {e.Message}\nthe service since:\n{_service.Process.Tail(40, id)}");
        }
    }

    private sealed record Step(KillRecipe Recipe, FaultPoint Point, string? Server);
}
