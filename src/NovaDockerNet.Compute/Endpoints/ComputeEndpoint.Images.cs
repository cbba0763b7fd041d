using NovaDockerNet.Compute.Workflows;
using NovaDockerNet.Objects.Exceptions;

namespace NovaDockerNet.Compute.Endpoints;

sealed partial class ComputeEndpoint
{
    // Nothing of the server has been touched, so what nova-api has prepared goes back and the server stays as it is.
    private static readonly RefusedOperation Evacuation = new(
        "rebuild_instance", [], _ => new InstanceEvacuateNotSupported(), (effects, o, ct) => effects.UndoRebuildRequestAsync(o, ct));

    private static readonly RefusedOperation PreservingEphemeral = new(
        "rebuild_instance", [], _ => new PreserveEphemeralNotSupported(), (effects, o, ct) => effects.UndoRebuildRequestAsync(o, ct));

    private void MapImages(RefusalEffects refusals)
    {
        Operations.Add("snapshot_instance", [_recordsRequest, .. _filters.Usual, _filters.DeleteImageOnError], async (operation, cancellationToken) =>
        {
            await _images.Snapshot.SnapshotAsync(operation.Context, operation.Instance, operation.Arguments.Text("image_id"), cancellationToken);
            return null;
        });
        // nova: _do_snapshot_instance alone has delete_image_on_error: a backup that is there stays when the rotation fails.
        var backup = OperationPipeline.Wrap([_filters.DeleteImageOnError], async (operation, cancellationToken) =>
        {
            await _images.Snapshot.BackupAsync(operation.Context, operation.Instance, operation.Arguments.Text("image_id"), cancellationToken);
            return null;
        });
        Operations.Add("backup_instance", [_recordsRequest, .. _filters.Usual], async (operation, cancellationToken) =>
        {
            await backup(operation, cancellationToken);
            await _images.Snapshot.RotateAsync(
                operation.Context, operation.Instance, operation.Arguments.Text("backup_type"), operation.Arguments.Integer("rotation"), cancellationToken);
            return null;
        });
        Operations.Add("rebuild_instance", [_recordsIntent, .. _filters.Usual], async (operation, cancellationToken) =>
        {
            if (operation.Arguments.Boolean("recreate"))
                return await refusals.RefuseAsync(Evacuation, operation, cancellationToken);
            if (operation.Arguments.Boolean("preserve_ephemeral"))
                return await refusals.RefuseAsync(PreservingEphemeral, operation, cancellationToken);
            await _images.Rebuild.RebuildAsync(operation, cancellationToken);
            return null;
        });
        Operations.Add("shelve_instance", [_recordsRequest, .. _filters.Usual], async (operation, cancellationToken) =>
        {
            await _images.Shelve.ShelveAsync(
                operation.Context, operation.Instance, operation.Arguments.Text("image_id"), operation.Arguments.Boolean("clean_shutdown"),
                cancellationToken);
            return null;
        });
        Operations.Add("shelve_offload_instance", [_recordsIntent, .. _filters.Usual], async (operation, cancellationToken) =>
        {
            await _images.Shelve.OffloadAsync(
                operation.Context, operation.Instance, operation.Arguments.Boolean("clean_shutdown"), cancellationToken);
            return null;
        });
        Operations.Add("unshelve_instance", [_recordsRequest, .. _filters.Usual], async (operation, cancellationToken) =>
        {
            await _images.Unshelve.UnshelveAsync(new UnshelveRequest(operation), cancellationToken);
            return null;
        });
    }
}
