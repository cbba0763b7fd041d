namespace NovaDockerNet.Networking.Tests;

public sealed class KeyedLocksTests
{
    private readonly KeyedLocks _locks = new();

    [Fact]
    public async Task One_key_is_held_by_one_other_keys_are_free()
    {
        var first = await _locks.AcquireAsync("a", CancellationToken.None);
        var second = _locks.AcquireAsync("a", CancellationToken.None);
        using (await _locks.AcquireAsync("b", CancellationToken.None)) Assert.False(second.IsCompleted);
        first.Dispose();
        using (await second)
        {
        }
    }

    [Fact]
    public async Task Giving_up_leaves_the_lock_to_the_others()
    {
        using var giveUp = new CancellationTokenSource();
        var first = await _locks.AcquireAsync("a", CancellationToken.None);
        var second = _locks.AcquireAsync("a", giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();
        using (await _locks.AcquireAsync("a", CancellationToken.None))
        {
        }
    }
}
