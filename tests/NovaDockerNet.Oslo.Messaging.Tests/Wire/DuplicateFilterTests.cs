using NovaDockerNet.Oslo.Messaging.Wire;

namespace NovaDockerNet.Oslo.Messaging.Tests.Wire;

public sealed class DuplicateFilterTests
{
    [Fact]
    public void An_id_is_dropped_while_it_is_among_the_last_sixteen()
    {
        var filter = new DuplicateFilter();

        Assert.True(filter.TryAdd("first"));
        for (var i = 0; i < 15; i++)
            Assert.True(filter.TryAdd($"other {i}"));
        Assert.False(filter.TryAdd("first"));
        Assert.True(filter.TryAdd("sixteenth other"));
        Assert.True(filter.TryAdd("first"));
    }

    [Fact]
    public void Messages_without_an_id_always_pass()
    {
        var filter = new DuplicateFilter();

        Assert.True(filter.TryAdd(null));
        Assert.True(filter.TryAdd(null));
    }
}
