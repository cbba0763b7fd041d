using System.Formats.Tar;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.DockerEngine.Systems;
using NovaDockerNet.FaultPoints;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Virt.Images;
using NovaDockerNet.Virt.Plans;
using NovaDockerNet.Virt.Spawn;
using NovaDockerNet.Virt.State;
using NovaDockerNet.Virt.Undo;

namespace NovaDockerNet.Virt.Docker;

/// <remarks>
/// Spawn: 1 record   2 image, docker create, files, then docker start, held before the process runs   3 network, then plug (beside 2)
/// 4 wait for network-vif-plugged   5 let the process go   6 see that it lives   7 tell the neighbours.
/// Steps 1 to 3 undo themselves in order: container, then network, then record.
/// </remarks>
public sealed partial class DockerDriver
{
    private const int StartAttempts = 5;

    /// <summary>Half a second apart: containerd takes seconds to give up a start whose dockerd is gone, on a busy host many.</summary>
    private const int LeftTaskAttempts = 40;

    private const int LastOutputLines = 10;
    private const int LastOutputBytes = 1024;
    private const int KilledExitCode = 128 + 9;
    private const int TerminatedExitCode = 128 + 15;

    private static readonly TimeSpan SignalEventDelay = TimeSpan.FromMilliseconds(250);

    public Task SpawnAsync(SpawnRequest request, CancellationToken cancellationToken)
        => CallAsync(() => undoLogs.RunAsync("spawn", request.Instance.Uuid, undo => SpawnAsync(request, undo, cancellationToken)));

    private async Task SpawnAsync(SpawnRequest request, UndoLog undo, CancellationToken cancellationToken)
    {
        var instance = request.Instance;
        var uuid = instance.Uuid;
        var folder = _folders.For(uuid);
        ImageRequirements.Check(instance.Flavor, ImageMetadata.From(request.ImageMeta));
        if ((await ListPatientlyAsync(uuid, cancellationToken)).Count > 0)
            throw new InstanceExists(InstanceName.Format(options.InstanceNameTemplate, instance));

        var record = NewRecord(request);

        // Step 1: before the first side effect. The undos stand in the order in which things depend on each other, although
        // steps 2 and 3 run side by side; each is registered before its step, which can fail half done.
        undo.EnterStep("record");
        undo.OnFailure("remove instance folder", _ =>
        {
            folder.Remove();
            return Task.CompletedTask;
        }, ordered: true);
        undo.OnFailure("remove network", token => networks.RemoveAsync(uuid, token), ordered: true);
        undo.OnFailure("remove container", token => RemoveContainersAsync(uuid, token), ordered: true);
        folder.WriteRecord(record);
        // They are mounted, and a start that is held does not wait for what is in them.
        folder.WriteGuestFile(folder.HostsPath, "");
        folder.WriteGuestFile(folder.ResolvConfPath, "");
        DriverFaultPoints.SpawnRecorded.Reached(uuid);

        // Steps 2 and 3
        undo.EnterStep("image, create and plug");
        IVifPlugWait? plugged = null;
        HeldStart? held = null;
        try
        {
            NetworkInfo? networkInfo = null;
            ContainerSummary? container = null;
            await SideBySide.RunAsync(
                async token =>
                {
                    container = await CreateAsync(request, folder, token);
                    if (request.InjectedFiles.Count > 0)
                        await InjectAsync(container.Id, request.InjectedFiles, token);
                    DriverFaultPoints.SpawnFilesWritten.Reached(uuid);
                    held = await HoldStartAsync(container, uuid, token);
                },
                async token =>
                {
                    networkInfo = await request.NetworkInfo.WaitAsync(token);
                    folder.WriteRecord(record with { NetworkInfo = networkInfo.Node.DeepClone() });
                    DriverFaultPoints.SpawnNetworkRecorded.Reached(uuid);
                    plugged = request.ArmVifPlugged(networkInfo);
                    await SideBySide.RunAsync(
                        beside => EnsureNetworkAsync(uuid, instance.Hostname, networkInfo, beside),
                        async beside =>
                        {
                            if (request.ConfigDrive is { } make)
                                folder.WriteConfigDrive(folder.ConfigDrivePath, await make(networkInfo, beside));
                        },
                        token);
                    DriverFaultPoints.SpawnPlugged.Reached(uuid);
                },
                cancellationToken);
            var containerId = container!.Id;
            folder.WriteRecord(record with { ContainerId = containerId, NetworkInfo = networkInfo!.Node.DeepClone() });
            DriverFaultPoints.SpawnRecordComplete.Reached(uuid);

            // Step 4
            undo.EnterStep("wait for network-vif-plugged");
            await SideBySide.RunAsync(plugged!.Completion.WaitAsync, request.NetworkRecorded.WaitAsync, cancellationToken);
            DriverFaultPoints.SpawnWired.Reached(uuid);

            // Steps 5 and 6
            undo.EnterStep("start");
            for (var attempt = 1; ; attempt++)
            {
                var losses = _patience.Losses;
                try
                {
                    if (attempt > 1 || held is null || !await LetGoAsync(held, container, uuid))
                        await StartAsync(container, uuid, cancellationToken);
                }
                catch (DockerOperationException e)
                {
                    throw SpawnFailure(e, ImageIdOf(request));
                }
                undo.EnterStep("confirm");
                // When the grace time is somebody else's to wait for, what has ended by now still fails here.
                var exitCode = await _patience.CallAsync(
                    $"see that container {containerId} lives",
                    token => request.ConfirmLater ? EndedAsync(containerId, token) : ExitCodeAsync(containerId, token), cancellationToken);
                if (exitCode is null)
                    break;
                // A dockerd that restarts takes its containers along: that is not the image's fault.
                if (attempt == StartAttempts || losses == _patience.Losses)
                    throw await EndedAtOnceAsync(containerId, ImageIdOf(request), exitCode.Value, cancellationToken);
                LogStoppedByRestart(uuid, containerId);
            }
            await VerifyDiskAsync(containerId, DiskLimits.From(instance.Flavor), cancellationToken);
            await VerifyProcessorsAsync(containerId, await PlacementOfAsync(instance, cancellationToken), cancellationToken);
            DriverFaultPoints.SpawnConfirmed.Reached(uuid);

            // Step 7
            await AnnounceAsync(uuid, networkInfo!, cancellationToken);
            DriverFaultPoints.SpawnAnnounced.Reached(uuid);
            LogSpawned(uuid, containerId);
        }
        finally
        {
            if (plugged is not null)
                await plugged.DisposeAsync();
            // Before anything is undone: Docker has a container locked whose start is held.
            if (held is not null)
                await held.DisposeAsync();
        }
    }

    private InstanceRecord NewRecord(SpawnRequest request)
    {
        var instance = request.Instance;
        var limits = VifLimits.From(instance.Flavor);
        return new InstanceRecord
        {
            InstanceUuid = instance.Uuid,
            InstanceName = InstanceName.Format(options.InstanceNameTemplate, instance),
            ProjectId = instance.ProjectId,
            Hostname = instance.Hostname,
            ImageId = ImageIdOf(request),
            MemoryMb = instance.Flavor.MemoryMb,
            Vcpus = (int)instance.Flavor.Vcpus,
            RootGb = instance.Flavor.RootGb,
            VifInbound = limits.Inbound,
            VifOutbound = limits.Outbound,
        };
    }

    private async Task<ContainerSummary> CreateAsync(SpawnRequest request, InstanceFolder folder, CancellationToken cancellationToken)
    {
        var image = await _patience.CallAsync(
            $"prepare image {ImageIdOf(request)}", token => images.PrepareAsync(request.Context, request.ImageMeta, token), cancellationToken);
        DriverFaultPoints.SpawnImageReady.Reached(request.Instance.Uuid);
        ImageRequirements.CheckUnpacked(request.Instance.Flavor, image);
        var host = await GetCapabilitiesAsync(cancellationToken);
        var plan = ContainerPlan.From(request.Instance, image, request.ImageMeta, folder, options, host, await PlacementOfAsync(request.Instance, cancellationToken));
        if (request.ConfigDrive is not null)
            plan = ContainerPlan.WithConfigDrive(plan, folder, folder.ConfigDrivePath);
        cancellationToken.ThrowIfCancellationRequested();
        var uuid = request.Instance.Uuid;
        return await CreateAsync(plan, image, uuid, DriverFaultPoints.SpawnCreated, token => RemoveLostAsync(uuid, token), cancellationToken);
    }

    private async Task<ContainerSummary> CreateAsync(
        CreateContainerParameters plan, GuestImage image, string instanceUuid, FaultPoint made, Func<CancellationToken, Task> removeLost,
        CancellationToken cancellationToken)
    {
        var init = SystemGuest.Candidate(plan, image.Entrypoint, image.Command);
        try
        {
            if (init is not null && await IsSystemAsync(plan, image, init, removeLost, cancellationToken))
                plan = SystemGuest.Of(plan, instanceUuid, image.StopSignal);
            var created = await CreateOnceAsync(plan, removeLost, cancellationToken);
            foreach (var warning in created.Warnings)
                LogDockerWarning(instanceUuid, warning);
            made.Reached(instanceUuid);
            return new ContainerSummary { Id = created.Id, State = "created", Labels = plan.Labels! };
        }
        catch (DockerConflictException e)
        {
            // Ours would have been found by label: the name belongs to someone else.
            throw new InstanceDeployFailure($"the container name {plan.Name} is taken on this Docker: {e.DaemonMessage}");
        }
        catch (DockerOperationException e)
        {
            throw new InstanceDeployFailure($"Docker refused the container: {e.DaemonMessage}");
        }
    }

    /// <summary>Known only from inside the image, and to be said before the create: the first time a container is made to look into.</summary>
    private async Task<bool> IsSystemAsync(
        CreateContainerParameters plan, GuestImage image, string init, Func<CancellationToken, Task> removeLost, CancellationToken cancellationToken)
    {
        if (_systemImages.Known(image.DockerId, init) is { } known)
            return known;
        var probe = await CreateOnceAsync(ContainerPlan.Probe(plan), removeLost, cancellationToken);
        try
        {
            return await _systemImages.LookIntoAsync(probe.Id, image.DockerId, init, cancellationToken);
        }
        finally
        {
            await _patience.CallAsync($"remove container {probe.Id}", token => RemoveContainerAsync(probe.Id, token), CancellationToken.None);
        }
    }

    // Not cancellable: a create given up half way may still end in a container, after the undo has looked for one.
    // Its answer can be lost with the daemon: what it made then is taken back first.
    private Task<CreateContainerResponse> CreateOnceAsync(
        CreateContainerParameters plan, Func<CancellationToken, Task> removeLost, CancellationToken cancellationToken) =>
        _patience.CallAsync($"create container {plan.Name}", _ => docker.Containers.CreateAsync(plan, CancellationToken.None), cancellationToken, removeLost);

    /// <summary>Starts the container inside the instance's namespace, a few at a time.</summary>
    private async Task StartAsync(ContainerSummary container, string instanceUuid, CancellationToken cancellationToken)
    {
        await networks.BindContainerAsync(container.Id, instanceUuid, IsSystem(container), cancellationToken);
        DriverFaultPoints.RunBound.Reached(instanceUuid);
        await _starts.WaitAsync(cancellationToken);
        try
        {
            await _patience.CallAsync($"start container {container.Id}", _ => StartOnceAsync(container.Id, cancellationToken), cancellationToken);
        }
        finally
        {
            _starts.Release();
        }
        DriverFaultPoints.RunStarted.Reached(instanceUuid);
    }

    /// <summary>Has Docker begin with the start, if not too many are held already; null otherwise.</summary>
    private async Task<HeldStart?> HoldStartAsync(ContainerSummary container, string instanceUuid, CancellationToken cancellationToken)
    {
        if (!_heldStarts.Wait(0, CancellationToken.None))
            return null;
        try
        {
            await networks.PrepareAsync(instanceUuid, cancellationToken);
            var hold = await networks.HoldContainerAsync(container.Id, instanceUuid, IsSystem(container), cancellationToken);
            return HeldStart.Begin(hold, () => StartHeldAsync(container.Id, instanceUuid), time);
        }
        catch
        {
            _heldStarts.Release();
            throw;
        }
    }

    private async Task StartHeldAsync(string containerId, string instanceUuid)
    {
        try
        {
            DriverFaultPoints.RunBound.Reached(instanceUuid);
            // Not cancellable: it ends with its hold.
            await docker.Containers.StartAsync(containerId, CancellationToken.None);
        }
        finally
        {
            _heldStarts.Release();
        }
    }

    /// <summary>False when the container has to be started as one that was not held.</summary>
    private async Task<bool> LetGoAsync(HeldStart held, ContainerSummary container, string instanceUuid)
    {
        if (await held.LetGoAsync() is { } failure)
        {
            LogNotHeld(instanceUuid, container.Id, failure.Message);
            return false;
        }
        DriverFaultPoints.RunStarted.Reached(instanceUuid);
        return true;
    }

    private async Task StartOnceAsync(string containerId, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // Not cancellable: what comes next must know whether it runs.
                await docker.Containers.StartAsync(containerId, CancellationToken.None);
                return;
            }
            catch (DockerOperationException e) when (attempt < LeftTaskAttempts && IsLeftTask(e))
            {
                LogLeftTask(containerId, EndLeftProcesses(containerId), e.DaemonMessage);
                await Task.Delay(RemoveRetryDelay, time, cancellationToken);
            }
        }
    }

    /// <summary>A dockerd killed in the middle of a start leaves a task with containerd that its successor does not know.</summary>
    private static bool IsLeftTask(DockerOperationException e) =>
        e.DaemonMessage.Contains("id already in use", StringComparison.Ordinal)
        // containerd is still at the first start: its folder is there, the task not yet.
        || (e.DaemonMessage.Contains("failed to start shim", StringComparison.Ordinal) && e.DaemonMessage.Contains("file exists", StringComparison.Ordinal))
        || (e.DaemonMessage.Contains("already exists", StringComparison.Ordinal)
            && (e.DaemonMessage.Contains("task", StringComparison.Ordinal) || e.DaemonMessage.Contains("container with given ID", StringComparison.Ordinal)));

    private async Task RemoveLostAsync(string instanceUuid, CancellationToken cancellationToken)
    {
        foreach (var lost in await ListAsync(instanceUuid, cancellationToken))
            await RemoveContainerAsync(lost.Id, cancellationToken);
    }

    private async Task<long?> EndedAsync(string containerId, CancellationToken cancellationToken)
    {
        var state = (await docker.Containers.InspectAsync(containerId, cancellationToken)).State;
        return state.Status is "exited" or "dead" ? state.ExitCode : null;
    }

    public async Task<NovaException?> ConfirmStartAsync(string instanceUuid, CancellationToken cancellationToken)
    {
        try
        {
            if (await FindAsync(instanceUuid, cancellationToken) is not { } container
                || await ExitCodeAsync(container.Id, cancellationToken) is not { } exitCode
                || await StoppedFromOutsideAsync(container.Id, exitCode, cancellationToken))
                return null;
            var imageId = container.Labels.GetValueOrDefault(GuestLabels.ImageId) ?? "";
            return await EndedAtOnceAsync(container.Id, imageId, exitCode, cancellationToken);
        }
        catch (DockerException e)
        {
            // The server is built: whoever asks for it next will see what has become of it.
            LogNotConfirmed(instanceUuid, e.Message);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether the process was killed or asked to end by someone, which says nothing about its image: the kernel keeps both signals from a
    /// namespace's process 1 when they come from inside and it has no handler; one that has a handler ends as it likes, but Docker knows of a
    /// signal that went through it. The kernel's own kill for lack of memory is the image's affair.
    /// </summary>
    private async Task<bool> StoppedFromOutsideAsync(string containerId, long exitCode, CancellationToken cancellationToken) =>
        exitCode is KilledExitCode or TerminatedExitCode
            ? !(await docker.Containers.InspectAsync(containerId, cancellationToken)).State.OOMKilled
            : await WasSignalledAsync(containerId, cancellationToken);

    /// <summary>Whether anybody had Docker send the container a signal (docker stop, restart or kill) since it was made.</summary>
    private async Task<bool> WasSignalledAsync(string containerId, CancellationToken cancellationToken)
    {
        // Docker tells of a signal once it is sent: the process may have ended a little before that.
        var until = time.GetUtcNow() + SignalEventDelay;
        using var events = await docker.System.EventsAsync(
            new EventsParameters
            {
                Since = "0",
                Until = (until.ToUnixTimeMilliseconds() / 1000m).ToString(CultureInfo.InvariantCulture),
                Filters = new Dictionary<string, IReadOnlyList<string>> { ["container"] = [containerId], ["event"] = ["kill"] },
            },
            cancellationToken);
        await foreach (var _ in events.WithCancellation(cancellationToken))
            return true;
        return false;
    }

    /// <summary>An image whose process ends at once is no server: say so now, with what it said.</summary>
    private async Task<NovaException> EndedAtOnceAsync(string containerId, string imageId, long exitCode, CancellationToken cancellationToken)
    {
        var output = await ReadOutputAsync(containerId, LastOutputLines, LastOutputBytes, cancellationToken);
        var last = string.Join(" / ", output.Split('\n').Select(line => Unprintable().Replace(line, "").Trim()).Where(line => line.Length > 0));
        return new ImageUnacceptable(
            imageId,
            $"its process exited at once with exit code {exitCode}; {(last.Length == 0 ? "it wrote nothing" : $"last output: {last}")}");
    }

    /// <summary>Of a process that ends within the grace time; null when it lives on.</summary>
    private async Task<long?> ExitCodeAsync(string containerId, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ending = docker.Containers.WaitAsync(containerId, WaitCondition.NotRunning, limit.Token);
        if (await Task.WhenAny(ending, Task.Delay(options.StartGrace, time, cancellationToken)) == ending)
            return (await ending).StatusCode;
        await limit.CancelAsync();
        try
        {
            return (await ending).StatusCode;
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
        // On a busy host the answer to the wait may still be on its way.
        return await EndedAsync(containerId, cancellationToken);
    }

    private async Task InjectAsync(string containerId, IReadOnlyList<InjectedFile> files, CancellationToken cancellationToken)
    {
        using var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var file in files)
            {
                await using var contents = new MemoryStream(file.Contents);
                var entry = new PaxTarEntry(TarEntryType.RegularFile, file.Path.TrimStart('/'))
                {
                    DataStream = contents,
                    Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
                    ModificationTime = time.GetUtcNow(),
                };
                await tar.WriteEntryAsync(entry, cancellationToken);
            }
        }
        try
        {
            await _patience.CallAsync(
                $"copy files into container {containerId}",
                token =>
                {
                    archive.Position = 0;
                    return docker.Containers.PutArchiveAsync(containerId, "/", archive, token);
                },
                cancellationToken);
        }
        catch (DockerOperationException e)
        {
            throw new InvalidInput($"the injected files cannot be written: {e.DaemonMessage}");
        }
    }

    private static NovaException SpawnFailure(DockerOperationException e, string imageId)
        // Docker answers 400 when the program itself cannot be run: no such file, not executable, wrong format. No other host does better.
        // The same for the runtime, nova-runc: that is this host's fault, and another host may well do better.
        => e.StatusCode == System.Net.HttpStatusCode.BadRequest && !e.DaemonMessage.Contains("runtime path", StringComparison.Ordinal)
            ? new ImageUnacceptable(imageId, $"its process cannot be started: {e.DaemonMessage}")
            : new InstanceDeployFailure($"the container did not start: {e.DaemonMessage}");

    private static string ImageIdOf(SpawnRequest request) => (string?)request.ImageMeta["id"] ?? request.Instance.ImageRef ?? "";

    // Terminal control sequences and other control characters.
    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x1f\x7f]")]
    private static partial Regex Unprintable();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Container {ContainerId} cannot start beside what an earlier dockerd left of it ({Ended} processes ended), trying again: {Reason}")]
    private partial void LogLeftTask(string containerId, int ended, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Instance {InstanceUuid}: container {ContainerId} was not started ahead of its network: {Reason}")]
    private partial void LogNotHeld(string instanceUuid, string containerId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Instance {InstanceUuid}: a restart of Docker stopped its new container {ContainerId}; starting it again")]
    private partial void LogStoppedByRestart(string instanceUuid, string containerId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Instance {InstanceUuid} runs in container {ContainerId}")]
    private partial void LogSpawned(string instanceUuid, string containerId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether instance {InstanceUuid} lives was not seen: {Reason}")]
    private partial void LogNotConfirmed(string instanceUuid, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Instance {InstanceUuid}: Docker warns: {Warning}")]
    private partial void LogDockerWarning(string instanceUuid, string warning);
}
