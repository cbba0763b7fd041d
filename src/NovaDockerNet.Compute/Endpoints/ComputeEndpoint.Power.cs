using NovaDockerNet.Virt.Guests;

namespace NovaDockerNet.Compute.Endpoints;

sealed partial class ComputeEndpoint
{
    private void MapPower()
    {
        Operations.Add("stop_instance", [_recordsIntent, .. _filters.Usual], async (operation, cancellationToken) =>
        {
            await _power.StopAsync(operation.Context, operation.Instance, operation.Arguments.Boolean("clean_shutdown"), cancellationToken);
            return null;
        });
        Operations.Add("start_instance", [_recordsIntent, .. _filters.Usual], async (operation, cancellationToken) =>
        {
            await _power.StartAsync(operation.Context, operation.Instance, cancellationToken);
            return null;
        });
        Operations.Add("reboot_instance", [_recordsIntent, .. _filters.Usual], async (operation, cancellationToken) =>
        {
            var type = operation.Arguments.Text("reboot_type") == "SOFT" ? RebootType.Soft : RebootType.Hard;
            await _power.RebootAsync(operation.Context, operation.Instance, type, cancellationToken);
            return null;
        });
        Operations.Add("pause_instance", [_recordsIntent, .. _filters.Usual], async (operation, cancellationToken) =>
        {
            await _power.PauseAsync(operation.Context, operation.Instance, cancellationToken);
            return null;
        });
        Operations.Add("unpause_instance", [_recordsIntent, .. _filters.Usual], async (operation, cancellationToken) =>
        {
            await _power.UnpauseAsync(operation.Context, operation.Instance, cancellationToken);
            return null;
        });
        Operations.Add("get_console_output", [_filters.WrapException, _filters.WrapInstanceFault], async (operation, cancellationToken) =>
            await _console.GetAsync(operation.Instance, operation.Arguments.Optional("tail_length"), cancellationToken));
    }
}
