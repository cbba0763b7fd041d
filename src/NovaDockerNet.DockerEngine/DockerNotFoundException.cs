using System.Net;

namespace NovaDockerNet.DockerEngine;

/// <summary>404: no such container, image or exec.</summary>
public sealed class DockerNotFoundException(string daemonMessage, string call)
    : DockerOperationException(HttpStatusCode.NotFound, daemonMessage, call);
