namespace NovaDockerNet.Objects.Numa;

/// <summary>nova/objects/fields.py CPUAllocationPolicy, CPUThreadAllocationPolicy, CPUEmulatorThreadsPolicy.</summary>
public static class CpuPolicies
{
    public const string Dedicated = "dedicated";
    public const string Shared = "shared";
    public const string Mixed = "mixed";

    public const string Prefer = "prefer";
    public const string Isolate = "isolate";
    public const string Require = "require";

    public const string EmulatorThreadsShare = "share";
    public const string EmulatorThreadsIsolate = "isolate";

    public static IReadOnlyList<string> Allocation { get; } = [Dedicated, Shared, Mixed];

    public static IReadOnlyList<string> Threads { get; } = [Prefer, Isolate, Require];

    public static IReadOnlyList<string> EmulatorThreads { get; } = [EmulatorThreadsIsolate, EmulatorThreadsShare];
}
