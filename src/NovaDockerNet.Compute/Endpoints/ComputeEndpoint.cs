using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Events;
using NovaDockerNet.Compute.Faults;
using NovaDockerNet.Compute.Intents;
using NovaDockerNet.Compute.Workflows;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.Oslo.Messaging.Rpc;

namespace NovaDockerNet.Compute.Endpoints;

/// <summary>
/// The compute RPC API: which methods there are and what they take says the release's profile, what they do say the workflows.
/// nova: compute/manager.py ComputeManager. One file per family; no logic here.
/// </summary>
sealed partial class ComputeEndpoint
{
    private readonly IConductor _conductor;
    private readonly OperationFilters _filters;
    private readonly RecordsIntent _recordsIntent;
    private readonly RecordsIntent _recordsRequest;
    private readonly BuildWorkflow _build;
    private readonly TerminateWorkflow _terminate;
    private readonly PowerWorkflow _power;
    private readonly GuestWorkflows _guest;
    private readonly ImageWorkflows _images;
    private readonly ConsoleOutput _console;
    private readonly HostOperations _host;
    private readonly ExternalInstanceEvents _events;
    private readonly ILogger _logger;

    public ComputeEndpoint(
        IConductor conductor,
        OperationFilters filters,
        RecordsIntent recordsIntent,
        RecordsIntent recordsRequest,
        BuildWorkflow build,
        TerminateWorkflow terminate,
        PowerWorkflow power,
        GuestWorkflows guest,
        ImageWorkflows images,
        ConsoleOutput console,
        HostOperations host,
        ExternalInstanceEvents events,
        RefusalEffects refusals,
        ILogger<ComputeEndpoint> logger)
    {
        (_conductor, _filters, _recordsIntent, _logger) = (conductor, filters, recordsIntent, logger);
        (_build, _terminate, _power, _console, _host, _events) = (build, terminate, power, console, host, events);
        (_recordsRequest, _guest, _images) = (recordsRequest, guest, images);
        MapBuild();
        MapPower();
        MapGuest();
        MapNetwork();
        MapImages(refusals);
        MapResize();
        MapHost();
        foreach (var refused in RefusedOperations.All)
            Operations.Add(
                refused.Method, [.. refused.Decorators.Select(filters.ByDecorator)],
                (operation, cancellationToken) => refusals.RefuseAsync(refused, operation, cancellationToken));
    }

    public OperationTable Operations { get; } = new();

    /// <summary>The endpoints of the RPC server, in nova's order: the API, baseapi, and the 5.x API for peers pinned to it.</summary>
    public IReadOnlyList<RpcEndpoint> For(NovaProfile profile)
    {
        var methods = profile.Methods.Values.Where(m => m.IsCall is not null).ToDictionary(m => m.Name, Bind, StringComparer.Ordinal);
        return [new RpcEndpoint(null, profile.ComputeRpcVersion, methods), BaseRpcEndpoint.Create(), ComputeV5Proxy.Create(profile, methods)];
    }

    /// <summary>Runs an operation as if it had been asked for, filters included.</summary>
    public Task<JToken?> RunAsync(RequestContext context, string method, JObject args, CancellationToken cancellationToken) =>
        Operations.RunAsync(new Operation(method, context, new OperationArguments(method, args)), cancellationToken);

    private RpcMethod Bind(RpcMethodProfile method) => async (request, cancellationToken) =>
    {
        var context = new RequestContext(request.Context);
        using var scope = OperationScope.Begin(_logger, context, OperationBinder.InstanceUuid(request.Args));
        var args = (JObject)await _conductor.ReceiveAsync(context, request.Args, cancellationToken);
        var operation = new Operation(method.Name, context, OperationBinder.Bind(method, args));
        try
        {
            return await Operations.RunAsync(operation, cancellationToken);
        }
        catch (NovaException e)
        {
            throw new NovaFailure(e);
        }
    };
}
