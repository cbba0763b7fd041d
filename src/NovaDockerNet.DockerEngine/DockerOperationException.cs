using System.Net;

namespace NovaDockerNet.DockerEngine;

/// <summary>The daemon refused this call; the connection is good.</summary>
/// <param name="statusCode">200 for an error the daemon reported inside a progress stream.</param>
/// <param name="daemonMessage">The daemon's own words.</param>
public class DockerOperationException(HttpStatusCode statusCode, string daemonMessage, string call)
    : DockerException($"{call}: {daemonMessage} ({(int)statusCode})")
{
    public HttpStatusCode StatusCode { get; } = statusCode;

    public string DaemonMessage { get; } = daemonMessage;
}
