using System.Text;
using Microsoft.Extensions.Logging;
using NovaDockerNet.Daemon.Configuration;
using NovaDockerNet.Daemon.Logging;
using NovaDockerNet.Oslo.Config;
using NovaDockerNet.TestKit;
using Xunit;

namespace NovaDockerNet.Daemon.Tests.Logging;

public sealed class NovaLoggerTests
{
    [Fact]
    public void Scopes_give_request_and_instance_and_the_inner_one_wins()
    {
        var sink = new ListSink();
        using var factory = Factory(sink);
        var logger = factory.CreateLogger("nova.virt");
        using (logger.BeginScope(new Dictionary<string, object?> { ["request_id"] = "req-outer", ["user_id"] = "u", ["project_id"] = null }))
        using (logger.BeginScope(new Dictionary<string, object?> { ["request_id"] = "req-inner", ["instance_uuid"] = "i-1" }))
            Write(logger, LogLevel.Information, "inside");
        Write(logger, LogLevel.Information, "outside");

        Assert.EndsWith("INFO nova.virt [None req-inner u - - - - -] [instance: i-1] inside", sink.Lines[0], StringComparison.Ordinal);
        Assert.EndsWith("INFO nova.virt [-] outside", sink.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Levels_follow_the_longest_matching_name()
    {
        var levels = LogLevels.Parse(["RabbitMQ=WARN", "RabbitMQ.Client.Impl=DEBUG", "amqp=WARN"]);
        Assert.Equal(LogLevel.Warning, levels.MinimumFor("RabbitMQ.Client", debug: true));
        Assert.Equal(LogLevel.Debug, levels.MinimumFor("RabbitMQ.Client.Impl.Frame", debug: false));
        Assert.Equal(LogLevel.Information, levels.MinimumFor("RabbitMQExtra", debug: false));
        Assert.Equal(LogLevel.Debug, levels.MinimumFor("NovaDockerNet", debug: true));
        Assert.Throws<FormatException>(() => LogLevels.Parse(["justaname"]));
    }

    [Fact]
    public void What_is_below_the_level_is_not_written()
    {
        var sink = new ListSink();
        using var factory = Factory(sink);
        Write(factory.CreateLogger("Microsoft.Hosting"), LogLevel.Information, "no");
        Write(factory.CreateLogger("NovaDockerNet"), LogLevel.Debug, "no");
        Write(factory.CreateLogger("NovaDockerNet"), LogLevel.Information, "yes");
        Assert.Single(sink.Lines);
    }

    [Fact]
    public void The_journal_gets_a_priority_on_each_line()
    {
        using var stream = new MemoryStream();
        using var sink = new StreamSink(stream, withPriorities: true);
        sink.Write(LogLevel.Error, "one\ntwo");
        sink.Write(LogLevel.Debug, "three");
        Assert.Equal("<3>one\n<3>two\n<7>three\n", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Theory]
    [InlineData("8:12345", "socket:[12345]", true)]
    [InlineData("8:12345", "socket:[99]", false)]
    [InlineData("8:12345", "/var/log/x", false)]
    [InlineData("8:12345", null, false)]
    [InlineData(null, "socket:[12345]", false)]
    public void The_journal_is_recognised_by_its_socket(string? journal, string? standardError, bool expected) =>
        Assert.Equal(expected, LogSinks.IsJournal(journal, standardError));

    [Fact]
    public void A_file_that_was_moved_away_is_begun_anew()
    {
        using var folder = new TempDirectory();
        var path = folder.File("log/nova.log");
        using var sink = new FileSink(path);
        sink.Write(LogLevel.Information, "one");
        File.Move(path, path + ".1");
        sink.Write(LogLevel.Information, "two");
        Assert.Equal("one\n", File.ReadAllText(path + ".1"));
        Assert.Equal("two\n", File.ReadAllText(path));
    }

    private static void Write(ILogger logger, LogLevel level, string text) => logger.Log(level, default, text, null, static (state, _) => state);

    private static LoggerFactory Factory(ListSink sink) => new(
        [new NovaLoggerProvider(LoggingSection.ToSettings(OsloConfig.Load([], [], null, NovaConf.Registry)), [sink], TimeProvider.System)],
        new LoggerFilterOptions { MinLevel = LogLevel.Trace });

    private sealed class ListSink : ILogSink
    {
        public List<string> Lines { get; } = [];

        public void Write(LogLevel level, string text) => Lines.Add(text);

        public void Dispose()
        {
        }
    }
}
