using NovaDockerNet.Daemon.Cli;
using NovaDockerNet.Oslo.Config;
using Xunit;

namespace NovaDockerNet.Daemon.Tests.Cli;

public sealed class CommandLineTests
{
    [Fact]
    public void Options_are_those_of_every_OpenStack_service()
    {
        var line = CommandLine.Parse(["--config-file", "/a", "--config-dir=/d", "--config-file=/b", "--debug"]);
        Assert.Equal(CommandLine.Serve, line.Verb);
        Assert.True(line.Debug);
        Assert.Equal([new ConfigSource("/a", false), new ConfigSource("/d", true), new ConfigSource("/b", false)], line.Sources);
    }

    [Theory]
    [InlineData("serve", "serve")]
    [InlineData("version", "version")]
    [InlineData("--version", "version")]
    [InlineData("sample-config", "sample-config")]
    [InlineData("help", "help")]
    [InlineData("-h", "help")]
    [InlineData("--help", "help")]
    public void Verbs_are_known(string argument, string verb) => Assert.Equal(verb, CommandLine.Parse([argument]).Verb);

    [Theory]
    [InlineData("--config-file")]
    [InlineData("--confg-file=/a")]
    [InlineData("start")]
    [InlineData("serve", "version")]
    public void What_was_mistyped_is_refused(params string[] arguments) => Assert.Throws<CommandLineException>(() => CommandLine.Parse(arguments));

    [Fact]
    public async Task Help_version_and_sample_are_printed()
    {
        Assert.Contains("--config-file", await PrintAsync("--help"), StringComparison.Ordinal);
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", await PrintAsync("version"));
        Assert.StartsWith("[DEFAULT]\n", await PrintAsync("sample-config"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_are_one_line_and_an_exit_code()
    {
        using var error = new StringWriter { NewLine = "\n" };
        Assert.Equal(2, await Verbs.RunAsync(["strat"], TextWriter.Null, error));
        Assert.Equal(1, await Verbs.RunAsync(["--config-file", "/no/such/nova.conf"], TextWriter.Null, error));
        var lines = error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains("strat", lines[0], StringComparison.Ordinal);
        Assert.Contains("/no/such/nova.conf", lines[1], StringComparison.Ordinal);
    }

    private static async Task<string> PrintAsync(string argument)
    {
        using var output = new StringWriter { NewLine = "\n" };
        Assert.Equal(0, await Verbs.RunAsync([argument], output, TextWriter.Null));
        return output.ToString();
    }

    [Fact]
    public void Doctor_has_options_of_its_own()
    {
        var line = CommandLine.Parse(["doctor", "--fix", "--yes", "--timeout=2.5"]);

        Assert.Equal((CommandLine.Doctor, true, true, TimeSpan.FromSeconds(2.5)), (line.Verb, line.Fix, line.Yes, line.Timeout!.Value));
        Assert.True(CommandLine.Parse(["doctor", "--json"]).Json);
    }

    [Theory]
    [InlineData("serve", "--json")]
    [InlineData("serve", "--fix")]
    [InlineData("doctor", "--yes")]
    [InlineData("doctor", "--fix", "--json")]
    [InlineData("doctor", "--timeout", "soon")]
    public void What_does_not_go_together_is_refused(params string[] arguments) =>
        Assert.Throws<CommandLineException>(() => CommandLine.Parse(arguments));
}
