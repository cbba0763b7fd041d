using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.DockerEngine.Streams;
using NovaDockerNet.Objects.Exceptions;

namespace NovaDockerNet.Virt.Consoles;

/// <summary>
/// One server's console: everyone who connects sees what its terminal shows from then on, and may type. It stays while the server is off, as a
/// machine's serial port does.
/// </summary>
sealed partial class SerialConsole : IDisposable
{
    private const int MaxViewers = 16;
    private const int InputBufferLength = 4096;

    // Of a viewer that does not read: Docker would hold up the server's output for all once its own buffer is full.
    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly string _instanceUuid;
    private readonly TcpListener _listener;
    private readonly Func<string, CancellationToken, Task<AttachedStream?>> _attach;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private int _viewers;

    /// <param name="listener">Listening already; owned from now on.</param>
    public SerialConsole(
        string instanceUuid, TcpListener listener, Func<string, CancellationToken, Task<AttachedStream?>> attach, TimeProvider time, ILogger logger)
    {
        (_instanceUuid, _listener, _attach, _time, _logger) = (instanceUuid, listener, attach, time, logger);
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    public void Dispose()
    {
        // Not disposed: viewers that are about to end still ask for its token.
        _stop.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient viewer;
            try
            {
                viewer = await _listener.AcceptTcpClientAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                // Out of descriptors, or a peer that was gone before it was accepted: the next one may do better.
                LogAcceptFailed(e, _instanceUuid);
                await Task.Delay(RetryDelay, _time, CancellationToken.None);
                continue;
            }
            if (Interlocked.Increment(ref _viewers) > MaxViewers)
            {
                Interlocked.Decrement(ref _viewers);
                LogTooMany(_instanceUuid, MaxViewers);
                viewer.Dispose();
                continue;
            }
            _ = ServeAsync(viewer);
        }
    }

    private async Task ServeAsync(TcpClient viewer)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        try
        {
            viewer.NoDelay = true;
            var session = new Session(viewer.GetStream());
            var typing = session.ReadViewerAsync(ended);
            await ShowAsync(session, ended.Token);
            await ended.CancelAsync();
            await typing;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or InstanceNotFound)
        {
            // The viewer went away, does not read, or the server is gone.
            LogViewerEnded(_instanceUuid, e.Message);
        }
        catch (Exception e)
        {
            LogViewerFailed(e, _instanceUuid);
        }
        finally
        {
            await ended.CancelAsync();
            viewer.Dispose();
            Interlocked.Decrement(ref _viewers);
        }
    }

    /// <summary>Over any number of runs of the server.</summary>
    private async Task ShowAsync(Session session, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var guest = await _attach(_instanceUuid, cancellationToken);
                if (guest is not null)
                    await session.ShowAsync(guest, cancellationToken);
            }
            catch (Exception e) when (e is DockerException or HypervisorUnavailable)
            {
                // Paused, about to stop, or Docker itself is away.
                LogAttachFailed(_instanceUuid, e.Message);
            }
            session.Tried();
            await Task.Delay(RetryDelay, _time, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Serial console of instance {InstanceUuid}: a connection was not accepted")]
    private partial void LogAcceptFailed(Exception exception, string instanceUuid);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Serial console of instance {InstanceUuid}: a connection beyond {Limit} was refused")]
    private partial void LogTooMany(string instanceUuid, int limit);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Serial console of instance {InstanceUuid}: a viewer is gone: {Reason}")]
    private partial void LogViewerEnded(string instanceUuid, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Serial console of instance {InstanceUuid}: a connection broke")]
    private partial void LogViewerFailed(Exception exception, string instanceUuid);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Serial console of instance {InstanceUuid}: its terminal cannot be attached to now: {Reason}")]
    private partial void LogAttachFailed(string instanceUuid, string reason);

    /// <summary>One viewer: its socket lives longer than any attachment to the server.</summary>
    private sealed class Session(NetworkStream viewer)
    {
        private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile AttachedStream? _guest;

        /// <summary>Whether the server runs is known by now.</summary>
        public void Tried() => _tried.TrySetResult();

        /// <summary>
        /// Ends when the viewer does, and ends the session then. What is typed while the server is off is lost, as on a serial line; what is typed
        /// before that is known waits: Horizon asks for a prompt as soon as its connection is open.
        /// </summary>
        public async Task ReadViewerAsync(CancellationTokenSource ended)
        {
            try
            {
                var buffer = new byte[InputBufferLength];
                while (await viewer.ReadAsync(buffer, ended.Token) is > 0 and var read)
                {
                    await _tried.Task.WaitAsync(ended.Token);
                    if (_guest is not { } guest)
                        continue;
                    try
                    {
                        await guest.WriteAsync(buffer.AsMemory(0, read), ended.Token);
                    }
                    catch (Exception e) when (e is IOException or ObjectDisposedException)
                    {
                        // The server has stopped this moment.
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
            {
                // The viewer is gone, or the session ends.
            }
            finally
            {
                await ended.CancelAsync();
            }
        }

        public async Task ShowAsync(AttachedStream guest, CancellationToken cancellationToken)
        {
            _guest = guest;
            Tried();
            try
            {
                await foreach (var frame in guest.ReadAsync(cancellationToken))
                {
                    using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                    limit.CancelAfter(WriteLimit);
                    await viewer.WriteAsync(frame.Data, limit.Token);
                }
            }
            finally
            {
                _guest = null;
            }
        }
    }
}
