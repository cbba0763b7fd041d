using System.Text;
using Microsoft.Extensions.Logging;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.DockerEngine.Execs;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Virt.Docker;

/// <summary>What is done to the processes inside a guest.</summary>
public sealed partial class DockerDriver
{
    private const int MaxInsideOutputBytes = 1024;
    private static readonly TimeSpan InsideLimit = TimeSpan.FromSeconds(30);

    // Docker's answer to a program that is not there, or that it may not run: exit codes of a shell. docs: docker run, exit status.
    private static readonly int[] CannotRun = [126, 127];

    /// <remarks>The password goes to chpasswd(8) on standard input: no shell and no argument list ever sees it.</remarks>
    public Task SetAdminPasswordAsync(Instance instance, string password, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        var container = await RequireAsync(instance.Uuid, cancellationToken);
        if (container.State != "running")
            throw new InstanceNotRunning(instance.Uuid);
        await SetPasswordAsync(container.Id, instance.Uuid, instance.SystemMetadata.GetValueOrDefault("image_os_admin_user"), password, cancellationToken);
    });

    /// <param name="containerId">It runs.</param>
    /// <param name="instanceUuid">For messages.</param>
    /// <param name="adminUser">The image's os_admin_user; root where it names none.</param>
    /// <param name="password">The new one.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    private async Task SetPasswordAsync(
        string containerId, string instanceUuid, string? adminUser, string password, CancellationToken cancellationToken)
    {
        var user = adminUser is { Length: > 0 } ? adminUser : "root";
        if (user.IndexOfAny([':', '\n', '\r', '\0']) >= 0)
            throw new SetAdminPasswdNotSupported($"the image's property os_admin_user, \"{user}\", is not the name of a user");
        if (password.IndexOfAny(['\n', '\r', '\0']) >= 0)
            throw new InstancePasswordSetFailed(instanceUuid, "the password contains a line break");
        var (exitCode, output) = await RunInsideAsync(containerId, ["chpasswd"], $"{user}:{password}\n", cancellationToken);
        if (CannotRun.Contains(exitCode))
            throw new SetAdminPasswdNotSupported("Set admin password is not supported: the server's image has no program chpasswd");
        if (exitCode != 0)
            throw new InstancePasswordSetFailed(
                instanceUuid, $"chpasswd ended with exit code {exitCode}: {output.Replace(password, "***", StringComparison.Ordinal).Trim()}");
    }

    public Task TriggerCrashDumpAsync(string instanceUuid, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        var container = await RequireAsync(instanceUuid, cancellationToken);
        if (container.State != "running")
            throw new InstanceNotRunning(instanceUuid);
        try
        {
            await docker.Containers.KillAsync(container.Id, options.CrashDumpSignal, cancellationToken);
        }
        catch (DockerConflictException)
        {
            throw new InstanceNotRunning(instanceUuid);
        }
        LogCrashDump(instanceUuid, options.CrashDumpSignal);
    });

    /// <summary>Runs a program as root beside the guest's own; returns its exit code and the end of what it wrote.</summary>
    private async Task<(int ExitCode, string Output)> RunInsideAsync(
        string containerId, IReadOnlyList<string> command, string input, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(InsideLimit);
        try
        {
            var exec = await docker.Exec.CreateAsync(
                containerId, new CreateExecParameters { Cmd = command, AttachStdin = true, User = "0" }, limit.Token);
            var output = new TailBuffer(MaxInsideOutputBytes);
            using (var stream = await docker.Exec.StartAsync(exec, terminal: false, limit.Token))
            {
                var reading = ReadAllAsync();
                try
                {
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(input), limit.Token);
                    stream.CloseInput();
                }
                catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
                {
                    // It ended without reading all of it; its exit code says what that means.
                }
                await reading;

                async Task ReadAllAsync()
                {
                    try
                    {
                        await foreach (var frame in stream.ReadAsync(limit.Token))
                            output.Append(frame.Data.Span);
                    }
                    catch (DockerConnectionException e)
                    {
                        // A program that cannot be started is answered in plain text instead of frames; the exec's exit code tells.
                        output.Append(Encoding.UTF8.GetBytes(e.Message));
                    }
                }
            }
            var state = await docker.Exec.InspectAsync(exec, limit.Token);
            return (state.ExitCode ?? -1, Encoding.UTF8.GetString(output.ToArray()));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (-1, $"{command[0]} did not end within {InsideLimit.TotalSeconds:0} s");
        }
        catch (DockerOperationException e) when (e.DaemonMessage.Contains("executable file not found", StringComparison.Ordinal))
        {
            return (CannotRun[1], e.DaemonMessage);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Instance {InstanceUuid}: process 1 got {Signal} for a crash dump")]
    private partial void LogCrashDump(string instanceUuid, string signal);
}
