using NovaDockerNet.DockerEngine;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.DockerEngine.Streams;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Virt.Consoles;
using NovaDockerNet.Virt.State;

namespace NovaDockerNet.Virt.Docker;

public sealed partial class DockerDriver
{
    private const int ConsoleRows = 24;
    private const int ConsoleColumns = 80;

    private SerialConsoles? _consoles;

    private SerialConsoles Consoles => LazyInitializer.EnsureInitialized(
        ref _consoles, () => new SerialConsoles(options.SerialConsole, AttachTerminalAsync, time, logger));

    public Task<ConsoleAddress> GetSerialConsoleAsync(string instanceUuid, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        if (!options.SerialConsole.Enabled)
            throw new ConsoleTypeUnavailable("serial");
        await RequireAsync(instanceUuid, cancellationToken);
        var folder = _folders.For(instanceUuid);
        var record = folder.ReadRecord() ?? new InstanceRecord { InstanceUuid = instanceUuid };
        var address = Consoles.Open(instanceUuid, record.SerialPort);
        if (record.SerialPort != address.Port)
            folder.WriteRecord(record with { SerialPort = address.Port });
        return address;
    });

    private Task<AttachedStream?> AttachTerminalAsync(string instanceUuid, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        var container = await RequireAsync(instanceUuid, cancellationToken);
        if (container.State != "running")
            return null;
        try
        {
            // What a serial terminal is: Docker's default of no size at all confuses programs that ask for one.
            await docker.Containers.ResizeAsync(container.Id, ConsoleRows, ConsoleColumns, cancellationToken);
            return await docker.Containers.AttachAsync(
                container.Id, new AttachContainerParameters { Stdin = true, DetachKeys = AttachContainerParameters.NoDetachKeys }, terminal: true,
                cancellationToken);
        }
        catch (DockerNotFoundException)
        {
            throw new InstanceNotFound(instanceUuid);
        }
    });
}
