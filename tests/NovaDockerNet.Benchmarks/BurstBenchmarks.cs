using BenchmarkDotNet.Attributes;

namespace NovaDockerNet.Benchmarks;

/// <summary>Twenty servers with a NIC each at once, beside 500 ports; one of ovs-vswitchd's reconfigurations is the measure.</summary>
[InvocationCount(1, 1)]
[IterationCount(15)]
[WarmupCount(3)]
public class BurstBenchmarks
{
    private const int Servers = 20;
    private readonly List<long> _commits = [];
    private SwitchedHost _host = null!;
    private int _first;
    private long _before;

    [GlobalSetup]
    public async Task StartAsync() => _host = await SwitchedHost.StartAsync(ports: 500);

    [GlobalCleanup]
    public async Task StopAsync()
    {
        if (_commits.Count > 0)
            Console.WriteLine($"// commits of a burst: {string.Join(", ", _commits)}");
        await _host.DisposeAsync();
    }

    [IterationSetup]
    public void Next()
    {
        _first += Servers;
        _before = _host.Configuration();
    }

    [Benchmark(Baseline = true)]
    public Task OneReconfiguration() => _host.ReconfigureAsync();

    /// <summary>A reconfiguration with something to do: a port committed, until ovs-vswitchd has opened it.</summary>
    [Benchmark]
    public Task OnePort() => _host.PlugAsync([SwitchedHost.InternalPort($"new{_first}")]);

    [Benchmark]
    public Task TwentyNics() => Task.WhenAll(Enumerable.Range(_first, Servers).Select(_host.EnsureAsync));

    [IterationCleanup(Target = nameof(OnePort))]
    public void RemovePort()
    {
        _host.Writer.RemovePortsAsync([$"new{_first}"], CancellationToken.None).GetAwaiter().GetResult();
        _host.ReconfigureAsync().GetAwaiter().GetResult();
    }

    [IterationCleanup(Target = nameof(TwentyNics))]
    public void Remove()
    {
        _commits.Add(_host.Configuration() - _before);
        Task.WhenAll(Enumerable.Range(_first, Servers).Select(number => _host.Networks.RemoveAsync(SwitchedHost.Uuid(number), CancellationToken.None))).GetAwaiter().GetResult();
        _host.ReconfigureAsync().GetAwaiter().GetResult();
    }
}
