using NovaDockerNet.FaultPoints;
using NovaDockerNet.Objects;
using NovaDockerNet.Virt.Guests;

namespace NovaDockerNet.Virt.Tests.Docker;

/// <summary>Each operation of the driver passes its points in the order of their numbers, and none is left out.</summary>
public sealed class FaultPointTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly DriverHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Spawn()
    {
        var passed = await PassedAsync(() => _harness.Driver.SpawnAsync(_harness.Request(), None));

        // 2 to 4 happen beside 5 and 6.
        string[] image = ["spawn:02", "spawn:03", "spawn:04"], network = ["spawn:05", "spawn:06"];
        Assert.Equal(image, passed.Where(image.Contains));
        Assert.Equal(network, passed.Where(network.Contains));
        Assert.Equal(
            ["spawn:01", "spawn:07", "spawn:08", "run:01", "run:02", "spawn:09", "spawn:10"], passed.Except([.. image, .. network]));
        Assert.Equal("spawn:01", passed[0]);
        Assert.Equal("spawn:07", passed[6]);
    }

    [Fact]
    public async Task Everything_after_spawn()
    {
        await _harness.Driver.SpawnAsync(_harness.Request(), None);
        var (instance, network) = (TestObjects.Instance(), TestObjects.Network());
        var context = new RequestContext([]);
        string[] powerOn = ["power_on:01", "power_on:02", "run:01", "run:02", "power_on:03"];

        Assert.Equal(["power_off:01"], await PassedAsync(() => _harness.Driver.PowerOffAsync(TestObjects.Uuid, TimeSpan.Zero, None)));
        Assert.Equal(powerOn, await PassedAsync(() => _harness.Driver.PowerOnAsync(context, instance, network, None)));
        Assert.Equal(
            ["power_off:01", .. powerOn],
            await PassedAsync(() => _harness.Driver.RebootAsync(context, instance, network, RebootType.Soft, TimeSpan.FromSeconds(5), None)));
        Assert.Equal(
            ["destroy:01", "destroy:02", "destroy:03", "destroy:04"],
            await PassedAsync(() => _harness.Driver.DestroyAsync(TestObjects.Uuid, network, destroyDisks: true, None)));
    }

    private static async Task<IReadOnlyList<string>> PassedAsync(Func<Task> operation)
    {
        var passed = new List<string>();
        using (FaultSwitch.Observe((point, instance) =>
        {
            Assert.Equal(TestObjects.Uuid, instance);
            lock (passed)
                passed.Add(point.Id);
        }))
            await operation();
        return passed;
    }
}
