using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using NovaDockerNet.Daemon.Cli;
using NovaDockerNet.Daemon.Composition;
using NovaDockerNet.Daemon.Configuration;
using NovaDockerNet.Daemon.Monitoring;
using NovaDockerNet.Oslo.Config;
using NovaDockerNet.TestKit;
using Xunit;

namespace NovaDockerNet.Daemon.Tests.Monitoring;

/// <summary>contrib/monitoring speaks of what the service exports, and of all of it.</summary>
public sealed partial class ContribMonitoringTests
{
    private const string HttpDuration = "http_client_request_duration_seconds";

    [Fact]
    public async Task Dashboard_alerts_and_README_name_what_the_service_exports()
    {
        using var folder = new TempDirectory();
        File.WriteAllText(
            folder.File("nova.conf"),
            SampleConfiguration.Text.Replace("cafile = /etc/ca.pem", "", StringComparison.Ordinal)
            + $"[DEFAULT]\nstate_path = {folder.File("state")}\nlog_dir = {folder.Path}\n[docker]\nhost_url = unix://{folder.File("docker.sock")}\nmonitoring_port = 9469\n");
        var config = NovaConf.Load(new CommandLine(CommandLine.Serve, [new ConfigSource(folder.File("nova.conf"), false)], false), null);
        using var host = NovaComputeHost.Build(config);
        // Composed, not started: nothing listens, and Docker is away.
        var monitor = host.Services.GetRequiredService<ServiceMonitor>();
        var health = await monitor.AnswerAsync("/healthz", CancellationToken.None);
        Assert.Equal(503, health!.Status);
        Assert.Contains("no connection to Open vSwitch's database", health.Body, StringComparison.Ordinal);
        var scrape = (await monitor.AnswerAsync("/metrics", CancellationToken.None))!.Body;
        Assert.Contains("nova_component_up{nova_component=\"docker\"} 0\n", scrape, StringComparison.Ordinal);

        // Other tests' meters are in the same process. The HTTP client's instrument is made with the first handler.
        var exported = Types().Matches(scrape).Select(static match => match.Groups[1].Value)
            .Where(static name => name.StartsWith("nova_", StringComparison.Ordinal)).Append(HttpDuration).ToHashSet();
        var documented = Rows().Matches(Read("README.md")).Select(static match => match.Groups[1].Value).ToHashSet();
        Assert.Empty(exported.Except(documented));
        Assert.Empty(documented.Except(exported));
        foreach (var file in new[] { "alerts.yml", "dashboard.json" })
        {
            var used = Used().Matches(Read(file)).Select(static match => Suffix().Replace(match.Value, "")).ToHashSet();
            Assert.NotEmpty(used);
            Assert.Empty(used.Except(exported));
        }
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, "contrib", "monitoring", file));

    [GeneratedRegex("^# TYPE (\\S+) ", RegexOptions.Multiline)]
    private static partial Regex Types();

    [GeneratedRegex("^\\| `(\\w+)` \\|", RegexOptions.Multiline)]
    private static partial Regex Rows();

    /// <summary>A metric is what a selector, a comparison or a query's end follows.</summary>
    [GeneratedRegex("\\b(?:nova|http)_\\w+(?=[{[]| ==| >|, instance\\))")]
    private static partial Regex Used();

    [GeneratedRegex("(?<=_seconds)_(?:bucket|sum|count)$")]
    private static partial Regex Suffix();
}
