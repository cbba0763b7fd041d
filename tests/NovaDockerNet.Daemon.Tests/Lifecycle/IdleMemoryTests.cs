using NovaDockerNet.Daemon.Lifecycle;
using Xunit;

namespace NovaDockerNet.Daemon.Tests.Lifecycle;

public sealed class IdleMemoryTests : IDisposable
{
    private readonly IdleMemory _memory;
    private long _allocated;
    private int _collections;

    public IdleMemoryTests() => _memory = new IdleMemory(() => _allocated, () => _collections++, TimeProvider.System);

    public void Dispose() => _memory.Dispose();

    [Fact]
    public void What_work_left_behind_is_given_back_when_it_is_over()
    {
        for (var interval = 0; interval < 3; interval++)
            Look(allocations: IdleMemory.WorthIt);
        Assert.Equal(0, _collections);
        Look(allocations: IdleMemory.Quiet / 2);
        Assert.Equal(1, _collections);
        Look(allocations: 0);
        Assert.Equal(1, _collections);
    }

    [Fact]
    public void The_little_that_an_idle_service_needs_is_collected_when_it_has_become_much()
    {
        var intervals = 0;
        while (_collections == 0 && intervals < 1000)
        {
            Look(allocations: IdleMemory.Quiet / 2);
            intervals++;
        }
        Assert.Equal(IdleMemory.WorthIt / (IdleMemory.Quiet / 2), intervals);
    }

    [Fact]
    public async Task The_real_one_starts_and_stops()
    {
        using var real = new IdleMemory(TimeProvider.System);
        real.Start();
        await real.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
    }

    private void Look(long allocations)
    {
        _allocated += allocations;
        _memory.Look();
    }
}
