using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>nova: compute/manager.py get_serial_console, validate_console_port.</summary>
sealed partial class SerialConsoleAccess(WorkflowServices services, ILogger<SerialConsoleAccess> logger)
{
    private const string Serial = "serial";

    /// <summary>Where nova's serial proxy finds the console, and a token for one visit there.</summary>
    public async Task<JObject> GetAsync(RequestContext callerContext, Instance instance, string consoleType, CancellationToken cancellationToken)
    {
        LogGetting();
        if (!services.Options.SerialConsoleEnabled)
            throw new ConsoleTypeUnavailable(consoleType);
        var context = callerContext.Elevated();
        try
        {
            var console = await services.Driver.GetSerialConsoleAsync(instance.Uuid, cancellationToken);
            var auth = services.Conductor.Profile.Create<ConsoleAuthToken>();
            auth.ConsoleType = consoleType;
            auth.Host = console.Host;
            auth.Port = console.Port;
            auth.InternalAccessPath = null;
            auth.InstanceUuid = instance.Uuid;
            auth.AccessUrlBase = services.Options.SerialConsoleBaseUrl;
            var token = await auth.AuthorizeAsync(services.Conductor, context, services.Options.ConsoleTokenTtl, cancellationToken);
            return new JObject
            {
                ["host"] = console.Host,
                ["port"] = console.Port,
                ["internal_access_path"] = null,
                ["token"] = token,
                ["access_url"] = $"{services.Options.SerialConsoleBaseUrl}?token={token}",
            };
        }
        catch (InstanceNotFound) when (instance.VmState == VmState.Building)
        {
            throw new InstanceNotReady(instance.Uuid);
        }
    }

    /// <summary>Whether a token's port still is the server's: the proxy asks before it connects.</summary>
    /// <param name="port">As text.</param>
    public async Task<bool> ValidatePortAsync(Instance instance, string port, string consoleType, CancellationToken cancellationToken)
    {
        if (consoleType != Serial)
            throw new ConsoleTypeUnavailable(consoleType);
        var console = await services.Driver.GetSerialConsoleAsync(instance.Uuid, cancellationToken);
        return console.Port.ToString(System.Globalization.CultureInfo.InvariantCulture) == port;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Getting serial console")]
    private partial void LogGetting();
}
