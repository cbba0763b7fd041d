using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using NovaDockerNet.FunctionalTests.Lab;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.FunctionalTests;

/// <summary>What a running service tells Prometheus and a load balancer, and whether it notices that a peer is away.</summary>
public sealed partial class MonitoringTests(LabSession lab) : FunctionalTest(lab), IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(180);
    private readonly TempDirectory _folder = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private OwnService? _service;
    private ConnectionRelay? _broker;
    private ConnectionRelay? _ovsdb;

    public override async Task DisposeAsync()
    {
        try
        {
            if (_service is not null)
                await _service.DisposeAsync();
            if (_broker is not null)
                await _broker.DisposeAsync();
            if (_ovsdb is not null)
                await _ovsdb.DisposeAsync();
        }
        finally
        {
            await base.DisposeAsync();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [SkippableFact]
    public async Task Figures_of_what_was_done_and_health_when_a_peer_goes_and_comes_back()
    {
        var port = FreePort();
        await StartAsync(port);
        var id = (string)(await BootAsync())["id"]!;
        await ActAsync(id, "os-stop");
        await WaitAsync(id, "SHUTOFF");
        await ActAsync(id, "os-start");
        await WaitAsync(id, "ACTIVE");
        await HealthyAsync(port);

        var scrape = await ScrapeAsync(port);
        foreach (var (file, names) in Used())
        {
            var missing = names.Where(name => !scrape.Keys.Any(series => series == name || series.StartsWith(name + "{", StringComparison.Ordinal))).ToList();
            Assert.True(missing.Count == 0, $"{file} names {string.Join(", ", missing)}, which the service does not export:\n{string.Join('\n', scrape.Keys)}");
        }
        foreach (var operation in new[] { "_do_build_and_run_instance", "stop_instance", "start_instance" })
            Assert.Equal(1, scrape[$"nova_operation_duration_seconds_count{{nova_operation=\"{operation}\",nova_result=\"success\"}}"]);
        foreach (var peer in new[] { "conductor", "docker", "glance", "keystone", "netlink", "neutron", "ovsdb", "placement" })
        {
            Assert.True(scrape.ContainsKey($"nova_peer_request_duration_seconds_count{{nova_peer=\"{peer}\"}}"), $"no time of {peer}");
            // The image may be here already: then Glance is not asked.
            if (peer != "glance")
                Assert.InRange(scrape[$"nova_peer_request_duration_seconds_sum{{nova_peer=\"{peer}\"}}"], 1e-6, 3600);
        }
        foreach (var part in new[] { "broker", "docker", "heartbeat", "ovsdb", "resources" })
            Assert.Equal(1, scrape[$"nova_component_up{{nova_component=\"{part}\"}}"]);
        foreach (var peer in new[] { "docker", "ovsdb", "rabbitmq" })
            Assert.Equal(0, scrape[$"nova_peer_reconnects_total{{nova_peer=\"{peer}\"}}"]);
        Assert.True(scrape["nova_guests{nova_power_state=\"running\"}"] >= 1);
        Assert.InRange(scrape["nova_process_memory_bytes"], 20e6, 1e9);
        Assert.Equal(0, scrape["nova_operation_waiting{nova_wait=\"executor\"}"]);

        await AwayAndBackAsync(port, _ovsdb!, "ovsdb", "ovsdb");
        await AwayAndBackAsync(port, _broker!, "broker", "rabbitmq");

        // It works as before.
        await ActAsync(id, "os-stop");
        await WaitAsync(id, "SHUTOFF");
        await DeleteAsync(id);
    }

    private async Task StartAsync(int port)
    {
        var options = File.ReadLines(Lab.Environment.NovaConf).Select(static line => line.Split('=', 2)).Where(static pair => pair.Length == 2)
            .GroupBy(static pair => pair[0].Trim()).ToDictionary(static group => group.Key, static group => group.First()[1].Trim());
        var url = options["transport_url"];
        var brokerPort = int.Parse(BrokerPort().Match(url).Groups[1].Value, CultureInfo.InvariantCulture);
        _broker = ConnectionRelay.ToTcp(brokerPort);
        _ovsdb = ConnectionRelay.ToUnix(_folder.File("ovsdb.sock"), options["ovsdb_connection"]["unix:".Length..]);
        File.WriteAllText(
            _folder.File("monitoring.conf"),
            $"""
             [DEFAULT]
             transport_url = {BrokerPort().Replace(url, $":{_broker.Port}/", 1)}
             [docker]
             monitoring_port = {port}
             [os_vif_ovs]
             ovsdb_connection = unix:{_folder.File("ovsdb.sock")}
             """);
        _service = await OwnService.StartAsync(Lab, _folder.File("points"), _folder.File("monitoring.conf"));
    }

    private async Task AwayAndBackAsync(int port, ConnectionRelay relay, string part, string peer)
    {
        relay.Cut();
        JObject health = [];
        await Eventually.TrueAsync(
            async () =>
            {
                (var code, health) = await HealthAsync(port);
                return code == HttpStatusCode.ServiceUnavailable && (string?)health["parts"]![part] != "ok";
            },
            $"/healthz names {part}, which is away", s_limit);
        Assert.Equal("ill", (string?)health["status"]);
        Assert.Equal(0, (await ScrapeAsync(port))[$"nova_component_up{{nova_component=\"{part}\"}}"]);

        relay.Restore();
        await HealthyAsync(port);
        Assert.InRange((await ScrapeAsync(port))[$"nova_peer_reconnects_total{{nova_peer=\"{peer}\"}}"], 1, 100);
    }

    private async Task HealthyAsync(int port)
    {
        var last = "";
        try
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    var (code, health) = await HealthAsync(port);
                    last = health.ToString();
                    return code == HttpStatusCode.OK && (string?)health["status"] == "ok";
                },
                "/healthz says that all is well", s_limit);
        }
        catch (TimeoutException e)
        {
            Assert.Fail($"{e.Message}:\n{last}\n{_service!.Process.Tail(40)}");
        }
    }

    private async Task<(HttpStatusCode Code, JObject Health)> HealthAsync(int port)
    {
        using var response = await _http.GetAsync($"http://127.0.0.1:{port}/healthz");
        return (response.StatusCode, JObject.Parse(await response.Content.ReadAsStringAsync()));
    }

    /// <summary>Value by series. Every line must be Prometheus' text format, each family typed before its samples and once.</summary>
    private async Task<Dictionary<string, double>> ScrapeAsync(int port)
    {
        using var response = await _http.GetAsync($"http://127.0.0.1:{port}/metrics");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith("text/plain; version=0.0.4", response.Content.Headers.GetValues("Content-Type").Single(), StringComparison.Ordinal);
        var samples = new Dictionary<string, double>();
        var families = new HashSet<string>();
        var family = "";
        foreach (var line in (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
                continue;
            if (TypeLine().Match(line) is { Success: true } type)
            {
                family = type.Groups[1].Value;
                Assert.True(families.Add(family), $"{family} is there twice");
                continue;
            }
            var sample = SampleLine().Match(line);
            Assert.True(sample.Success, $"not Prometheus' text format: {line}");
            Assert.StartsWith(family, sample.Groups[1].Value, StringComparison.Ordinal);
            Assert.True(
                samples.TryAdd(sample.Groups[1].Value + sample.Groups[2].Value, double.Parse(sample.Groups[3].Value, NumberStyles.Float, CultureInfo.InvariantCulture)),
                $"twice: {line}");
        }
        return samples;
    }

    /// <summary>The metrics of contrib/monitoring's files, as samples are named.</summary>
    private IEnumerable<(string File, IReadOnlySet<string> Names)> Used()
    {
        var folder = Path.Combine(Path.GetDirectoryName(Lab.Environment.Command)!, "monitoring");
        foreach (var file in new[] { "alerts.yml", "dashboard.json" })
        {
            var names = MetricName().Matches(File.ReadAllText(Path.Combine(folder, file))).Select(static match => match.Value).ToHashSet();
            Assert.NotEmpty(names);
            // These have no sample before something was found, or an image was received.
            names.ExceptWith(["nova_reconcile_findings_total", "nova_image_download_size_bytes_total"]);
            yield return (file, names);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(":(\\d+)/")]
    private static partial Regex BrokerPort();

    [GeneratedRegex("^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (?:counter|gauge|histogram)$")]
    private static partial Regex TypeLine();

    [GeneratedRegex("^([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{(?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\]|\\\\[\\\\n\"])*\",?)+\\})? (\\S+)$")]
    private static partial Regex SampleLine();

    [GeneratedRegex("\\b(?:nova|http)_\\w+(?=[{[]| ==| >|, instance\\))")]
    private static partial Regex MetricName();
}
