using NovaDockerNet.TestKit;
using Xunit;

namespace NovaDockerNet.Oslo.Config.Tests;

public sealed class OsloConfigTests : IDisposable
{
    private static readonly ConfigOption<string> s_host = Options.String("DEFAULT", "host", "here", "Name of this host.");
    private static readonly ConfigOption<int> s_pids = Options.Integer("docker", "pids_limit", 4096, "Processes in a server.", min: 1);
    private static readonly ConfigOption<string?> s_password =
        Options.OptionalString("docker", "password", "A secret.", choices: ["a"], secret: true);
    private static readonly OptionRegistry s_registry = new([s_host, s_pids, s_password]);
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folders_come_after_files_and_in_the_order_of_names()
    {
        var file = Write("nova.conf", "[DEFAULT]\nhost = file\n[docker]\npids_limit = 1\n");
        var folder = Directory.CreateDirectory(_folder.File("conf.d")).FullName;
        File.WriteAllText(Path.Combine(folder, "20.conf"), "[docker]\npids_limit = 20\n");
        File.WriteAllText(Path.Combine(folder, "10.conf"), "[docker]\npids_limit = 10\n[DEFAULT]\nhost = ten\n");
        File.WriteAllText(Path.Combine(folder, ".hidden.conf"), "[docker]\npids_limit = 30\n");
        File.WriteAllText(Path.Combine(folder, "readme.txt"), "not ini");

        var config = OsloConfig.Load([file], [folder]);

        Assert.Equal("ten", config.Get(s_host));
        Assert.Equal(20, config.Get(s_pids));
        Assert.Equal(new ConfigLocation(Path.Combine(folder, "20.conf"), 2), config.LocationOf(s_pids));
    }

    [Fact]
    public void Sources_keep_the_order_of_the_command_line()
    {
        var file = Write("nova.conf", "[DEFAULT]\nhost = file\n");
        var folder = Directory.CreateDirectory(_folder.File("conf.d")).FullName;
        File.WriteAllText(Path.Combine(folder, "a.conf"), "[DEFAULT]\nhost = folder\n");
        Assert.Equal("file", OsloConfig.Load([new ConfigSource(folder, true), new ConfigSource(file, false)]).Get(s_host));
    }

    [Fact]
    public void The_command_line_wins()
    {
        var file = Write("nova.conf", "[DEFAULT]\nhost = file\n[docker]\npids_limit = 1\n");
        var config = OsloConfig.Load([file], [], new Dictionary<string, string> { ["host"] = "typed", ["docker.pids_limit"] = "7" });
        Assert.Equal("typed", config.Get(s_host));
        Assert.Equal(7, config.Get(s_pids));
    }

    [Fact]
    public void A_wrong_value_is_named_with_file_line_and_option()
    {
        var file = Write("nova.conf", "[docker]\n\npids_limit = 0\n");
        var failure = Assert.Throws<OsloConfigException>(() => OsloConfig.Load([file], [], null, s_registry).Validate());
        Assert.Equal($"{file}:3: [docker] pids_limit: 0 should be greater than or equal to 1", failure.Message);
    }

    [Fact]
    public void A_wrong_secret_is_not_repeated()
    {
        var file = Write("nova.conf", "[docker]\npassword = hunter2\n");
        var failure = Assert.Throws<OsloConfigException>(() => OsloConfig.Load([file], []).Get(s_password));
        Assert.DoesNotContain("hunter2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_in_our_own_group_is_a_mistake()
    {
        var file = Write("nova.conf", "[neutron]\nwhatever = 1\n[docker]\npid_limit = 5\n");
        var failure = Assert.Throws<OsloConfigException>(() => OsloConfig.Load([file], []).RejectUnknown("docker", s_registry));
        Assert.Equal($"{file}:4: [docker] pid_limit: unknown option; did you mean pids_limit?", failure.Message);
    }

    [Fact]
    public void A_known_group_passes() =>
        OsloConfig.Load([Write("nova.conf", "[docker]\npids_limit = 5\n")], []).RejectUnknown("docker", s_registry);

    [Theory]
    [InlineData("[DEFAULT]\nhost = $a\na = $host\n")]
    [InlineData("[DEFAULT]\nhost = $host\n")]
    public void A_circle_of_variables_is_an_error(string text)
    {
        var failure = Assert.Throws<OsloConfigException>(() => OsloConfig.Load([Write("nova.conf", text)], [], null, s_registry).Get(s_host));
        Assert.Contains("leads back to itself", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_of_another_service_takes_the_text_of_the_file() =>
        Assert.Equal("/usr/bin/x", OsloConfig.Load([Write("nova.conf", "[DEFAULT]\nbindir = /usr/bin\nhost = $bindir/x\n")], []).Get(s_host));

    [Fact]
    public void A_missing_file_and_folder_are_errors()
    {
        Assert.Contains(_folder.File("no.conf"), Assert.Throws<OsloConfigException>(() => OsloConfig.Load([_folder.File("no.conf")], [])).Message, StringComparison.Ordinal);
        Assert.Contains(_folder.File("no.d"), Assert.Throws<OsloConfigException>(() => OsloConfig.Load([], [_folder.File("no.d")])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deprecated_names_are_reported()
    {
        var option = Options.Integer("g", "new_name", 1, "", deprecatedNames: ["DEFAULT.old_name"]);
        var file = Write("nova.conf", "[DEFAULT]\nold_name = 3\n");
        var config = OsloConfig.Load([file], [], null, new OptionRegistry([option]));
        Assert.Equal(3, config.Get(option));
        Assert.StartsWith($"{file}:2: option \"old_name\" from group \"DEFAULT\" is deprecated.", Assert.Single(config.DeprecatedNamesInUse()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_sample_is_commented_and_reads_back_as_the_defaults()
    {
        var sample = SampleWriter.Write(s_registry);
        Assert.Equal(
            """
            [DEFAULT]

            # Name of this host. (string value)
            #host = here


            [docker]

            # Processes in a server. (integer value)
            # Minimum value: 1
            #pids_limit = 4096

            # A secret. (string value)
            # Possible values: a
            #password = <None>

            """,
            sample);
        Assert.Equal(4096, OsloConfig.Load([Write("sample.conf", sample)], []).Get(s_pids));
    }

    [Fact]
    public void An_option_declared_twice_is_a_mistake_of_ours() =>
        Assert.Throws<ArgumentException>(() => new OptionRegistry([s_host, Options.String("DEFAULT", "host", "", "")]));

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }
}
