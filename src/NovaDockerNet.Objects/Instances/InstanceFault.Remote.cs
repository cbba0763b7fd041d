namespace NovaDockerNet.Objects.Instances;

public sealed partial class InstanceFault
{
    /// <summary>nova/compute/utils.py add_instance_fault_from_exc stores what the user reads in `openstack server show`.</summary>
    public static async Task<InstanceFault> CreateAsync(
        IConductor conductor, RequestContext context, string instanceUuid, int code, string message, string details, string host, CancellationToken ct)
    {
        var fault = conductor.Profile.Create<InstanceFault>();
        fault.Host = host;
        fault.InstanceUuid = instanceUuid;
        fault.Code = code;
        fault.Message = message;
        fault.Details = details;
        await conductor.ActAsync(context, fault, "create", ct);
        return fault;
    }
}
