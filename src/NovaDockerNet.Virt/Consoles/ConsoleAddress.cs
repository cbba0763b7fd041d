namespace NovaDockerNet.Virt.Consoles;

/// <summary>Where a proxy finds a console. nova: console/type.py Console.</summary>
public sealed record ConsoleAddress(string Host, int Port);
