using NovaDockerNet.Compute.Workflows;
using NovaDockerNet.Objects.Volumes;

namespace NovaDockerNet.Compute.Endpoints;

sealed partial class ComputeEndpoint
{
    private void MapBuild()
    {
        Operations.Add(BuildWorkflow.Method, [_filters.WrapException, _filters.RevertsTaskState, _filters.WrapInstanceFault], (operation, _) =>
        {
            _build.Start(operation);
            return Done;
        });
        Operations.Add(TerminateWorkflow.Method, [_recordsIntent, .. _filters.Usual], async (operation, cancellationToken) =>
        {
            var bdms = operation.Arguments.OptionalObject<BlockDeviceMappingList>("bdms");
            // A volume without id: the API's list is older than the volume. nova: do_terminate_instance.
            if (bdms is null || bdms.Any(b => b.DestinationType == "volume" && b.VolumeId is null))
                bdms = await BlockDeviceMappingList.GetByInstanceUuidAsync(_conductor, operation.Context, operation.Instance.Uuid, cancellationToken);
            await _terminate.TerminateAsync(operation.Context, operation.Instance, bdms, cancellationToken);
            return null;
        });
        Operations.Add("soft_delete_instance", [_recordsIntent, .. _filters.Usual], async (operation, cancellationToken) =>
        {
            await _power.SoftDeleteAsync(operation.Context, operation.Instance, cancellationToken);
            return null;
        });
        Operations.Add("restore_instance", [_recordsIntent, .. _filters.Usual], async (operation, cancellationToken) =>
        {
            await _power.RestoreAsync(operation.Context, operation.Instance, cancellationToken);
            return null;
        });
    }
}
