using System.Diagnostics;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using NovaDockerNet.FunctionalTests.Lab;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.FunctionalTests;

/// <summary>nova-docker-net doctor on the lab: well as it is, and each thing broken in turn by an altered nova.conf.</summary>
public sealed class DoctorTests(LabSession lab) : FunctionalTest(lab)
{
    [SkippableFact]
    public async Task A_healthy_host_has_no_failure()
    {
        var (code, report, text) = await ExamineAsync(await File.ReadAllTextAsync(Lab.Environment.NovaConf));

        Assert.True(code is 0 or 1, text);
        Assert.DoesNotContain(report["checks"]!, static check => (string?)check["result"] is "failure" or "not checked");
        Assert.Contains("ran and ended", Finding(report, "trial start"));
        Assert.Contains("read by the service", Finding(report, "queues"));
        Assert.Contains("is up", Finding(report, "service"));
        var url = Regex.Match(await File.ReadAllTextAsync(Lab.Environment.NovaConf), "rabbit://[^:]+:([^@]+)@").Groups[1].Value;
        Assert.DoesNotContain(url, text);
        Assert.Equal("up", await Lab.ServiceStateAsync());
    }

    [SkippableFact]
    public async Task Everything_that_is_broken_is_named()
    {
        var configuration = await File.ReadAllTextAsync(Lab.Environment.NovaConf);
        var broken = new (string Check, string Result, string Text, Func<string, string> Break)[]
        {
            ("docker", "failure", "/no/docker.sock", c => Set(c, "docker", "host_url", "unix:///no/docker.sock")),
            ("runtime", "failure", "does not know runtime \"nova-runx\"", c => Set(c, "docker", "runtime", "nova-runx")),
            ("runtime", "failure", "looks for network namespaces in", c => Set(c, "docker", "run_dir", "/run/elsewhere")),
            ("open vswitch", "failure", "no bridge br-missing", c => Set(c, "neutron", "ovs_bridge", "br-missing")),
            ("open vswitch", "failure", "/no/db.sock", c => Set(c, "os_vif_ovs", "ovsdb_connection", "unix:/no/db.sock")),
            ("broker", "failure", "refuses user 'openstack'", c => Regex.Replace(c, "(rabbit://[^:]+:)[^@]+@", "$1wrongpassword@")),
            ("broker", "failure", "refuses virtual host 'nowhere'", c => Regex.Replace(c, "(transport_url = rabbit://[^/]+/).*", "$1nowhere")),
            ("queues", "failure", "durable", c => Set(c, "oslo_messaging_rabbit", "amqp_durable_queues", "true")),
            ("queues", "failure", "no service of this cloud uses exchange elsewhere", c => Set(c, "DEFAULT", "control_exchange", "elsewhere")),
            ("keystone", "failure", "[placement]", c => Set(c, "placement", "password", "wrongpassword")),
            ("neutron", "failure", "has no Open vSwitch agent of host nobody", c => Set(c, "DEFAULT", "host", "nobody")),
            ("processors", "failure", "not online", c => Set(c, "compute", "cpu_dedicated_set", "4095")),
            ("storage", "ok", "limit_root_disk is off", c => Set(c, "docker", "limit_root_disk", "false")),
            ("configuration", "failure", "pids_limit", c => Set(c, "docker", "pids_limit", "many")),
        };

        await Parallel.ForEachAsync(broken, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (each, _) =>
        {
            var (check, result, expected, alter) = each;
            var (code, report, text) = await ExamineAsync(alter(configuration));
            var found = report["checks"]!.Single(one => (string?)one["name"] == check);
            Assert.True((string?)found["result"] == result, $"{check} should be {result} ({expected}):\n{text}");
            Assert.True(Finding(report, check).Contains(expected, StringComparison.Ordinal), $"{check} should say {expected}:\n{text}");
            Assert.True(result != "failure" || code == 2, $"exit code {code}:\n{text}");
            Assert.DoesNotContain("wrongpassword", text);
        });
    }

    [SkippableFact]
    public async Task Leftovers_are_named_and_removed_when_asked_while_no_service_runs()
    {
        var binding = Path.Combine(Lab.Environment.RunFolder, "netns-by-container", "feedfacefeedface");
        var running = (string)(await BootAsync(Lab.SleepImage))["id"]!;
        var configuration = await File.ReadAllTextAsync(Lab.Environment.NovaConf);
        // A running service would remove it by itself at its next reconcile.
        await Lab.LabAsync("compute", "stop");
        try
        {
            await File.WriteAllTextAsync(binding, "/run/nowhere\n");
            var (_, report, text) = await ExamineAsync(configuration);
            Assert.True(Finding(report, "leftovers").Contains("feedfacefeedface", StringComparison.Ordinal), text);

            var unasked = await RunAsync(configuration, "--fix");
            Assert.True(unasked.Contains("--yes says", StringComparison.Ordinal), unasked);
            Assert.True(File.Exists(binding));

            var asked = await RunAsync(configuration, "--fix", "--yes");
            Assert.True(asked.Contains("removed: namespace of container feedfacefeedface", StringComparison.Ordinal), asked);
            Assert.False(File.Exists(binding));
            Assert.Equal("running", (await ContainerAsync(running)).State);
        }
        finally
        {
            File.Delete(binding);
            await Lab.LabAsync("compute", "start");
        }
    }

    private static string Finding(JObject report, string check) => string.Join(
        '\n', report["checks"]!.Single(one => (string?)one["name"] == check)["findings"]!.Select(static finding => (string?)finding["text"]));

    /// <summary>Replaces an option, or adds it to its group.</summary>
    private static string Set(string configuration, string group, string option, string value)
    {
        var pattern = new Regex($@"(?<=^\[{group}\]$(?:(?!^\[).|\n)*?)^{option} *=.*$", RegexOptions.Multiline);
        if (pattern.IsMatch(configuration))
            return pattern.Replace(configuration, $"{option} = {value}");
        return configuration.Contains($"[{group}]\n", StringComparison.Ordinal)
            ? configuration.Replace($"[{group}]\n", $"[{group}]\n{option} = {value}\n", StringComparison.Ordinal)
            : $"{configuration}\n[{group}]\n{option} = {value}\n";
    }

    private async Task<(int Code, JObject Report, string Text)> ExamineAsync(string configuration)
    {
        var (code, output, error) = await StartAsync(configuration, "--json");
        return (code, JObject.Parse(output), output + error);
    }

    private async Task<string> RunAsync(string configuration, params string[] options)
    {
        var (_, output, error) = await StartAsync(configuration, options);
        return output + error;
    }

    private async Task<(int Code, string Output, string Error)> StartAsync(string configuration, params string[] options)
    {
        using var folder = new TempDirectory();
        await File.WriteAllTextAsync(folder.File("nova.conf"), configuration);
        var start = new ProcessStartInfo(Lab.Environment.Executable, ["doctor", "--timeout", "60", "--config-file", folder.File("nova.conf"), .. options])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
