using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NovaDockerNet.Netlink.Interop;
using NovaDockerNet.Netlink.Protocol;

namespace NovaDockerNet.Netlink.Sockets;

/// <summary>
/// A NETLINK_ROUTE socket: one request, all of its answers. It belongs for ever to the namespace of the thread that opened it.
/// Calls block, for the kernel does the work inside send(2); <see cref="NetlinkWorker"/> keeps them off the thread pool.
/// </summary>
internal sealed class NetlinkSocket : IDisposable
{
    // The kernel never makes a dump message larger than 32 KiB (netlink_dump).
    private const int ReceiveBufferSize = 64 * 1024;
    private readonly FileDescriptor _socket;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(ReceiveBufferSize);
    private readonly Lock _gate = new();
    private uint _sequence;

    private NetlinkSocket(FileDescriptor socket) => _socket = socket;

    internal static NetlinkSocket Open()
    {
        var socket = Interop.Socket.Create(Interop.Socket.AF_NETLINK, Interop.Socket.SOCK_RAW | Interop.Socket.SOCK_CLOEXEC, Interop.Socket.NETLINK_ROUTE);
        if (socket.IsInvalid) throw LinuxException.Last("socket(AF_NETLINK)");
        try
        {
            var address = new SockaddrNl { nl_family = Interop.Socket.AF_NETLINK };
            LinuxException.Check(Interop.Socket.Bind(socket, in address, (uint)Unsafe.SizeOf<SockaddrNl>()), "bind(AF_NETLINK)");
            // Without these (kernels before 4.20) errors are only numbers and dumps come unfiltered; both are coped with.
            Enable(socket, Interop.Socket.NETLINK_CAP_ACK);
            Enable(socket, Interop.Socket.NETLINK_EXT_ACK);
            Enable(socket, Interop.Socket.NETLINK_GET_STRICT_CHK);
            return new NetlinkSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends one message and gathers what the kernel answers up to its acknowledgement or the end of the dump.</summary>
    internal DumpResult Transact(NetlinkMessageWriter request, string operation)
    {
        lock (_gate)
        {
            var collector = new AnswerCollector(++_sequence, operation);
            var started = Stopwatch.GetTimestamp();
            try
            {
                Send(request.Finish(_sequence).Span, operation);
                while (!collector.Complete) collector.Add(NetlinkMessage.Parse(Receive(operation)));
                return collector.Result;
            }
            finally
            {
                NetlinkTelemetry.RequestDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private static void Enable(FileDescriptor socket, int option)
    {
        var one = 1;
        if (Interop.Socket.SetOption(socket, Interop.Socket.SOL_NETLINK, option, in one, sizeof(int)) < 0
            && Marshal.GetLastPInvokeError() != Errno.ENOPROTOOPT)
            throw LinuxException.Last($"setsockopt(SOL_NETLINK, {option})");
    }

    private unsafe void Send(ReadOnlySpan<byte> message, string operation)
    {
        fixed (byte* start = message)
        {
            while (Interop.Socket.Send(_socket, start, (nuint)message.Length, 0) < 0)
            {
                if (Marshal.GetLastPInvokeError() != Errno.EINTR) throw LinuxException.Last($"{operation}: send");
            }
        }
    }

    private unsafe ReadOnlySpan<byte> Receive(string operation)
    {
        fixed (byte* start = _buffer)
        {
            nint length;
            while ((length = Interop.Socket.Receive(_socket, start, ReceiveBufferSize, Interop.Socket.MSG_TRUNC)) < 0)
            {
                if (Marshal.GetLastPInvokeError() != Errno.EINTR) throw LinuxException.Last($"{operation}: recv");
            }

            if (length > ReceiveBufferSize) throw new NetlinkProtocolException($"{operation}: an answer of {length} bytes was cut off");
            return _buffer.AsSpan(0, (int)length);
        }
    }
}
