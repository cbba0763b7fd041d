using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NovaDockerNet.Daemon.Cli;
using NovaDockerNet.Daemon.Configuration;
using NovaDockerNet.Oslo.Config;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.Hardware;
using Xunit;

namespace NovaDockerNet.Daemon.Tests.Configuration;

public sealed class NovaConfTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_ordinary_nova_conf_becomes_the_projects_options()
    {
        var config = Load(SampleConfiguration.Text);

        var transport = OptionMapping.ToTransport(config);
        Assert.Equal("rabbit://openstack:secret@127.0.0.1:5672/nova", transport.TransportUrl);
        Assert.True(transport.RabbitQuorumQueue);
        Assert.Equal(TimeSpan.FromSeconds(180), transport.RpcResponseTimeout);
        var compute = OptionMapping.ToCompute(config);
        Assert.Equal(("node-1", "/srv/nova", TimeSpan.FromSeconds(120)), (compute.Host, compute.StatePath, compute.VifPluggingTimeout));
        Assert.True(compute.ConsolesEnabled);
        Assert.Equal("/run/other", OptionMapping.ToVirt(config).RunDir);
        Assert.Equal("unix:///run/docker-test.sock", OptionMapping.ToDockerEngine(config).Endpoint);
        Assert.Equal("tcp:127.0.0.1:6640", OptionMapping.ToOvsdb(config).Endpoint);
        Assert.Equal(("node-1", "br-test", "/run/other"),
            (OptionMapping.ToInstanceNetworks(config).Host, OptionMapping.ToInstanceNetworks(config).IntegrationBridge, OptionMapping.ToInstanceNetworks(config).RunDirectory));
        Assert.Equal("br-test", OptionMapping.ToNetworkPlan(config).IntegrationBridge);
        Assert.Equal("br-test", OptionMapping.ToNeutronNetwork(config).OvsBridge);
        var resources = OptionMapping.ToResources(config);
        Assert.Equal((4.0, (double?)null, 1024L), (resources.CpuAllocationRatio, resources.RamAllocationRatio, resources.ReservedHostMemoryMb));
        Assert.Equal([_folder.Path], OptionMapping.ToNodeIdentity(config).ConfigFolders);
    }

    [Fact]
    public void Cpu_sets_are_read_as_nova_reads_them()
    {
        var config = Load(SampleConfiguration.Text + "\n[compute]\ncpu_dedicated_set = 4-7,^5\ncpu_shared_set = 0-1\npacking_host_numa_cells_allocation_strategy = true\n");
        var sets = OptionMapping.ToVirt(config).Cpus;
        Assert.Equal([4, 6, 7], sets.Dedicated!);
        Assert.Equal([0, 1], sets.Shared!);
        Assert.Equal([4, 6, 7], OptionMapping.ToCompute(config).Cpus.Dedicated!);
        Assert.True(OptionMapping.ToResources(config).PackNumaCells);
        Assert.Equal(CpuSets.None, OptionMapping.ToCpuSets(Load(SampleConfiguration.Text)));
    }

    [Theory]
    [InlineData("[compute]\ncpu_dedicated_set = 0-3\ncpu_shared_set = 3", "cpu_dedicated_set", "CPUs 3")]
    [InlineData("[compute]\ncpu_dedicated_set = a-3", "cpu_dedicated_set", "Invalid range expression 'a-3'")]
    [InlineData("[compute]\ncpu_shared_set = 1,^1", "cpu_shared_set", "no CPU is left")]
    [InlineData("[DEFAULT]\nreserved_host_cpus = 1\n[compute]\ncpu_shared_set = 1", "reserved_host_cpus", "cpu_shared_set")]
    public void Cpu_sets_that_cannot_be_name_their_option(string text, string option, string problem)
    {
        var error = Assert.Throws<OsloConfigException>(() => OptionMapping.CheckAll(Load(SampleConfiguration.Text + "\n" + text)));
        Assert.Equal(option, error.Option);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Credentials_and_endpoints_are_read_per_group()
    {
        var config = Load(SampleConfiguration.Text);
        var neutron = OpenStackSections.NeutronAuth.Require(config);
        Assert.Equal(("http://keystone/v3", "neutron", "n3utron", "Default", "service"),
            (neutron.AuthUrl, neutron.Username, neutron.Password, neutron.UserDomainName, neutron.ProjectName));
        Assert.Equal("neutron", OpenStackSections.PlacementAuth.Require(config).Username);
        Assert.Null(OpenStackSections.ServiceUser(config));
        Assert.Equal(("network", "RegionOne", 5), (OpenStackSections.NeutronService(config).ServiceType, OpenStackSections.NeutronService(config).RegionName, OpenStackSections.NeutronService(config).Retries));
        Assert.Equal(["http://g1:9292", "http://g2:9292"], OpenStackSections.GlanceService(config).EndpointOverrides);
        Assert.Equal(["internal", "public"], OpenStackSections.PlacementService(config).ValidInterfaces);
        Assert.Equal(TimeSpan.FromSeconds(30), OpenStackSections.Neutron.ToTransportOptions(config).Timeout);
    }

    [Fact]
    public void Certificates_are_read_at_start()
    {
        using var key = ECDsa.Create();
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        File.WriteAllText(_folder.File("both.pem"), certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(_folder.File("empty.pem"), "");

        var config = Load(SampleConfiguration.Text + $"[neutron]\ncafile = {_folder.File("both.pem")}\ncertfile = {_folder.File("both.pem")}\n");
        Assert.Equal(_folder.File("both.pem"), OpenStackSections.Neutron.ToTransportOptions(config).CaFile);

        var failure = Assert.Throws<OsloConfigException>(() => Load(SampleConfiguration.Text + $"[placement]\ncafile = {_folder.File("empty.pem")}\n"));
        Assert.EndsWith($"[placement] cafile: cannot use {_folder.File("empty.pem")}: it holds no certificate", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[docker]\npid_limit = 3", "5: [docker] pid_limit: unknown option; did you mean pids_limit?")]
    [InlineData("[docker]\npids_limit = many", "5: [docker] pids_limit: 'many' is no integer")]
    [InlineData("[docker]\nhost_url = tcp://1.2.3.4:2375", "5: [docker] host_url: 'tcp://1.2.3.4:2375' is not supported; it must be unix:///path/of/docker.sock")]
    [InlineData("[docker]\nnova_release = 12", "5: [docker] nova_release: ")]
    [InlineData("[os_vif_ovs]\novsdb_connection = /run/db.sock", "5: [os_vif_ovs] ovsdb_connection: ")]
    [InlineData("[oslo_messaging_rabbit]\nrabbit_ha_queues = true\nrabbit_quorum_queue = true", "5: [oslo_messaging_rabbit] rabbit_ha_queues: cannot be combined with")]
    [InlineData("[oslo_messaging_rabbit]\nrabbit_login_method = RABBIT-CR-DEMO", "5: [oslo_messaging_rabbit] rabbit_login_method: ")]
    [InlineData("[oslo_messaging_rabbit]\nssl_version = SSLv3\nssl = true", "5: [oslo_messaging_rabbit] ssl_version: 'SSLv3' is not supported")]
    [InlineData("[oslo_messaging_rabbit]\nssl_ca_file = /no/such.pem\nssl = true", "5: [oslo_messaging_rabbit] ssl_ca_file: cannot use /no/such.pem: ")]
    [InlineData("[DEFAULT]\ntransport_url = rabbit://u:sekret@h/?colour=red", "5: [DEFAULT] transport_url: transport_url: unknown option 'colour' in the query")]
    [InlineData("[DEFAULT]\nrpc_response_timeout = 99999999999999", "5: [DEFAULT] rpc_response_timeout: 99999999999999 should be less than or equal to 4294967")]
    [InlineData("[glance]\ncafile = /no/such.pem", "5: [glance] cafile: cannot use /no/such.pem: ")]
    [InlineData("[glance]\ncertfile = /no/such.pem", "5: [glance] certfile: cannot use /no/such.pem: ")]
    [InlineData("[DEFAULT]\ndefault_log_levels = a=LOUD", "5: [DEFAULT] default_log_levels: 'LOUD' is no log level")]
    [InlineData("[DEFAULT]\ntransport_url = kafka://x", "5: [DEFAULT] transport_url: ")]
    public void A_mistake_is_named_with_file_line_and_option(string text, string expected)
    {
        var failure = Assert.Throws<OsloConfigException>(
            () => Load("[neutron]\nauth_url = http://k\n[placement]\n" + text + "\n[placement]\nauth_url = http://k\n[DEFAULT]\n" + Url(text)));
        Assert.StartsWith(_folder.File("nova.conf") + ":" + expected, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[neutron]\nauth_url = http://k\n[placement]\nauth_url = http://k\n", "[DEFAULT] transport_url: must be set")]
    [InlineData("[DEFAULT]\ntransport_url = rabbit://h\n[placement]\nauth_url = http://k\n", "[neutron] auth_url: must be set")]
    [InlineData("[DEFAULT]\ntransport_url = rabbit://h\n[neutron]\nauth_type = password\n", "[neutron] auth_url: must be set")]
    [InlineData("[DEFAULT]\ntransport_url = rabbit://h\n[neutron]\nauth_url = http://k\n", "[placement] auth_url: must be set")]
    public void What_is_missing_is_named(string text, string expected)
    {
        File.WriteAllText(_folder.File("nova.conf"), text);
        var failure = Assert.Throws<OsloConfigException>(() => NovaConf.Load(Line(), null));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_line_turns_debug_on()
    {
        File.WriteAllText(_folder.File("nova.conf"), SampleConfiguration.Text);
        Assert.True(LoggingSection.ToSettings(NovaConf.Load(Line() with { Debug = true }, null)).Debug);
        Assert.False(LoggingSection.ToSettings(NovaConf.Load(Line(), null)).Debug);
    }

    [Fact]
    public void Default_files_are_found_as_oslo_finds_them()
    {
        foreach (var file in new[] { "etc/nova/nova.conf", "etc/nova.conf", "etc/nova-docker-net.conf", "home/.nova/nova-docker-net.conf" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(file))!);
            File.WriteAllText(_folder.File(file), "");
        }
        Directory.CreateDirectory(_folder.File("etc/nova/nova-docker-net.conf.d"));
        Assert.Equal(
            [
                new ConfigSource(_folder.File("etc/nova/nova.conf"), false),
                new ConfigSource(_folder.File("home/.nova/nova-docker-net.conf"), false),
                new ConfigSource(_folder.File("etc/nova/nova-docker-net.conf.d"), true),
            ],
            NovaConf.DefaultFiles([_folder.Path], _folder.File("home")));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("log_file = /x/a.log", "/x/a.log")]
    [InlineData("log_dir = /x", "/x/nova-docker-net.log")]
    [InlineData("log_dir = /x\nlog_file = a.log", "/x/a.log")]
    [InlineData("log_dir = /x\nlog_file = /y/a.log", "/y/a.log")]
    public void The_log_file_is_put_together_as_oslo_log_does(string text, string? expected) =>
        Assert.Equal(expected, LoggingSection.ToSettings(Load(SampleConfiguration.Text + "\n[DEFAULT]\n" + text + "\n")).File);

    [Fact]
    public void The_sample_in_etc_is_that_of_the_registry() =>
        Assert.Equal(SampleWriter.Write(NovaConf.Registry), File.ReadAllText(Path.Combine(Repository.Root, "etc", "nova-docker-net.conf.sample")));

    [Fact]
    public void The_sample_changes_nothing()
    {
        var bare = OsloConfig.Load([], [], null, NovaConf.Registry);
        var sample = OsloConfig.Load([Path.Combine(Repository.Root, "etc", "nova-docker-net.conf.sample")], [], null, NovaConf.Registry);
        sample.Validate();
        Assert.All(NovaConf.Registry.All, option => Assert.Equal(option.ReadFrom(bare), option.ReadFrom(sample)));
    }

    private CommandLine Line() => new(CommandLine.Serve, [new ConfigSource(_folder.File("nova.conf"), false)], false);

    private static string Url(string text) => text.Contains("transport_url", StringComparison.Ordinal) ? "" : "transport_url = rabbit://h\n";

    private OsloConfig Load(string text)
    {
        File.WriteAllText(_folder.File("nova.conf"), text);
        return NovaConf.Load(Line(), null);
    }
}
