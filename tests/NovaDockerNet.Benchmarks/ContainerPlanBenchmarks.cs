using BenchmarkDotNet.Attributes;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt;
using NovaDockerNet.Virt.Images;
using NovaDockerNet.Virt.Plans;
using NovaDockerNet.Virt.State;
using NovaDockerNet.Virt.Tests;

namespace NovaDockerNet.Benchmarks;

/// <summary>From an instance to what Docker is told.</summary>
public class ContainerPlanBenchmarks
{
    private static readonly VirtOptions s_options = new() { Host = "host-1", NodeName = "host-1.example.org", StatePath = "/var/lib/nova" };

    private static readonly GuestImage s_image = new(TestObjects.ImageId, $"nova/{TestObjects.ImageId}:sha512-a9e7", "sha256:00", 1)
    {
        Command = ["sleep", "1000"],
    };

    private readonly Instance _instance = TestObjects.Instance(swap: 256);
    private readonly InstanceFolder _folder = new InstanceFolders("/var/lib/nova/instances").For(TestObjects.Uuid);

    [Benchmark]
    public object Plan() => ContainerPlan.From(_instance, s_image, [], _folder, s_options, TestObjects.PlainHost);
}
