using NovaDockerNet.Compute.Locking;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Locking;

public sealed class InstanceLocksTests
{
    private readonly InstanceLocks _locks = new();

    [Fact]
    public async Task Operations_of_one_instance_run_one_after_another_in_order_of_arrival()
    {
        var first = await _locks.AcquireAsync("a", default);
        var second = _locks.AcquireAsync("a", default);
        var third = _locks.AcquireAsync("a", default);
        Assert.False(second.IsCompleted);

        first.Dispose();
        (await second).Dispose();
        (await third).Dispose();
        Assert.False(_locks.IsBusy("a"));
    }

    [Fact]
    public async Task Instances_do_not_wait_for_each_other()
    {
        using var a = await _locks.AcquireAsync("a", default);
        using var b = await _locks.AcquireAsync("b", default);
        Assert.True(_locks.IsBusy("a"));
        Assert.True(_locks.IsBusy("b"));
    }

    [Fact]
    public async Task Giving_up_the_wait_leaves_no_trace()
    {
        var held = await _locks.AcquireAsync("a", default);
        using var source = new CancellationTokenSource();
        var waiting = _locks.AcquireAsync("a", source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        held.Dispose();
        Assert.False(_locks.IsBusy("a"));
    }

    [Fact]
    public async Task Releasing_twice_lets_only_one_in()
    {
        var held = await _locks.AcquireAsync("a", default);
        held.Dispose();
        held.Dispose();
        using var next = await _locks.AcquireAsync("a", default);
        Assert.False(_locks.AcquireAsync("a", default).IsCompleted);
    }
}
