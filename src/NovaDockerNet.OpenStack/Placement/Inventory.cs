using Newtonsoft.Json.Linq;

namespace NovaDockerNet.OpenStack.Placement;

/// <summary>What a provider has of one resource class. Equal inventories need no PUT.</summary>
public sealed record Inventory
{
    public required long Total { get; init; }

    public long Reserved { get; init; }

    public long MinUnit { get; init; } = 1;

    public required long MaxUnit { get; init; }

    public long StepSize { get; init; } = 1;

    public decimal AllocationRatio { get; init; } = 1m;

    public static Inventory FromJson(JObject json) => new()
    {
        Total = (long)json["total"]!,
        Reserved = (long?)json["reserved"] ?? 0,
        MinUnit = (long?)json["min_unit"] ?? 1,
        MaxUnit = (long?)json["max_unit"] ?? (long)json["total"]!,
        StepSize = (long?)json["step_size"] ?? 1,
        AllocationRatio = (decimal?)json["allocation_ratio"] ?? 1m,
    };

    public JObject ToJson() => new()
    {
        ["total"] = Total,
        ["reserved"] = Reserved,
        ["min_unit"] = MinUnit,
        ["max_unit"] = MaxUnit,
        ["step_size"] = StepSize,
        ["allocation_ratio"] = AllocationRatio,
    };
}
