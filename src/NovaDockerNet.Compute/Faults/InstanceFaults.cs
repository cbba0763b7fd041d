using System.Text;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Faults;

/// <summary>Records why an operation failed, for the user to read in `openstack server show`. nova: compute/utils.py add_instance_fault_from_exc.</summary>
sealed class InstanceFaults(IConductor conductor, ComputeOptions options)
{
    /// <summary>instance_faults.message is a varchar(255).</summary>
    private const int MaxMessageBytes = 255;

    /// <param name="message">Instead of the exception's own.</param>
    public async Task AddFromExceptionAsync(
        RequestContext context, Instance instance, Exception exception, string? message, CancellationToken cancellationToken)
    {
        var code = exception is NovaException nova ? nova.Code : 500;
        // nova: _get_fault_details gives the traceback only for what is no answer to the user's own request.
        var details = code == 500 ? exception.ToString() : "";
        await InstanceFault.CreateAsync(
            conductor, context, instance.Uuid, code, Truncate(message ?? MessageOf(exception)), details, options.Host, cancellationToken);
    }

    /// <summary>The text of a nova exception; of others only the class, because their text was not written for users.</summary>
    internal static string MessageOf(Exception exception) => exception switch
    {
        NovaException e => e.Message,
        NotImplementedException => "NotImplementedError",
        _ => exception.GetType().Name,
    };

    /// <summary>nova: utils.safe_truncate, by bytes of UTF-8 and never within a character.</summary>
    internal static string Truncate(string message)
    {
        var bytes = Encoding.UTF8.GetBytes(message);
        if (bytes.Length <= MaxMessageBytes)
            return message;
        var end = MaxMessageBytes;
        while ((bytes[end] & 0xC0) == 0x80)
            end--;
        return Encoding.UTF8.GetString(bytes, 0, end);
    }
}
