using System.Net;

namespace NovaDockerNet.DockerEngine;

/// <summary>409: the name is taken, the container is in the wrong state, the image is in use.</summary>
public sealed class DockerConflictException(string daemonMessage, string call)
    : DockerOperationException(HttpStatusCode.Conflict, daemonMessage, call);
