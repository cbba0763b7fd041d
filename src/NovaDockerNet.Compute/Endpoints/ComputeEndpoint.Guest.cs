namespace NovaDockerNet.Compute.Endpoints;

sealed partial class ComputeEndpoint
{
    private void MapGuest()
    {
        Operations.Add("suspend_instance", [_recordsIntent, .. _filters.Usual], async (operation, cancellationToken) =>
        {
            await _guest.Suspend.SuspendAsync(operation.Context, operation.Instance, cancellationToken);
            return null;
        });
        Operations.Add("resume_instance", [_recordsIntent, .. _filters.Usual], async (operation, cancellationToken) =>
        {
            await _guest.Suspend.ResumeAsync(operation.Context, operation.Instance, cancellationToken);
            return null;
        });
        Operations.Add("rescue_instance", [_recordsIntent, .. _filters.Usual], async (operation, cancellationToken) =>
        {
            await _guest.Rescue.RescueAsync(
                operation.Context, operation.Instance, operation.Arguments.OptionalText("rescue_password"),
                operation.Arguments.OptionalText("rescue_image_ref"), operation.Arguments.Boolean("clean_shutdown"), cancellationToken);
            return null;
        });
        Operations.Add("unrescue_instance", [_recordsIntent, .. _filters.Usual], async (operation, cancellationToken) =>
        {
            await _guest.Rescue.UnrescueAsync(operation.Context, operation.Instance, cancellationToken);
            return null;
        });
        Operations.Add("set_admin_password", [_recordsIntent, .. _filters.Usual], async (operation, cancellationToken) =>
        {
            await _guest.Actions.SetAdminPasswordAsync(
                operation.Context, operation.Instance, operation.Arguments.Text("new_pass"), cancellationToken);
            return null;
        });
        Operations.Add(
            "trigger_crash_dump", [_filters.WrapException, _filters.WrapInstanceEvent, _filters.WrapInstanceFault], async (operation, cancellationToken) =>
            {
                await _guest.Actions.TriggerCrashDumpAsync(operation.Context, operation.Instance, cancellationToken);
                return null;
            });
        Operations.Add("quiesce_instance", [_filters.WrapException], async (operation, cancellationToken) =>
        {
            await _guest.Actions.QuiesceAsync(operation.Instance, cancellationToken);
            return null;
        });
        // Its mapping names snapshots of volumes to wait for; servers here have none.
        Operations.Add("unquiesce_instance", [_filters.WrapException], async (operation, cancellationToken) =>
        {
            await _guest.Actions.UnquiesceAsync(operation.Instance, cancellationToken);
            return null;
        });
        Operations.Add("get_serial_console", [_filters.WrapException, _filters.WrapInstanceFault], async (operation, cancellationToken) =>
            await _guest.SerialConsole.GetAsync(
                operation.Context, operation.Instance, operation.Arguments.Text("console_type"), cancellationToken));
        Operations.Add("validate_console_port", [_filters.WrapException, _filters.WrapInstanceFault], async (operation, cancellationToken) =>
            await _guest.SerialConsole.ValidatePortAsync(
                operation.Instance, operation.Arguments.Text("port"), operation.Arguments.Text("console_type"), cancellationToken));
        Operations.Add("get_diagnostics", [_filters.WrapException, _filters.WrapInstanceFault], async (operation, cancellationToken) =>
            await _guest.Diagnostics.GetAsync(operation.Instance, cancellationToken));
        Operations.Add("get_instance_diagnostics", [_filters.WrapException, _filters.WrapInstanceFault], async (operation, cancellationToken) =>
            await _guest.Diagnostics.GetForInstanceAsync(operation.Context, operation.Instance, cancellationToken));
    }
}
