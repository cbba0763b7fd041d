using System.Collections.Concurrent;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Daemon.Cli;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.FaultPoints;
using NovaDockerNet.FunctionalTests.Lab;
using NovaDockerNet.OpenStack;
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
    private const int MostServers = 20;

    private const string SnapshotName = "ndn-killed";

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
        new("suspend", ["suspend"], "ACTIVE", "SUSPENDED", "suspend"),
        new("resume", ["resume"], "SUSPENDED", "ACTIVE", "resume"),
        // A password that the user was told is on no record, and neither is the user's token for an image: what needs them is given back.
        new("rescue", ["rescue", "rescue_guest"], "ACTIVE", "RESCUE", "rescue", new JObject()) { Or = "ACTIVE" },
        new("unrescue", ["unrescue", "unrescue_guest"], "RESCUE", "ACTIVE", "unrescue"),
        new("snapshot", ["intent", "snapshot", "commit"], "ACTIVE", "ACTIVE", "createImage", new JObject { ["name"] = SnapshotName }),
        new("shelve", ["commit", "shelve", "offload"], "ACTIVE", "SHELVED_OFFLOADED", "shelve") { Or = "ACTIVE" },
        new("unshelve", ["unshelve"], "SHELVED_OFFLOADED", "ACTIVE", "unshelve") { Or = "SHELVED_OFFLOADED" },
        new("rebuild", ["rebuild"], "ACTIVE", "ACTIVE", "rebuild") { Or = "ERROR" },
        // The legs up to the change are given back, the last is finished.
        new("resize", ["prep_resize", "resize_instance", "resize", "finish_resize"], "ACTIVE", "VERIFY_RESIZE", "resize") { Or = "ACTIVE" },
        new("confirm", ["confirm_resize"], "VERIFY_RESIZE", "ACTIVE", "confirmResize"),
        new("revert", ["revert_resize", "finish_revert_resize"], "VERIFY_RESIZE", "ACTIVE", "revertResize"),
    ];

    /// <summary>While nova-api has a reclaim_instance_interval.</summary>
    private static readonly KillRecipe[] s_deferredDeletion =
    [
        new("soft delete", ["soft_delete"], "ACTIVE", "SOFT_DELETED"),
        new("restore", ["restore"], "SOFT_DELETED", "ACTIVE", "restore"),
    ];

    /// <summary>LAB_KILL_ONLY=stop,reboot runs a part of the matrix by hand.</summary>
    private static readonly string[]? s_only = Environment.GetEnvironmentVariable("LAB_KILL_ONLY")?.Split(',');

    private readonly TempDirectory _folder = new();
    private readonly ConcurrentDictionary<string, string> _servers = [];
    private OwnService _service = null!;

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Killed_at_every_point_and_started_again()
    {
        await using var service = _service = await OwnService.StartAsync(Lab, _folder.File("points"));
        try
        {
            await KillAtAllPointsAsync(s_recipes, atLeast: 30);
            await WaitForNoHalfImagesAsync();
        }
        finally
        {
            foreach (var image in await ImagesAsync(SnapshotName))
                await Lab.User.Image.DeleteAsync($"/v2/images/{image["id"]}", CancellationToken.None);
        }
    }

    [SkippableFact]
    public async Task Killed_while_deletions_that_can_be_taken_back_are_under_way()
    {
        await using var service = _service = await OwnService.StartAsync(Lab, _folder.File("points"));
        await Lab.LabAsync("service", "restart", "nova-api", "--option", "reclaim_instance_interval=3600");
        try
        {
            await KillAtAllPointsAsync(s_deferredDeletion, atLeast: 6);
        }
        finally
        {
            await Lab.LabAsync("service", "restart", "nova-api");
        }
    }

    /// <summary>An attachment that was not answered is taken back, a detachment is finished: each server has its first interface, and no other.</summary>
    /// <remarks>nova-api waits for attachments, and has few processes to wait with.</remarks>
    [SkippableFact]
    public async Task Killed_while_interfaces_come_and_go()
    {
        var toAttach = PointsOf("attach_interface").Concat(PointsOf("plug")).ToList();
        var toDetach = PointsOf("detach_interface").ToList();
        await using var service = _service = await OwnService.StartAsync(Lab, _folder.File("points"));
        var attaching = await Task.WhenAll(toAttach.Select(async _ => (string)(await BootAsync(Lab.TestImage))["id"]!));
        var both = new JArray(new JObject { ["uuid"] = Lab.NetworkA }, new JObject { ["uuid"] = Lab.NetworkB });
        var detaching = await Task.WhenAll(toDetach.Select(async _ => (string)(await BootAsync(Lab.TestImage, both))["id"]!));
        var rows = toAttach.Zip(attaching).Concat(toDetach.Zip(detaching)).ToList();

        await Lab.LabAsync("service", "restart", "nova-api", "--option", "rpc_response_timeout=5");
        try
        {
            _service.Process.Arm(rows.Select(row => $"{row.First.Id}={row.Second}"));
            var answers = attaching.Select(id => AttachAsync(id, new JObject { ["net_id"] = Lab.NetworkB })).ToList();
            await Task.WhenAll(detaching.Select(async id =>
                await Lab.User.Compute.DeleteAsync($"/servers/{id}/os-interface/{(await PortsAsync(id, Lab.NetworkB)).Single()}", CancellationToken.None)));
            await _service.Process.WaitKilledAsync();
            // Nova says that there was no answer.
            foreach (var answer in answers)
                Assert.Equal(500, (int)(await Assert.ThrowsAsync<OpenStackHttpException>(() => answer)).Status);
        }
        finally
        {
            await Lab.LabAsync("service", "restart", "nova-api");
        }
        await _service.RestartAsync();

        await Task.WhenAll(rows.Select(async row =>
        {
            var (point, id) = row;
            try
            {
                await Eventually.TrueAsync(
                    async () => (await PortsAsync(id, Lab.NetworkB)).Count == 0 && Addresses(await ShowAsync(id)).Count == 1, "one port is left", TimeSpan.FromSeconds(60));
                await AssertWholeAsync(id, (string)(await WaitAsync(id, "ACTIVE"))["status"]!);
                Assert.DoesNotContain("eth1", await InsideAsync(id, "ip -o link"));
            }
            catch (Exception e)
            {
                Assert.Fail($"server {id}, killed at {point.Id}: {e.Message}\nthe service since:\n{_service.Process.Tail(40, id)}");
            }
        }));
        await AttachAsync(attaching[0], new JObject { ["net_id"] = Lab.NetworkB });
        Assert.Contains("eth1", await InsideAsync(attaching[0], "ip -o link"));
    }

    private static IEnumerable<FaultPoint> PointsOf(KillRecipe recipe) => recipe.Points.SelectMany(PointsOf);

    private static IReadOnlyList<FaultPoint> PointsOf(string operation)
    {
        var points = Verbs.AllFaultPoints.Where(point => point.Operation == operation).ToList();
        Assert.True(points.Count > 0, $"there are no fault points of {operation}");
        return points;
    }

    private async Task KillAtAllPointsAsync(IReadOnlyList<KillRecipe> recipes, int atLeast)
    {
        var pending = recipes.Where(recipe => s_only?.Contains(recipe.Name) ?? true).SelectMany(recipe => PointsOf(recipe).Select(point => (Recipe: recipe, Point: point))).ToList();
        Assert.True(pending.Count >= atLeast || s_only is not null, $"only {pending.Count} points");
        while (pending.Count > 0)
        {
            var batch = await NextBatchAsync(pending);
            await KillAsync(batch);
            pending.RemoveAll(row => batch.Any(step => step.Recipe == row.Recipe && step.Point == row.Point));
        }
    }

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
            surplus.ForEach(id => _servers.TryRemove(id, out _));
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
            var way = s_recipes.Concat(s_deferredDeletion).First(recipe => recipe.From == "ACTIVE" && recipe.To == status);
            await Task.WhenAll(active.Select(id => AskAsync(way, id)));
            await Task.WhenAll(active.Select(id => WaitAsync(id, status)));
        }
        active.ForEach(id => _servers[id] = status);
    }

    private async Task KillAsync(IReadOnlyList<Step> batch)
    {
        _service.Process.Arm(batch.Select(step => step.Server is null ? step.Point.Id : $"{step.Point.Id}={step.Server}"));
        var asked = await Task.WhenAll(batch.Select(step => AskAsync(step.Recipe, step.Server)));
        var reached = await _service.Process.WaitKilledAsync();
        await _service.RestartAsync();
        await Task.WhenAll(batch.Zip(asked, (step, id) =>
        {
            var where = reached.Where(line => line.Contains(id, StringComparison.Ordinal)).ToList();
            var mayFail = step.Recipe.MayFailAt.Any(point => where.Any(line => line.Contains(point, StringComparison.Ordinal)));
            return AssertFinishedAsync(step.Recipe, id, where, mayFail);
        }));
    }

    private async Task<string> AskAsync(KillRecipe recipe, string? id)
    {
        if (id is null)
            return await CreateAsync(Lab.TestImage);
        if (recipe.Action is null)
            await Lab.User.Compute.DeleteAsync($"/servers/{id}", CancellationToken.None);
        else
            await ActAsync(recipe, id);
        return id;
    }

    private async Task ActAsync(KillRecipe recipe, string id) => await ActAsync(id, recipe.Action!, recipe.Action switch
    {
        "rebuild" => new JObject { ["imageRef"] = Lab.TestImage },
        "resize" => new JObject { ["flavorRef"] = await OtherFlavorAsync(id) },
        _ => recipe.Argument,
    });

    /// <summary>Whatever became of the snapshots, none is half there, and a server that is back from the shelf has left none.</summary>
    private async Task WaitForNoHalfImagesAsync()
    {
        List<string> half = [];
        try
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    half = [.. (await ImagesAsync(SnapshotName)).Where(image => (string?)image["status"] != "active").Select(image => $"{image["id"]} {image["status"]}")];
                    foreach (var (id, status) in _servers)
                        half.AddRange((await ImagesAsync($"{(await ShowAsync(id))["name"]}-shelved"))
                            .Where(image => status != "SHELVED_OFFLOADED" || (string?)image["status"] != "active")
                            .Select(image => $"{image["id"]} {image["status"]} of {id} ({status})"));
                    return half.Count == 0;
                },
                "no image is half there", TimeSpan.FromSeconds(60));
        }
        catch (TimeoutException)
        {
            Assert.Fail($"images are left: {string.Join(", ", half)}\n{_service.Process.Tail(40)}");
        }
    }

    private async Task AssertFinishedAsync(KillRecipe recipe, string id, IReadOnlyList<string> where, bool mayFail)
    {
        try
        {
            if (recipe.To is null)
            {
                await WaitGoneAsync(id);
                _servers.TryRemove(id, out _);
                Assert.Empty(await ContainersAsync(id));
                return;
            }
            var status = mayFail || recipe.Or is not null ? await SettledAsync(id) ?? "gone" : (string)(await WaitAsync(id, recipe.To))["status"]!;
            Assert.True(mayFail || status == recipe.To || status == recipe.Or, $"it is {status}: {(await FindAsync(id))?["fault"]}");
            await AssertWholeAsync(id, status);
            if (status == "ERROR")
            {
                await DeleteAsync(id);
                _servers.TryRemove(id, out _);
            }
            else
            {
                _servers[id] = status;
            }
        }
        catch (Exception e)
        {
            Assert.Fail($"{recipe.Name} of {id}, killed at [{string.Join("; ", where)}]: {e.Message}\nthe service since:\n{_service.Process.Tail(40, id)}");
        }
    }

    private sealed record Step(KillRecipe Recipe, FaultPoint Point, string? Server);
}
