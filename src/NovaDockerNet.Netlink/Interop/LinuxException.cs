using System.Runtime.InteropServices;

namespace NovaDockerNet.Netlink.Interop;

/// <summary>A system call failed. <see cref="Errno"/> is the kernel's number.</summary>
public class LinuxException(string operation, int errno, string? detail = null)
    : IOException($"{operation}: {Marshal.GetPInvokeErrorMessage(errno)} ({Interop.Errno.Name(errno)}){(detail is null ? "" : $": {detail}")}")
{
    public string Operation { get; } = operation;

    public int Errno { get; } = errno;

    internal static LinuxException Last(string operation) => new(operation, Marshal.GetLastPInvokeError());

    internal static int Check(int result, string operation) => result < 0 ? throw Last(operation) : result;
}
