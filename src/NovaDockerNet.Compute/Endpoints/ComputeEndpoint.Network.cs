namespace NovaDockerNet.Compute.Endpoints;

sealed partial class ComputeEndpoint
{
    private void MapNetwork()
    {
        Operations.Add(
            "attach_interface", [_filters.WrapException, _filters.WrapInstanceEvent, _filters.WrapInstanceFault], async (operation, cancellationToken) =>
            {
                var arguments = operation.Arguments;
                return await _guest.Interfaces.AttachAsync(
                    operation.Context, operation.Instance, arguments.OptionalText("network_id"), arguments.OptionalText("port_id"),
                    arguments.OptionalText("requested_ip"), arguments.OptionalText("tag"), cancellationToken);
            });
        Operations.Add(
            "detach_interface", [_filters.WrapException, _filters.WrapInstanceEvent, _filters.WrapInstanceFault], async (operation, cancellationToken) =>
            {
                await _guest.Interfaces.DetachAsync(operation.Context, operation.Instance, operation.Arguments.Text("port_id"), cancellationToken);
                return null;
            });
        Operations.Add("add_fixed_ip_to_instance", [_filters.WrapException, _filters.WrapInstanceFault], async (operation, cancellationToken) =>
        {
            await _guest.Interfaces.AddFixedIpAsync(
                operation.Context, operation.Instance, operation.Arguments.Text("network_id"), cancellationToken);
            return null;
        });
        Operations.Add("remove_fixed_ip_from_instance", [_filters.WrapException, _filters.WrapInstanceFault], async (operation, cancellationToken) =>
        {
            await _guest.Interfaces.RemoveFixedIpAsync(operation.Context, operation.Instance, operation.Arguments.Text("address"), cancellationToken);
            return null;
        });
        Operations.Add("inject_network_info", [_filters.WrapInstanceFault], async (operation, cancellationToken) =>
        {
            await _guest.Interfaces.InjectNetworkInfoAsync(operation.Context, operation.Instance, cancellationToken);
            return null;
        });
    }
}
