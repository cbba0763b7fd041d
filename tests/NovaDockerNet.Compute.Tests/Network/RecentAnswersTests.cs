using NovaDockerNet.Compute.Network;
using NovaDockerNet.TestKit;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Network;

public sealed class RecentAnswersTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly RecentAnswers<string, int> _answers;
    private int _asked;

    public RecentAnswersTests() => _answers = new(TimeSpan.FromSeconds(10), answer => answer > 0, _time);

    [Fact]
    public async Task What_is_being_asked_is_not_asked_again()
    {
        var answer = new TaskCompletionSource<int>();
        var first = AskAsync("a", answer.Task);
        var second = AskAsync("a", answer.Task);
        answer.SetResult(7);
        Assert.Equal((7, 7, 1), (await first, await second, _asked));
    }

    [Fact]
    public async Task An_answer_is_good_for_its_lifetime_and_its_key()
    {
        await AskAsync("a", Task.FromResult(7));
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(7, await AskAsync("a", Task.FromResult(8)));
        Assert.Equal(9, await AskAsync("b", Task.FromResult(9)));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(8, await AskAsync("a", Task.FromResult(8)));
    }

    [Fact]
    public async Task A_failure_is_only_his_who_asked()
    {
        var failing = new TaskCompletionSource<int>();
        var first = AskAsync("a", failing.Task);
        var second = AskAsync("a", Task.FromResult(7));
        failing.SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => first);
        Assert.Equal(7, await second);
        Assert.Equal(8, await AskAsync("a", Task.FromResult(8)));
    }

    [Fact]
    public async Task What_was_missing_is_asked_for_again()
    {
        Assert.Equal(0, await AskAsync("a", Task.FromResult(0)));
        Assert.Equal(7, await AskAsync("a", Task.FromResult(7)));
    }

    private Task<int> AskAsync(string key, Task<int> answer) => _answers.GetAsync(key, () =>
    {
        _asked++;
        return answer;
    });
}
