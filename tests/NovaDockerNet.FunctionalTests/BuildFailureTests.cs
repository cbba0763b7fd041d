using System.Net;
using Newtonsoft.Json.Linq;
using NovaDockerNet.FunctionalTests.Lab;
using NovaDockerNet.OpenStack;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.FunctionalTests;

/// <summary>Builds that must fail, and say why.</summary>
public sealed class BuildFailureTests(LabSession lab) : FunctionalTest(lab)
{
    [SkippableFact]
    public async Task Bad_images_abort_the_build_and_the_fault_says_which_and_why()
    {
        var archive = Lab.Archive("sleep.tar");
        var truncated = await Lab.UploadAsync("truncated", archive[..(archive.Length / 2)]);
        var nonsense = await Lab.UploadAsync("nonsense", [.. Enumerable.Repeat((byte)'x', 100_000)]);
        var corrupt = await Lab.UploadAsync("corrupt", [.. archive, .. new byte[1024]]);
        Corrupt(corrupt);

        var ids = await Task.WhenAll(CreateAsync(truncated), CreateAsync(nonsense), CreateAsync(corrupt));
        var faults = await Task.WhenAll(ids.Select(FaultAsync));

        Assert.Contains(truncated, faults[0]);
        Assert.Contains(nonsense, faults[1]);
        Assert.Contains(corrupt, faults[2]);
        Assert.Equal(3, faults.Select((fault, i) => fault.Replace(new[] { truncated, nonsense, corrupt }[i], "")).Distinct().Count());
    }

    [SkippableFact]
    public async Task An_image_whose_process_ends_at_once_fails_with_exit_code_and_last_output()
    {
        var id = await CreateAsync(Lab.ExitsImage);

        var server = await WaitAsync(id, "ERROR");

        // The conductor's message is the fault's text when no other host is left; the details then hold ours.
        var fault = server["fault"]!.ToString();
        Assert.Contains("no licence found", fault);
        Assert.Contains("3", fault);
    }

    [SkippableFact]
    public async Task An_unknown_network_is_refused()
    {
        var e = await Assert.ThrowsAsync<OpenStackHttpException>(
            () => CreateAsync(networks: new JArray(new JObject { ["uuid"] = Guid.NewGuid().ToString() })));

        Assert.Equal(HttpStatusCode.BadRequest, e.Status);
    }

    [SkippableFact]
    public async Task A_port_quota_that_is_used_up_fails_the_build_as_in_nova_and_then_is_refused()
    {
        var used = ((JArray)(await Lab.Admin.Network.GetAsync($"/v2.0/ports?tenant_id={Lab.ProjectId}&fields=id", CancellationToken.None))["ports"]!).Count;
        await SetPortQuotaAsync(used + 1);
        string? port = null;
        try
        {
            // It passes nova-api's check, and the last port goes to somebody else before the service asks for it.
            var networks = new JArray(new JObject { ["uuid"] = Lab.NetworkA });
            await Lab.LabAsync("compute", "stop");
            string id;
            try
            {
                id = await CreateAsync(networks: networks);
                port = (string?)(await Lab.Admin.Network.PostAsync(
                    "/v2.0/ports", new JObject { ["port"] = new JObject { ["network_id"] = Lab.NetworkA, ["tenant_id"] = Lab.ProjectId } },
                    CancellationToken.None))["port"]!["id"];
            }
            finally
            {
                await Lab.LabAsync("compute", "start");
            }
            // nova reschedules on PortLimitExceeded; with one host the conductor then says that there is no other.
            Assert.Contains("Exhausted all hosts", await FaultAsync(id));

            var e = await Assert.ThrowsAsync<OpenStackHttpException>(() => CreateAsync(networks: networks));
            Assert.Equal(HttpStatusCode.Forbidden, e.Status);
            await DeleteAsync(id);
        }
        finally
        {
            await SetPortQuotaAsync(-1);
            if (port is not null)
                await Lab.Admin.Network.DeleteAsync($"/v2.0/ports/{port}", CancellationToken.None);
        }
    }

    [SkippableFact]
    public async Task A_build_this_host_cannot_do_is_rescheduled_and_leaves_nothing_here()
    {
        var runtime = Directory.EnumerateFiles(Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Lab.Environment.NovaConf))!, "tools"), "nova-runc*", SearchOption.AllDirectories)
            .First(file => Path.GetFileName(file) == "nova-runc");
        File.Move(runtime, runtime + ".away");
        string id;
        JObject server;
        try
        {
            id = await CreateAsync();
            server = await WaitAsync(id, "ERROR");
        }
        finally
        {
            File.Move(runtime + ".away", runtime);
        }

        Assert.Contains("Exhausted all hosts available for retrying build failures", (string?)server["fault"]!["message"]);
        Assert.Null((string?)server["OS-EXT-SRV-ATTR:host"]);
        var actions = (await Lab.Admin.Compute.GetAsync($"/servers/{id}/os-instance-actions", CancellationToken.None))["instanceActions"]!;
        var create = await Lab.Admin.Compute.GetAsync($"/servers/{id}/os-instance-actions/{actions.Last!["request_id"]}", CancellationToken.None);
        Assert.Contains(create["instanceAction"]!["events"]!, each => (string?)each["event"] == "compute__do_build_and_run_instance");
    }

    [SkippableFact]
    public async Task Servers_deleted_at_any_moment_of_their_build_leave_nothing()
    {
        // Some at once, some when they are claimed, some while networking, spawning or waiting for the port.
        var states = new[] { "", "", "networking", "block_device_mapping", "spawning", "spawning" };

        await Task.WhenAll(states.Select(async state =>
        {
            var id = await CreateAsync();
            if (state.Length > 0)
                await Eventually.TrueAsync(
                    async () =>
                    {
                        var server = await ShowAsync(id);
                        return (string?)server["OS-EXT-STS:task_state"] == state || (string?)server["status"] != "BUILD";
                    },
                    $"the build has reached {state}");
            await Lab.User.Compute.DeleteAsync($"/servers/{id}", CancellationToken.None);
            await WaitGoneAsync(id);
        }));
    }

    [SkippableFact]
    public async Task Deleting_twice_is_harmless()
    {
        var id = (string)(await BootAsync(Lab.SleepImage))["id"]!;

        var deletions = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => TryDeleteAsync(id)));
        await WaitGoneAsync(id);

        Assert.Contains(deletions, status => status == HttpStatusCode.NoContent);
        Assert.All(deletions, status => Assert.True(status is HttpStatusCode.NoContent or HttpStatusCode.NotFound or HttpStatusCode.Conflict, status.ToString()));
        Assert.Equal(HttpStatusCode.NotFound, await TryDeleteAsync(id));
    }

    private async Task<HttpStatusCode> TryDeleteAsync(string id)
    {
        try
        {
            await Lab.User.Compute.DeleteAsync($"/servers/{id}", CancellationToken.None);
            return HttpStatusCode.NoContent;
        }
        catch (OpenStackHttpException e)
        {
            return e.Status;
        }
    }

    private async Task SetPortQuotaAsync(int limit) => await Lab.Admin.Network.PutAsync(
        $"/v2.0/quotas/{Lab.ProjectId}", new JObject { ["quota"] = new JObject { ["port"] = limit } }, CancellationToken.None);

    /// <summary>Changes the image where Glance stores it, behind its back.</summary>
    private void Corrupt(string imageId)
    {
        var file = Directory.EnumerateFiles(Path.Combine(Lab.Environment.StateFolder, "glance"), imageId, SearchOption.AllDirectories).Single();
        using var stream = File.OpenWrite(file);
        stream.Seek(-100, SeekOrigin.End);
        stream.WriteByte(0xff);
    }
}
