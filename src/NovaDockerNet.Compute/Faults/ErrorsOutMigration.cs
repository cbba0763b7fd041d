using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Endpoints;
using NovaDockerNet.Objects;

namespace NovaDockerNet.Compute.Faults;

/// <summary>Sets the migration to error when its operation fails. nova: compute/manager.py errors_out_migration.</summary>
sealed partial class ErrorsOutMigration(IConductor conductor, ILogger<ErrorsOutMigration> logger) : IOperationFilter
{
    public string? Decorator => "errors_out_migration";

    public async Task<JToken?> InvokeAsync(Operation operation, OperationHandler next, CancellationToken cancellationToken)
    {
        try
        {
            return await next(operation, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            try
            {
                operation.Migration.Status = "error";
                await operation.Migration.SaveAsync(conductor, operation.Context, cancellationToken);
            }
            catch (Exception saving)
            {
                // nova: "Error setting migration status for instance", best effort.
                LogNotSaved(saving);
            }
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Error setting migration status for instance")]
    private partial void LogNotSaved(Exception exception);
}
