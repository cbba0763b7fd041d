using Microsoft.Extensions.Logging;
using NovaDockerNet.Daemon.Configuration;
using NovaDockerNet.Daemon.Logging;
using NovaDockerNet.Oslo.Config;
using Xunit;

namespace NovaDockerNet.Daemon.Tests.Logging;

/// <summary>The expected lines are oslo.log's own for the same records.</summary>
public sealed class NovaLineFormatTests
{
    private static readonly NovaLineFormat s_format = LoggingSection.ToSettings(OsloConfig.Load([], [], null, NovaConf.Registry)).Format;
    private static readonly DateTimeOffset s_time = new(2026, 1, 22, 7, 50, 14, 83, TimeSpan.FromHours(1));

    [Fact]
    public void A_line_without_request() =>
        Assert.Equal($"2026-01-22 07:50:14.083 {Environment.ProcessId} INFO nova.compute.manager [-] plain", Format(LogLevel.Information, "plain", []));

    [Fact]
    public void A_line_of_a_request() =>
        Assert.Equal(
            $"2026-01-22 07:50:14.083 {Environment.ProcessId} INFO nova.compute.manager [None req-1 u1 p1 - - - -] with context",
            Format(LogLevel.Information, "with context", new() { ["request_id"] = "req-1", ["user_id"] = "u1", ["project_id"] = "p1" }));

    [Fact]
    public void A_line_about_an_instance() =>
        Assert.Equal(
            $"2026-01-22 07:50:14.083 {Environment.ProcessId} WARNING nova.compute.manager [req-g req-1 - - - - - -] [instance: i-1] text",
            Format(LogLevel.Warning, "text", new() { ["request_id"] = "req-1", ["global_request_id"] = "req-g", ["instance_uuid"] = "i-1" }));

    [Fact]
    public void An_exception_follows_with_a_prefix_on_each_line()
    {
        var lines = s_format.Format(new LogRecord(
            s_time, LogLevel.Error, "nova.compute.manager", "boom", new InvalidOperationException("x\ny"), new Dictionary<string, string> { ["instance_uuid"] = "i-2" })).Split('\n');
        Assert.Equal(
            [
                $"2026-01-22 07:50:14.083 {Environment.ProcessId} ERROR nova.compute.manager [-] [instance: i-2] boom",
                $"2026-01-22 07:50:14.083 {Environment.ProcessId} ERROR nova.compute.manager [instance: i-2] System.InvalidOperationException: x",
                $"2026-01-22 07:50:14.083 {Environment.ProcessId} ERROR nova.compute.manager [instance: i-2] y",
            ],
            lines);
    }

    [Fact]
    public void A_message_that_quotes_too_much_is_cut_and_says_so()
    {
        var line = Format(LogLevel.Information, new string('x', 100_000), []);
        Assert.EndsWith("x... (83616 more characters)", line, StringComparison.Ordinal);
        Assert.True(line.Length < 17_000, $"{line.Length} characters");
    }

    [Theory]
    [InlineData("%(nosuch)s")]
    [InlineData("%(name")]
    [InlineData("100%")]
    public void A_format_that_cannot_be_read_is_refused(string format) => Assert.Throws<FormatException>(() => PercentTemplate.Parse(format));

    [Theory]
    [InlineData("%Y-%m-%dT%H:%M:%S%z", "2026-01-22T07:50:14+01:00")]
    [InlineData("%d.%m.%y %%", "22.01.26 %")]
    [InlineData("%b %d %T dmy", "Jan 22 07:50:14 dmy")]
    public void Dates_follow_strftime(string format, string expected) => Assert.Equal(expected, DateTemplate.Parse(format).Format(s_time));

    [Theory]
    [InlineData("%q")]
    [InlineData("%")]
    public void A_date_format_that_is_not_supported_is_refused(string format) => Assert.Throws<FormatException>(() => DateTemplate.Parse(format));

    private static string Format(LogLevel level, string message, Dictionary<string, string> fields) =>
        s_format.Format(new LogRecord(s_time, level, "nova.compute.manager", message, null, fields));
}
