using Newtonsoft.Json.Linq;
using NovaDockerNet.Daemon.Doctor;
using Xunit;

namespace NovaDockerNet.Daemon.Tests.Doctor;

public sealed class ExaminationTests
{
    [Fact]
    public async Task What_a_check_throws_is_a_failure_with_its_advice_and_those_that_need_it_are_not_checked()
    {
        var report = await RunAsync(
            new FakeCheck("base", [], _ => throw new InvalidOperationException("it\nbroke")) { What = "mend it" },
            new FakeCheck("next", ["base"], _ => Task.FromResult(Finding.Ok("never"))),
            new FakeCheck("last", ["next"], _ => Task.FromResult(Finding.Ok("never"))),
            new FakeCheck("other", [], _ => Task.FromResult(Finding.Warning("hm", "look"))));

        Assert.Equal(Finding.Failure("it broke", "mend it"), Assert.Single(report.Checks[0].Findings));
        Assert.Equal(Finding.NotChecked("needs base"), Assert.Single(report.Checks[1].Findings));
        Assert.Equal(Finding.NotChecked("needs next"), Assert.Single(report.Checks[2].Findings));
        Assert.Equal(2, report.ExitCode);
        Assert.Contains("FAILURE  base            it broke\n                         -> mend it\n", report.ToText(), StringComparison.Ordinal);
        Assert.EndsWith("1 failure(s), 1 warning(s).\n", report.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_gets_no_answer_ends_at_its_limit()
    {
        var report = await RunAsync(new FakeCheck("slow", [], async token =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return Finding.Ok("never");
        }));
        Assert.StartsWith("no answer within", Assert.Single(report.Checks[0].Findings).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_examination_ends_when_its_checks_have_cleaned_up()
    {
        using var stop = new CancellationTokenSource();
        var cleaned = false;
        var check = new FakeCheck("trial", [], async token =>
        {
            try
            {
                await stop.CancelAsync();
                await Task.Delay(Timeout.Infinite, token);
                return Finding.Ok("never");
            }
            finally
            {
                await Task.Yield();
                cleaned = true;
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new Examination([check], TimeSpan.FromMinutes(5), TimeProvider.System).RunAsync(stop.Token));
        Assert.True(cleaned);
    }

    [Theory]
    [InlineData(0, "ok")]
    [InlineData(1, "warning")]
    [InlineData(2, "failure")]
    public async Task The_exit_code_and_the_result_say_the_worst(int exitCode, string result)
    {
        Finding[] findings = [Finding.Ok("well"), Finding.Warning("hm", "look"), Finding.Failure("no", "mend")];
        var report = await RunAsync([.. findings.Take(exitCode + 1).Select((finding, index) => new FakeCheck($"check {index}", [], _ => Task.FromResult(finding)))]);
        Assert.Equal(exitCode, report.ExitCode);
        var json = JObject.Parse(report.ToJson());
        Assert.Equal(result, (string?)json["result"]);
        Assert.Equal("check 0", (string?)json["checks"]![0]!["name"]);
        Assert.Equal("well", (string?)json["checks"]![0]!["findings"]![0]!["text"]);
    }

    [Fact]
    public void Secrets_are_masked_in_text_and_advice()
    {
        var report = new DoctorReport([new CheckResult("broker", [Finding.Failure("rabbit://openstack:hunter22@host", "try hunter22")])]);
        Assert.DoesNotContain("hunter22", report.Masked(new Secrets(["hunter22"]).Mask).ToJson(), StringComparison.Ordinal);
    }

    private static Task<DoctorReport> RunAsync(params Check[] checks) =>
        new Examination(checks, TimeSpan.FromSeconds(2), TimeProvider.System).RunAsync(CancellationToken.None);

    private sealed class FakeCheck(string name, string[] needs, Func<CancellationToken, Task<Finding>> run) : Check(name, needs)
    {
        public string? What { get; init; }

        protected internal override string? Advice => What;

        public override async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken) => [await run(cancellationToken)];
    }
}
