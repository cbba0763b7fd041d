namespace NovaDockerNet.Objects.Profiles;

public sealed record AllocationRatios(double Cpu, double Ram, double Disk);
