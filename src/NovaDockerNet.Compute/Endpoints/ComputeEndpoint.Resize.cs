using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Workflows.Resize;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Endpoints;

sealed partial class ComputeEndpoint
{
    private void MapResize()
    {
        IReadOnlyList<IOperationFilter> migrating =
            [_recordsIntent, _filters.WrapException, _filters.RevertsTaskState, _filters.WrapInstanceEvent, _filters.ErrorsOutMigration, _filters.WrapInstanceFault];
        Operations.Add("prep_resize", [_recordsIntent, .. _filters.Usual], async (operation, cancellationToken) =>
        {
            await _guest.Resize.PrepAsync(
                operation.Context, operation.Instance, operation.Migration, Request(operation), operation.Arguments.OptionalText("node"), cancellationToken);
            return null;
        });
        Operations.Add("resize_instance", [_recordsIntent, .. _filters.Usual], async (operation, cancellationToken) =>
        {
            await _guest.Resize.ResizeAsync(operation.Context, operation.Instance, operation.Migration, Request(operation), cancellationToken);
            return null;
        });
        Operations.Add("finish_resize", migrating, async (operation, cancellationToken) =>
        {
            await _guest.Resize.FinishAsync(operation.Context, operation.Instance, operation.Migration, cancellationToken);
            return null;
        });
        Operations.Add(
            "confirm_resize",
            [_recordsIntent, _filters.WrapException, _filters.WrapInstanceEvent, _filters.ErrorsOutMigration, _filters.WrapInstanceFault],
            async (operation, cancellationToken) =>
            {
                await _guest.ResizeEnd.ConfirmAsync(operation.Context, operation.Instance, operation.Migration, cancellationToken);
                return null;
            });
        Operations.Add("revert_resize", migrating, async (operation, cancellationToken) =>
        {
            await _guest.ResizeEnd.RevertAsync(
                operation.Context, operation.Instance, operation.Migration, operation.Arguments.Optional("request_spec"), cancellationToken);
            return null;
        });
        Operations.Add("finish_revert_resize", migrating, async (operation, cancellationToken) =>
        {
            await _guest.ResizeEnd.FinishRevertAsync(operation.Context, operation.Instance, operation.Migration, cancellationToken);
            return null;
        });
    }

    private static ResizeRequest Request(Operation operation) => new(
        operation.Arguments.Object<Flavor>("flavor"), operation.Arguments.Optional("image"), operation.Arguments.Optional("request_spec"),
        operation.Arguments.Optional("clean_shutdown") is not JValue { Value: false },
        (operation.Arguments.Optional("filter_properties") as JObject)?["limits"] as JObject ?? []);
}
